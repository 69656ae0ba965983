import Book
import Concurrency
import Quantities
import Settlement

/// Which accounts a run has to settle: those for which anything differs from the run before.
///
/// Settlement is a function of an account's commitments, its usage and the settled day. So an
/// account is left alone when its commitments read the same, it has no new usage, and between the
/// two settled days no grant of it begins or ends, no monthly fee comes due, and no term begins that
/// could make more of a peak free.
///
/// Of the others, most have nothing new that reaches back to the settled day before: what stands
/// stays, and only the days after it are settled on top.
struct SettlementScope {
  /// An account to settle.
  struct Task {
    let account: AccountCommitments
    /// The settled day on top of which it is settled; `nil` for all days anew.
    let settledBefore: CalendarDay?
  }

  /// What a run has changed.
  struct Changes {
    /// Apps with usage that the run before did not settle.
    var touchedApps: Set<AppID> = []
    /// Those of them with usage of days that the run before did settle.
    var lateApps: Set<AppID> = []
    /// Whether all days of all accounts are settled anew in any case.
    var isEverything = false
  }

  /// What the accounts have agreed to now.
  private let commitments: [AccountCommitments]
  private let before: [AccountID: AccountCommitments]
  private let settledBefore: CalendarDay?
  private let settledDay: CalendarDay
  private let changes: Changes

  /// - Parameters:
  ///   - book: the book now.
  ///   - bookBefore: the book as the run before knew it.
  init(
    _ book: Book, before bookBefore: Book, settledBefore: CalendarDay?, settledDay: CalendarDay,
    _ changes: Changes, workers: Int
  ) {
    let dayBefore = changes.isEverything ? nil : settledBefore
    let both = inParallel(2, workers: workers) { index in
      index == 0
        ? book.commitments(through: settledDay)
        : dayBefore.map { bookBefore.commitments(through: $0) } ?? []
    }
    commitments = both[0]
    before = Dictionary(uniqueKeysWithValues: both[1].map { ($0.account, $0) })
    self.settledBefore = settledBefore
    self.settledDay = settledDay
    self.changes = changes
  }

  /// The accounts to settle, in their order.
  var tasks: [Task] { commitments.compactMap(task) }

  private func task(_ account: AccountCommitments) -> Task? {
    let before = before[account.account]
    guard let before, let settledBefore, !changes.isEverything else {
      return Task(account: account, settledBefore: nil)
    }
    let isTouched = !changes.touchedApps.isDisjoint(with: account.apps)
    guard before != account || isTouched || hasNewDay(account) else { return nil }
    let goesOn =
      changes.lateApps.isDisjoint(with: account.apps)
      && account.goOn(from: before, settledThrough: settledBefore, to: settledDay)
    return Task(account: account, settledBefore: goesOn ? settledBefore : nil)
  }

  private func hasNewDay(_ account: AccountCommitments) -> Bool {
    account.grants.contains { isNew($0.start) || isNew($0.end) }
      || account.monthlyFees.contains { isNew($0.day) }
      || account.quotaTerms.contains { isNew($0.start) }
  }

  /// Whether a day lies behind the last settled day, and not behind this one.
  private func isNew(_ day: CalendarDay) -> Bool {
    settledBefore.map { $0 < day } ?? true && day <= settledDay
  }
}
