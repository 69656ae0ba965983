import Book
import Catalog
public import Explanation
import Ledger
public import Quantities

/// What closing a month came to.
public struct CloseSummary: Sendable {
  /// The month.
  public var month: CalendarMonth
  /// Whether it was closed before.
  public var wasClosed = false
  /// Whether nothing was kept.
  public var isRehearsal: Bool
  /// Whether the identities of the month were to be forgotten.
  public var forgets: Bool
  /// How many identities the run forgot; `nil` when they were not to be forgotten, or were before.
  public var forgottenIdentities: Int64?
  /// What a rehearsal would change; `nil` for a close that was kept or changed nothing.
  public var preview: Explained<RunDifference>?
  /// The number of the run; `nil` when nothing changed.
  public var run: Int64?
  /// Why it cannot be closed yet, one sentence each; empty when it is closed.
  public var refusals: [String] = []
}

/// Closes a month for all accounts: its invoices never change again.
///
/// - Parameters:
///   - month: the month after the last closed one, or one that is closed already.
///   - options: the ledger, and who closes it when.
///   - forgets: whether the identities of the month and of all months before it are forgotten, of a
///     month that was closed before, too. From then on their records of `sum` meters are rejected as
///     `too_old`, since nobody can tell duplicates from new ones.
/// - Throws: `RequestFailure` when another month comes first, `LedgerFailure` for the ledger.
public func closeJob(
  _ month: CalendarMonth, _ options: RunOptions, forgets: Bool = false
) throws -> CloseSummary {
  let ledger = try Ledger(
    path: options.ledger, mode: options.isRehearsal ? .dryRun : .readWrite,
    patience: options.patience)
  defer { ledger.close() }
  let state = try ledger.read { try CloseState($0) }
  var summary = CloseSummary(month: month, isRehearsal: options.isRehearsal, forgets: forgets)
  summary.wasClosed = state.isClosed(month)
  if summary.wasClosed && !(forgets && state.remembers(month)) { return summary }
  return try ledger.write(
    command: "close", at: options.time, by: options.poster, attempts: options.attempts
  ) { transaction in
    // Another run may have come in between; what counts is what stands now.
    let state = try CloseState(transaction)
    if !summary.wasClosed {
      try state.checkIsNext(month)
      summary.refusals = try state.refusals(of: month, transaction)
      guard summary.refusals.isEmpty else { throw RefusedClose(summary: summary) }
      try transaction.close(month)
    }
    if forgets && state.remembers(month) {
      summary.forgottenIdentities = try transaction.forget(
        through: month, before: end(of: month, transaction))
    }
    summary.run = transaction.run
    if options.isRehearsal {
      summary.preview = try preview(transaction, mostRows: options.mostPreviewRows)
    }
    return summary
  }
}

/// The first instant behind a month in every zone that the ledger was settled by.
private func end(of month: CalendarMonth, _ ledger: LedgerReader) throws -> Timestamp {
  let next = month.advanced(by: 1).firstDay
  let runs = try ledger.catalogChanges().map(\.run)
  let catalogs = try runs.map { try chooseCatalog(nil, stored: ledger.catalog(ofRun: $0)) }
  let ends = catalogs.map { $0.zone.start(of: next) }
  return try ends.max() ?? chooseCatalog(nil).zone.start(of: next)
}

/// A month that cannot be closed yet; thrown so that nothing is posted.
public struct RefusedClose: Error, Sendable, CustomStringConvertible {
  /// What stands in the way.
  public let summary: CloseSummary

  public var description: String {
    summary.refusals.map { "\(summary.month) cannot be closed: \($0)" }.joined(separator: "\n")
  }
}

/// How far a ledger is closed, and what could be closed next.
private struct CloseState {
  let lastClosed: CalendarMonth?
  let next: CalendarMonth?
  let settledDay: CalendarDay?
  let forgottenThrough: CalendarMonth?

  init(_ ledger: LedgerReader) throws {
    lastClosed = try ledger.lastClosedMonth()
    settledDay = try ledger.settledDay()
    forgottenThrough = try ledger.forgottenThrough()
    let catalog = try chooseCatalog(nil, stored: ledger.catalog())
    let book = try chooseBook(nil, catalog, ledger)
    let first = try [book.firstEventDay, ledger.firstUsageDay()].compactMap { $0?.month }.min()
    next = lastClosed.map { $0.advanced(by: 1) } ?? first
  }

  func isClosed(_ month: CalendarMonth) -> Bool { lastClosed.map { month <= $0 } ?? false }

  /// Whether any identity of the month may still be there.
  func remembers(_ month: CalendarMonth) -> Bool { forgottenThrough.map { $0 < month } ?? true }

  func checkIsNext(_ month: CalendarMonth) throws(RequestFailure) {
    guard let next else {
      throw RequestFailure("there is nothing to close: the ledger has neither events nor usage")
    }
    guard month == next else {
      throw RequestFailure("months are closed in their order: close \(next) first, not \(month)")
    }
  }

  func refusals(of month: CalendarMonth, _ ledger: LedgerReader) throws -> [String] {
    var refusals: [String] = []
    if settledDay.map({ $0 < month.lastDay }) ?? true {
      refusals.append(
        "it is settled through \(settledDay?.description ?? "no day"), not through "
          + "\(month.lastDay); post its last dumps, or settle --through \(month.lastDay)")
    }
    let unpriced = try ledger.unpricedCharges(through: month)
    if let first = unpriced.first {
      refusals.append(
        "\(unpriced.count) charges have no rate, the first of them \(first.meter) of app "
          + "\(first.app) on \(first.day); give a catalog that has one")
    }
    return refusals
  }
}
