public import Book
public import Quantities

/// What stands of an account through a settled day, as far as settling the days after it needs it.
///
/// Rows of single days are not in it. They stay as they are, and what they came to is said by the
/// balances of the grants; so that this is as small after a year as after a day.
public struct StandingSettlement: Equatable, Sendable {
  /// The last settled day.
  public let day: CalendarDay
  /// How every grant stood on that day.
  public let grants: [GrantBalance]
  /// Charges for whole months: fees on peaks, their adjustments, and other monthly fees.
  public let monthlyCharges: [Charge]
  /// The latest closed month; `nil` while none is closed.
  public let lastClosed: CalendarMonth?

  /// What stands.
  public init(
    through day: CalendarDay, grants: [GrantBalance], monthlyCharges: [Charge],
    lastClosed: CalendarMonth?
  ) {
    self.day = day
    self.grants = grants
    self.monthlyCharges = monthlyCharges
    self.lastClosed = lastClosed
  }

  /// Whether it is what commitments have led to: every grant that had begun is there, as it is now,
  /// and none was drawn below nothing.
  ///
  /// It always is in a ledger that nobody changed by hand.
  public func fits(_ commitments: AccountCommitments) -> Bool {
    let begun = grants.filter { $0.grant.start <= day }
    return begun.map(\.grant) == commitments.grants.filter { $0.start <= day }
      && grants.allSatisfy { .zero <= $0.drawn && $0.drawn <= Fraction($0.grant.minutes) }
  }

  /// Package minutes that were drawn from each grant.
  var drawnMinutes: [GrantID: Fraction] {
    Dictionary(grants.map { ($0.grant.id, $0.drawn) }, uniquingKeysWith: { first, _ in first })
  }

  /// The first month that can still change by what happens after the settled day.
  var firstChangingMonth: CalendarMonth {
    guard let lastClosed else { return day.month }
    return max(day.month, lastClosed.advanced(by: 1))
  }
}

extension AccountCommitments {
  /// Whether settling the days after a settled one on top of what stands gives what settling all
  /// days anew would give; with no new usage up to that day, and by the same catalog.
  ///
  /// It does when nothing differs that reaches back to the settled day or before it. Where the
  /// effect of something is not bounded by days - apps that bring usage along, suspensions that
  /// scale the fee of a whole month, verdicts on refunds - nothing of its kind may differ. A term
  /// that begins within the month of the settled day may make more of its peaks free, so it counts
  /// as reaching back.
  ///
  /// - Parameters:
  ///   - earlier: the commitments by which the settled days were settled.
  ///   - day: the last settled day.
  ///   - settledDay: the day to settle through, not before it.
  public func goOn(
    from earlier: AccountCommitments, settledThrough day: CalendarDay, to settledDay: CalendarDay
  ) -> Bool {
    let lastPeakDay = min(settledDay, day.month.lastDay)
    return apps == earlier.apps && suspensions == earlier.suspensions && refunds == earlier.refunds
      && grants.filter { $0.start <= day } == earlier.grants.filter { $0.start <= day }
      && postpaid.segments(through: day) == earlier.postpaid.segments(through: day)
      && quotaTerms.filter { $0.start <= lastPeakDay }
        == earlier.quotaTerms.filter { $0.start <= day }
  }
}

extension Timeline {
  /// The values that hold on days up to one.
  fileprivate func segments(through day: CalendarDay) -> [Segment] {
    segments.filter { $0.start.map { $0 <= day } ?? true }
  }
}
