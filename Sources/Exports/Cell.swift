import Quantities
import Settlement

/// One value of an exported row.
enum Cell {
  /// Nothing is known, or nothing applies.
  case empty
  /// Text from outside or from the catalog.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// An exact number that need not be whole.
  case fraction(Fraction)
  /// A price: exact, with at least two decimals.
  case price(Fraction)
  /// An amount of money.
  case money(Money)
  /// A day or a month.
  case time(Charge.Period)

  init(_ text: String?) { self = text.map { .text($0) } ?? .empty }
  init(_ app: AppID?) { self = app.map { .integer(Int64($0.number)) } ?? .empty }
  init(_ day: CalendarDay) { self = .time(.day(day)) }
  init(_ month: CalendarMonth) { self = .time(.month(month)) }

  /// The value as text; nothing for `empty`.
  var description: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .fraction(let fraction): fraction.description
    case .price(let price): price.text(leastDecimals: 2)
    case .money(let money): money.description
    case .time(let time): time.description
    }
  }

  /// Compares two cells of a column: empty first, text by bytes, numbers by value, times as their
  /// text.
  ///
  /// - Returns: a negative number, 0 or a positive one.
  func compared(to other: Cell) -> Int {
    switch (self, other) {
    case (.empty, .empty): 0
    case (.empty, _): -1
    case (_, .empty): 1
    case (.text(let left), .text(let right)): compare(left, right)
    case (.integer(let left), .integer(let right)): compare(left, right)
    case (.fraction(let left), .fraction(let right)): compare(left, right)
    case (.price(let left), .price(let right)): compare(left, right)
    case (.money(let left), .money(let right)): compare(left, right)
    case (.time(let left), .time(let right)): compare(left, right)
    default: preconditionFailure("the cells of a column are of one kind")
    }
  }
}

private func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
  left < right ? -1 : (right < left ? 1 : 0)
}

/// By bytes, so that nothing depends on what Unicode calls equal.
private func compare(_ left: String, _ right: String) -> Int {
  if left.utf8.elementsEqual(right.utf8) { return 0 }
  return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
}
