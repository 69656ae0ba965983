import Book
public import Quantities

/// What closes have seen, as plain lists that are searched from end to end for every question.
public struct ReferenceCloses {
  /// The latest closed month as `YYYY-MM`; such texts compare as the months do.
  let last: String
  let deductions: [ReferenceDeduction]
  let charges: [ReferenceCharge]
  let orders: [OrderLine]

  /// Closes a month after a settlement; what earlier closes have seen is part of it.
  public init(of month: CalendarMonth, after settlement: ReferenceSettlement) {
    last = month.description
    let last = last
    deductions = settlement.deductions.filter { $0.month <= last }
    charges = settlement.charges.filter { $0.month <= last }
    orders = settlement.orders.filter { $0.day.month.description <= last }
  }

  /// The month after the last closed one.
  var openMonth: String {
    guard let month = CalendarMonth(last) else { preconditionFailure("a month was closed") }
    return CalendarMonth(number: month.number + 1).description
  }

  func minutes(app: Int, day: String, meter: String) -> ReferenceRational {
    let drawn = deductions.filter { $0.app == app && $0.day == day && $0.meter == meter }
    let charged = charges.filter { $0.app == app && $0.period == day && $0.item == meter }
    return (drawn.map(\.minutes) + charged.map(\.quantity)).reduce(ReferenceRational(0), +)
  }

  func drawn(from grant: GrantID) -> ReferenceRational {
    deductions.filter { $0.grant == grant }.map(\.packageMinutes).reduce(ReferenceRational(0), +)
  }

  /// The charges that stand for a peak of a month.
  func fees(app: Int, month: String, item: String) -> [ReferenceCharge] {
    charges.filter { $0.app == app && $0.period == month && $0.item == item }
  }
}
