import Book
import Quantities

/// Which accounts a run has to settle anew: those for which anything differs from the run before.
///
/// Settlement is a function of an account's commitments, its usage and the settled day. So an
/// account is left alone when its commitments read the same, it has no new usage, and between the
/// two settled days no grant of it begins or ends, no monthly fee comes due, and no term begins that
/// could make more of a peak free.
struct SettlementScope {
  /// What the accounts have agreed to now.
  let commitments: [AccountCommitments]
  private let before: [AccountID: AccountCommitments]
  private let settledBefore: CalendarDay?
  private let settledDay: CalendarDay
  private let touchedApps: Set<AppID>
  private let isEverything: Bool

  /// - Parameters:
  ///   - book: the book now.
  ///   - bookBefore: the book as the run before knew it.
  ///   - touchedApps: apps with usage that the run before did not settle.
  ///   - isEverything: whether all accounts are settled anew in any case.
  init(
    _ book: Book, before bookBefore: Book, settledBefore: CalendarDay?, settledDay: CalendarDay,
    touchedApps: [AppID], isEverything: Bool
  ) {
    commitments = book.commitments(through: settledDay)
    let old = settledBefore.map { bookBefore.commitments(through: $0) } ?? []
    before = Dictionary(uniqueKeysWithValues: old.map { ($0.account, $0) })
    self.settledBefore = settledBefore
    self.settledDay = settledDay
    self.touchedApps = Set(touchedApps)
    self.isEverything = isEverything
  }

  /// The accounts to settle, in their order.
  var accounts: [AccountCommitments] {
    commitments.filter { account in
      isEverything || before[account.account] != account
        || !touchedApps.isDisjoint(with: account.apps)
        || account.grants.contains { isNew($0.start) || isNew($0.end) }
        || account.monthlyFees.contains { isNew($0.day) }
        || account.quotaTerms.contains { isNew($0.start) }
    }
  }

  /// Whether a day lies behind the last settled day, and not behind this one.
  private func isNew(_ day: CalendarDay) -> Bool {
    settledBefore.map { $0 < day } ?? true && day <= settledDay
  }
}
