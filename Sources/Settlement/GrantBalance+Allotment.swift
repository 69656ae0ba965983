import Deduction
import Quantities

extension GrantBalance {
  /// How a grant stands on a settled day, after all usage up to that day.
  ///
  /// Minutes expire with the last day of the grant; a refund lets all that is left expire.
  init(_ allotment: Allotment, on settledDay: CalendarDay) throws(QuantityOverflow) {
    let undrawn = allotment.left
    let drawn = try Fraction(allotment.grant.minutes).subtracting(undrawn)
    let status = Status(of: allotment.grant, holding: undrawn, on: settledDay)
    let isOver = status == .expired || status == .refunded
    self.init(
      grant: allotment.grant, drawn: drawn, expired: isOver ? undrawn : .zero,
      left: isOver ? .zero : undrawn, status: status)
  }
}

extension GrantBalance.Status {
  /// The first status that holds.
  fileprivate init(of grant: Grant, holding undrawn: Fraction, on settledDay: CalendarDay) {
    if grant.isRefunded {
      self = .refunded
    } else if undrawn.isZero {
      self = .usedUp
    } else if settledDay < grant.start {
      self = .pending
    } else if settledDay >= grant.end {
      self = .expired
    } else {
      self = .active
    }
  }
}
