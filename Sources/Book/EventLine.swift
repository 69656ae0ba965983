import Quantities
import StrictJSON

/// One line of a book being read: its fields, and what was wrong with them so far.
///
/// Every function reports what it dislikes and returns `nil`; reading goes on, so that a line tells
/// all of its problems at once.
struct EventLine {
  /// The physical line, from 1.
  let number: Int
  /// What the line says it is.
  let type: EventType
  private(set) var problems: [BookProblem] = []
  private let members: [JSONMember]
  /// The id for messages, as it was written.
  let id: String?

  /// Longest stay of one order, in months.
  private static let mostMonths: Int64 = 120

  /// The object on a line.
  ///
  /// - Throws: `UnreadableLine` when it is no object or its `type` is none of the contract's.
  init(number: Int, text: ArraySlice<UInt8>) throws(UnreadableLine) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw UnreadableLine(
        number, .syntax, "byte \(error.offset - text.startIndex + 1) of the line: \(error.what)",
        "write one JSON object")
    }
    guard let members = value.object else {
      throw UnreadableLine(number, .syntax, "\(value.kind)", "write one JSON object")
    }
    // `null` is absent, as in dumps.
    self.members = members.filter { !$0.value.isNull }
    self.number = number
    self.type = try Self.type(of: value, number)
    let idValue = value[type.idKey]
    self.id = idValue?.string ?? idValue?.number
    for member in value.repeatedMembers {
      report(.repeatedKey, "key `\(member.key)` stands twice", "keep one of them")
    }
    for member in members where member.key != "type" && !type.keys.contains(member.key) {
      report(
        .unknownKey, "key `\(member.key)` is none of `\(type.rawValue)`",
        "its keys are \(type.keys.joined(separator: ", "))")
    }
  }

  private static func type(of value: JSONValue, _ number: Int) throws(UnreadableLine) -> EventType {
    let types = "write one of " + EventType.allCases.map(\.rawValue).joined(separator: ", ")
    guard let type = value["type"], !type.isNull else {
      throw UnreadableLine(number, .missingField, "`type` is missing", types)
    }
    guard let text = type.string else {
      throw UnreadableLine(number, .fieldType, "`type` is \(type.kind)", types)
    }
    guard let known = EventType(rawValue: text) else {
      throw UnreadableLine(number, .unknownType, "type `\(text)` is unknown", types)
    }
    return known
  }

  mutating func report(_ rule: BookRule, _ what: String, _ fix: String) {
    problems.append(BookProblem(line: number, id: id, rule: rule, what: what, fix: fix))
  }

  // MARK: Fields

  /// The value of a field that may be absent.
  private func optional(_ key: String) -> JSONValue? {
    members.first { $0.key == key }?.value
  }

  private mutating func required(_ key: String) -> JSONValue? {
    if let value = optional(key) { return value }
    report(.missingField, "`\(key)` is missing", "a `\(type.rawValue)` needs it")
    return nil
  }

  private mutating func text(_ key: String, _ value: JSONValue) -> String? {
    if let text = value.string { return text }
    report(.fieldType, "`\(key)` is \(value.kind)", "write a string")
    return nil
  }

  /// A string that may be absent.
  mutating func optionalText(_ key: String) -> String? {
    optional(key).flatMap { text(key, $0) }
  }

  /// A name that is looked up elsewhere.
  mutating func name(_ key: String) -> String? {
    required(key).flatMap { text(key, $0) }
  }

  mutating func identifier<Kind>(_ key: String) -> Identifier<Kind>? {
    guard let text = name(key) else { return nil }
    guard (1...64).contains(text.utf8.count), !text.utf8.contains(UInt8(ascii: "/")) else {
      report(
        .identifier, "`\(key)` is \(text.utf8.isEmpty ? "empty" : "`\(text)`")",
        "use 1 to 64 bytes without `/`")
      return nil
    }
    return Identifier(text)
  }

  mutating func flag(_ key: String, default standard: Bool?) -> Bool? {
    if optional(key) == nil, let standard { return standard }
    guard let value = required(key) else { return nil }
    if let flag = value.bool { return flag }
    report(.fieldType, "`\(key)` is \(value.kind)", "write true or false")
    return nil
  }

  /// A whole number, written as one or as a string that holds one.
  private mutating func wholeNumber(
    _ key: String, _ value: JSONValue, in range: ClosedRange<Int64>
  ) -> Int64? {
    guard let text = value.number ?? value.string, let number = EventTime.wholeNumber(text) else {
      report(
        .fieldType, "`\(key)` is \(value.number ?? value.string.map { "`\($0)`" } ?? value.kind)",
        "write a whole number")
      return nil
    }
    guard range.contains(number) else {
      report(
        .range, "`\(key)` is \(number)",
        "write a number in \(range.lowerBound)...\(range.upperBound)")
      return nil
    }
    return number
  }

  mutating func minutes(_ key: String) -> Int64? {
    required(key).flatMap { wholeNumber(key, $0, in: 1...1 << 53) }
  }

  mutating func months(_ key: String) -> Int? {
    guard let value = optional(key) else { return 1 }
    return wholeNumber(key, value, in: 1...Self.mostMonths).map { Int($0) }
  }

  mutating func app(_ key: String) -> AppID? {
    required(key).flatMap { app(key, $0) }
  }

  mutating func optionalApp(_ key: String) -> AppID? {
    optional(key).flatMap { app(key, $0) }
  }

  private mutating func app(_ key: String, _ value: JSONValue) -> AppID? {
    wholeNumber(key, value, in: 1...Int64(UInt32.max)).map { AppID(UInt32($0)) }
  }

  mutating func optionalMoney(_ key: String) -> Money? {
    guard let value = optional(key), let text = text(key, value) else { return nil }
    guard let money = Money(text), (0...999_999_999_999).contains(money.hundredths) else {
      report(
        .money, "`\(key)` is `\(text)`",
        "write 0.00...9999999999.99 with two digits after the point")
      return nil
    }
    return money
  }

  mutating func day(_ key: String) -> CalendarDay? {
    guard let text = name(key) else { return nil }
    if let day = CalendarDay(text) { return day }
    report(.day, "`\(key)` is `\(text)`", "write a day of the calendar as YYYY-MM-DD")
    return nil
  }

  mutating func time(_ key: String, _ zone: ZoneOffset) -> Timestamp? {
    guard let value = required(key) else { return nil }
    guard let text = value.number ?? value.string else {
      report(.fieldType, "`\(key)` is \(value.kind)", "write epoch seconds or RFC 3339")
      return nil
    }
    guard let instant = EventTime.instant(text) else {
      report(
        .time, "`\(key)` is `\(text)`",
        "write epoch seconds, or RFC 3339 with an offset like 2025-10-01T00:00:00+08:00")
      return nil
    }
    guard Self.times(in: zone).contains(instant) else {
      report(.time, "`\(key)` is `\(text)`", "times lie in the years 2010 to 2099")
      return nil
    }
    return instant
  }

  private static func times(in zone: ZoneOffset) -> Range<Timestamp> {
    let first = CalendarMonth(year: 2010, month: 1).firstDay
    let end = CalendarMonth(year: 2100, month: 1).firstDay
    return zone.start(of: first)..<zone.start(of: end)
  }
}

/// A line of which not even the type can be told.
struct UnreadableLine: Error {
  let problem: BookProblem

  init(_ line: Int, _ rule: BookRule, _ what: String, _ fix: String) {
    self.problem = BookProblem(line: line, id: nil, rule: rule, what: what, fix: fix)
  }
}
