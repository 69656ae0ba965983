import Quantities
import UsageRecords

/// Words that stand for values: what is read of one is written as it was, or reads the same again.
func checkWords(_ input: [UInt8]) throws {
  let text = String(decoding: input, as: UTF8.self)
  if let day = CalendarDay(text) { try expectEqual(day.description, text, "a day") }
  if let month = CalendarMonth(text) { try expectEqual(month.description, text, "a month") }
  if let money = Money(text) {
    try expect(money.description == text || text == "-0.00", "money: \(money) of \(text)")
  }
  if let offset = ZoneOffset(text) {
    try expectEqual(ZoneOffset(offset.description), offset, "an offset of \(text)")
  }
  if let entry = try? FieldMap.Entry(field: "meter", path: text) {
    try expectEqual(entry.path, text, "a path")
  }
  try checkFractions(text)
}

/// Two numbers with a blank between them, and what can be done with them.
private func checkFractions(_ text: String) throws {
  let numbers = text.split(separator: " ", maxSplits: 1).compactMap { Fraction($0) }
  for number in numbers {
    try expectEqual(Fraction(number.description), number, "a number")
    for decimals in [2, 6] {
      try expectEqual(
        Fraction(number.text(leastDecimals: decimals)), number, "\(decimals) decimals")
    }
    _ = number.roundedHalfUp
    _ = try? Money(rounding: number)
  }
  guard numbers.count == 2 else { return }
  let (left, right) = (numbers[0], numbers[1])
  if let sum = try? left.adding(right) {
    try expectEqual(try? right.adding(left), sum, "a sum")
    if let back = try? sum.subtracting(right) { try expectEqual(back, left, "a difference") }
  }
  if !right.isZero, let product = try? left.multiplied(by: right),
    let back = try? product.divided(by: right)
  {
    try expectEqual(back, left, "a quotient")
  }
  try expect(!(left < right && right < left), "an order")
  try expectEqual(left == right, !(left < right) && !(right < left), "equality")
}
