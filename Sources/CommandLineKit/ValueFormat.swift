/// How the text of an option or a positional becomes a value, and what to call it until then.
public struct ValueFormat<Value: Sendable>: Sendable {
  /// What stands for the value in a usage line: `PATH`.
  public let placeholder: String
  /// What a good value is, as it ends the sentence "expected ...": `a whole number from 1 to 64`.
  public let expectation: String
  /// The words of a choice, in the order of the help text; empty for other formats.
  let words: [String]
  private let convert: @Sendable (String) throws(BadValue) -> Value?

  /// A format of one's own.
  ///
  /// - Parameters:
  ///   - placeholder: What stands for the value in a usage line.
  ///   - expectation: What a good value is, after "expected".
  ///   - convert: Returns the value, or `nil` when the text is not what is expected, or throws when
  ///     there is more to say than that.
  public init(
    _ placeholder: String, expecting expectation: String,
    _ convert: @escaping @Sendable (String) throws(BadValue) -> Value?
  ) {
    self.init(placeholder, expecting: expectation, words: [], convert)
  }

  private init(
    _ placeholder: String, expecting expectation: String, words: [String],
    _ convert: @escaping @Sendable (String) throws(BadValue) -> Value?
  ) {
    precondition(!placeholder.isEmpty, "a value needs a placeholder in the usage line")
    self.placeholder = placeholder
    self.expectation = expectation
    self.words = words
    self.convert = convert
  }

  /// The value of a text.
  func value(of text: String) throws(BadValue) -> Value {
    guard let value = try convert(text) else { throw BadValue("expected \(expectation)") }
    return value
  }
}

/// Says why a text is not a value of its format.
public struct BadValue: Error, Equatable, Sendable {
  /// The reason, as it follows a colon: `expected a month such as 2025-10`.
  public let reason: String

  /// A reason without a full stop.
  public init(_ reason: String) {
    self.reason = reason
  }
}

extension ValueFormat where Value == String {
  /// Any text but the empty one, which is nearly always a shell variable that was not set.
  public static func text(_ placeholder: String) -> ValueFormat {
    ValueFormat(placeholder, expecting: "a text that is not empty") { text in
      text.isEmpty ? nil : text
    }
  }

  /// The path of a file; `-` is left for the command to understand.
  public static var path: ValueFormat { text("PATH") }
}

extension ValueFormat where Value == Int {
  /// A whole number in decimal digits.
  public static func int(_ placeholder: String, in range: ClosedRange<Int>) -> ValueFormat {
    ValueFormat(placeholder, expecting: wholeNumber(in: range)) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A number of bytes: digits, and `K`, `M`, `G` or `T` for powers of 1024.
  public static func byteSize(_ placeholder: String = "SIZE", atLeast least: Int = 0)
    -> ValueFormat
  {
    let expectation =
      "a number of bytes such as 1048576, 256M or 2G"
      + (least > 0 ? ", at least \(least)" : "")
    return ValueFormat(placeholder, expecting: expectation) { text in
      byteCount(text).flatMap { $0 >= least ? $0 : nil }
    }
  }
}

extension ValueFormat where Value == Int64 {
  /// A whole number in decimal digits.
  public static func int64(_ placeholder: String, in range: ClosedRange<Int64>) -> ValueFormat {
    ValueFormat(placeholder, expecting: wholeNumber(in: range)) { text in
      Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueFormat where Value == UInt64 {
  /// A whole number in decimal digits, not negative.
  public static func uint64(_ placeholder: String) -> ValueFormat {
    ValueFormat(placeholder, expecting: wholeNumber(in: 0...UInt64.max)) { text in
      UInt64(text)
    }
  }
}

extension ValueFormat {
  /// One of a few words, each standing for a value, in the order of the help text.
  ///
  /// The placeholder is all of the words with `|` in between, unless another one is given.
  public static func choice(
    _ placeholder: String? = nil, of words: KeyValuePairs<String, Value>
  ) -> ValueFormat {
    let choices = words.map { (word: $0.key, value: $0.value) }
    let names = choices.map(\.word)
    precondition(Set(names).count == names.count, "the words of a choice differ")
    return ValueFormat(
      placeholder ?? names.joined(separator: "|"), expecting: listing(names), words: names
    ) { text throws(BadValue) in
      if let choice = choices.first(where: { $0.word == text }) { return choice.value }
      guard let near = nearest(to: text, among: names) else { return nil }
      throw BadValue("expected \(listing(names)); did you mean '\(near)'?")
    }
  }
}

/// The bytes of `256M`, `nil` when it is no size or too large to count.
private func byteCount(_ text: String) -> Int? {
  let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
  let factor = text.last.flatMap { factors[Character($0.uppercased())] }
  let digits = factor == nil ? text[...] : text.dropLast()
  guard let first = digits.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
    let number = Int(digits)
  else { return nil }
  let (bytes, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
  return overflow ? nil : bytes
}

/// Names a range of whole numbers, leaving out a bound that is only that of the type.
private func wholeNumber<Number: FixedWidthInteger>(in range: ClosedRange<Number>) -> String {
  switch (range.lowerBound == .min, range.upperBound == .max) {
  case (true, true): "a whole number"
  case (false, true): "a whole number, \(range.lowerBound) or more"
  case (true, false): "a whole number, \(range.upperBound) or less"
  case (false, false): "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}

/// `a`, `a or b`, `a, b or c`.
private func listing(_ names: [String]) -> String {
  guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
  return names.dropLast().joined(separator: ", ") + " or " + last
}
