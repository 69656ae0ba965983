import Quantities
import StrictJSON

/// Reads the values of a catalog file and gathers everything that is wrong in it.
///
/// Every function reports what it dislikes and returns `nil`, and reading goes on: whoever writes
/// a catalog wants to see all findings at once. A value that is `nil` is not reported again.
struct CatalogReader {
  /// A value and the way to it from the top of the file.
  struct Place {
    let value: JSONValue
    let path: String

    func element(_ index: Int, _ value: JSONValue) -> Place {
      Place(value: value, path: "\(path)[\(index)]")
    }

    func member(_ key: String, _ value: JSONValue) -> Place {
      Place(value: value, path: path.isEmpty ? key : "\(path).\(key)")
    }
  }

  /// The members of an object whose keys were checked.
  struct Fields {
    let place: Place
    private let members: [JSONMember]

    init(_ place: Place, _ members: [JSONMember]) {
      self.place = place
      self.members = members
    }

    subscript(key: String) -> Place? {
      members.first { $0.key == key }.map { place.member(key, $0.value) }
    }
  }

  /// Names that the file declares anywhere, gathered first so that the order of its parts is free.
  var names = DeclaredNames()
  private(set) var findings: [CatalogFinding] = []
  private let lines: LineIndex

  init(lines: LineIndex) {
    self.lines = lines
  }

  // MARK: Findings

  mutating func report(offset: Int, path: String, _ what: String, _ fix: String) {
    let location = lines.location(of: offset)
    findings.append(
      CatalogFinding(
        line: location.line, column: location.column, path: path, what: what, fix: fix))
  }

  mutating func report(_ place: Place, _ what: String, _ fix: String) {
    report(offset: place.value.offset, path: place.path, what, fix)
  }

  // MARK: Objects and lists

  /// The members of an object; keys that are unknown or stand twice are findings.
  mutating func fields(_ place: Place, _ keys: [String]) -> Fields? {
    guard let members = place.value.object else {
      report(
        place, "is \(place.value.kind)", "write an object with \(keys.joined(separator: ", "))")
      return nil
    }
    reportRepeatedKeys(place)
    for member in members where !keys.contains(member.key) {
      report(
        offset: member.keyOffset, path: place.path, "unknown key `\(member.key)`",
        "the keys here are \(keys.joined(separator: ", "))")
    }
    return Fields(place, members)
  }

  /// The members of an object whose keys are names rather than words of the format.
  mutating func namedMembers(_ place: Place) -> [(key: String, place: Place)] {
    guard let members = place.value.object else {
      report(place, "is \(place.value.kind)", "write an object")
      return []
    }
    reportRepeatedKeys(place)
    return members.map { ($0.key, place.member($0.key, $0.value)) }
  }

  private mutating func reportRepeatedKeys(_ place: Place) {
    for member in place.value.repeatedMembers {
      report(
        offset: member.keyOffset, path: place.path, "key `\(member.key)` stands twice",
        "keep one of them")
    }
  }

  mutating func required(_ fields: Fields, _ key: String, _ hint: String) -> Place? {
    if let place = fields[key] { return place }
    report(fields.place, "`\(key)` is missing", hint)
    return nil
  }

  mutating func list(_ place: Place) -> [Place] {
    guard let elements = place.value.array else {
      report(place, "is \(place.value.kind)", "write an array")
      return []
    }
    return elements.enumerated().map { place.element($0, $1) }
  }

  // MARK: Single values

  mutating func text(_ place: Place) -> String? {
    if let text = place.value.string { return text }
    report(place, "is \(place.value.kind)", "write a string")
    return nil
  }

  /// A name that can stand in exports and in names made of it.
  mutating func name(_ place: Place) -> String? {
    guard let text = text(place) else { return nil }
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    if isPlain && (1...64).contains(text.utf8.count) { return text }
    report(
      place, "`\(text)` is no name", "use 1 to 64 letters a-z or A-Z, digits, dots, - and _")
    return nil
  }

  /// A decimal of at most nine digits on each side of the point, so that no product of prices,
  /// ratios and minutes comes near the limits of exact arithmetic.
  mutating func decimal(_ place: Place) -> Fraction? {
    let form = "write a decimal as a string, like \"5.6\""
    guard let text = place.value.string else {
      report(place, "is \(place.value.kind)", form)
      return nil
    }
    if text.utf8.contains(UInt8(ascii: "/")) {
      report(place, "`\(text)` may not terminate as a decimal", form)
      return nil
    }
    guard let value = Fraction(text) else {
      report(place, "`\(text)` is no decimal", form)
      return nil
    }
    guard value >= .zero else {
      report(place, "`\(text)` is negative", "prices and ratios are not")
      return nil
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.utf8.count <= 9 }) else {
      report(place, "`\(text)` has too many digits", "use at most nine on each side of the point")
      return nil
    }
    return value
  }

  mutating func positiveDecimal(_ place: Place) -> Fraction? {
    guard let value = decimal(place) else { return nil }
    if !value.isZero { return value }
    report(place, "is zero", "a ratio says how many package minutes a minute costs")
    return nil
  }

  mutating func money(_ place: Place) -> Money? {
    let form = "write money as a string with two decimals, like \"625.00\""
    guard let text = place.value.string else {
      report(place, "is \(place.value.kind)", form)
      return nil
    }
    guard let money = Money(text) else {
      report(place, "`\(text)` is no amount of money", form)
      return nil
    }
    guard (0...999_999_999_999).contains(money.hundredths) else {
      report(place, "`\(text)` is out of range", "prices lie in 0.00...9999999999.99")
      return nil
    }
    return money
  }

  mutating func whole(_ place: Place, in range: ClosedRange<Int64>) -> Int64? {
    guard let value = place.value.integer, range.contains(value) else {
      report(
        place, "is \(place.value.number ?? place.value.kind)",
        "write a whole number \(range.lowerBound)...\(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func flag(_ place: Place) -> Bool? {
    if let flag = place.value.bool { return flag }
    report(place, "is \(place.value.kind)", "write true or false")
    return nil
  }

  mutating func day(_ place: Place) -> CalendarDay? {
    if let day = place.value.string.flatMap({ CalendarDay($0) }) { return day }
    report(
      place, "\(place.value.string.map { "`\($0)`" } ?? "is " + place.value.kind) is no day",
      "write a day of the calendar as \"YYYY-MM-DD\"")
    return nil
  }

  /// One of the words that a type has.
  mutating func word<Word>(_ place: Place) -> Word?
  where Word: RawRepresentable<String> & CaseIterable {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    if let word = place.value.string.flatMap({ Word(rawValue: $0) }) { return word }
    report(
      place, place.value.string.map { "unknown word `\($0)`" } ?? "is \(place.value.kind)",
      "write one of \(words)")
    return nil
  }

  /// A name that must be declared elsewhere in the file.
  mutating func reference(_ place: Place, to declared: Set<String>, _ kind: String) -> String? {
    guard let text = text(place) else { return nil }
    if declared.contains(text) { return text }
    report(
      place, "unknown \(kind) `\(text)`",
      declared.isEmpty
        ? "the file declares none" : "declared are \(declared.sorted().joined(separator: ", "))")
    return nil
  }
}
