public import Book
public import Catalog
public import Ledger
import Quantities
import Settlement

/// Says why things stand in a ledger as they do.
///
/// Nothing is settled again: every figure is a row that stands, or follows from rows that stand and
/// from the catalog and the book, so that an explanation is about the very figures of the exports.
/// The order of all draws can be read off them too, see `Moment`, and with it what each grant held
/// at any moment.
public final class Explainer {
  let ledger: LedgerReader
  let catalog: Catalog
  let events: EventIndex
  /// Up to which day everything is settled.
  let settledDay: CalendarDay?
  let lastClosed: CalendarMonth?
  private let runs: [Int64: RunRecord]
  private let dumps: [Int64: [PostedDump]]
  private let commitments: [AccountCommitments]
  private var views: [AccountID: AccountView] = [:]

  /// An explainer of a ledger.
  ///
  /// - Parameters:
  ///   - ledger: the ledger, for as long as it can be read.
  ///   - catalog: the catalog that it is settled by.
  ///   - commitments: what its accounts have agreed to up to the settled day, by account; runs and
  ///     what they changed are told without.
  public init(
    _ ledger: LedgerReader, catalog: Catalog, commitments: [AccountCommitments] = []
  ) throws {
    self.ledger = ledger
    self.catalog = catalog
    events = try EventIndex(ledger)
    settledDay = try ledger.settledDay()
    lastClosed = try ledger.lastClosedMonth()
    let runs = try ledger.runs()
    self.runs = Dictionary(runs.map { ($0.id, $0) }) { first, _ in first }
    dumps = Dictionary(grouping: try ledger.dumps(ofRuns: 0...Int64.max), by: \.run)
    self.commitments = commitments
  }

  /// Answers a question.
  ///
  /// - Throws: `UnknownName` for a name that the ledger does not know, `LedgerFailure` when it
  ///   cannot be read.
  public func explain(_ question: Question) throws -> Answer {
    switch question {
    case .invoice(let question): .invoice(try invoice(question))
    case .usage(let question): .usage(try usageLines(question))
    case .grant(let grant, let account): .grant(try self.grant(grant, of: account))
    case .record(let app, let id): .record(RecordExplanation(app: app, id: id))
    }
  }

  /// What stands of an account.
  ///
  /// - Throws: `UnknownName` when there is none of that name.
  func view(of account: AccountID) throws -> AccountView {
    if let known = views[account] { return known }
    guard let agreed = commitments.first(where: { $0.account == account }) else {
      throw UnknownName("account", account.text, known: commitments.map(\.account.text))
    }
    let view = try AccountView(agreed, ledger, catalog)
    views[account] = view
    return view
  }

  /// All accounts, by bytes.
  var accounts: [AccountID] { commitments.map(\.account) }

  /// The runs that brought the usage of a line.
  func sources(of line: UsageLine) throws -> [UsageSource] {
    try ledger.usageEntries(app: line.app, day: line.day, meter: line.meter, catalog: catalog)
      .compactMap { entry in
        runs[entry.run].map {
          UsageSource(
            run: $0, records: entry.records, quantity: entry.quantity,
            dumps: dumps[entry.run, default: []])
        }
      }
  }

  /// A run by its number.
  func run(_ number: Int64) -> RunRecord? { runs[number] }

  /// The dumps that a run has posted.
  func dumps(of run: Int64) -> [PostedDump] { dumps[run, default: []] }

  /// All dumps that were posted, by their numbers.
  var allDumps: [PostedDump] { dumps.values.joined().sorted { $0.number < $1.number } }
}

/// The answer to a question.
public enum Answer: Sendable {
  /// An invoice.
  case invoice(InvoiceExplanation)
  /// Usage lines, by app and catalog order of meters.
  case usage([UsageLineExplanation])
  /// A grant.
  case grant(GrantExplanation)
  /// A record.
  case record(RecordExplanation)
}
