/// An option with a value: `--ledger PATH` or `--ledger=PATH`.
///
/// The type of the value says how often it may be given: `Option<Int>` has exactly one value,
/// because it is required or has a default; `Option<Int?>` may be absent; `Option<[Int]>` may be
/// repeated. A command declares its options as constants and reads them by these constants:
///
///     static let threads = Option<Int>("threads", .int("N", in: 1...256), default: 4, help: "...")
///     ...
///     let threads = arguments[Self.threads]  // an `Int`
public struct Option<Value: Sendable>: DeclaredOption {
  public let definition: OptionDefinition
  private let collect: @Sendable ([String]) throws(RejectedText) -> Value

  /// An option that must be given once.
  public init(
    required name: String, short: Character? = nil, _ format: ValueFormat<Value>, help: String
  ) {
    definition = OptionDefinition(
      name: name, short: short, placeholder: format.placeholder, words: format.words, help: help,
      presence: .required)
    collect = { texts throws(RejectedText) in
      guard let text = texts.first else {
        preconditionFailure("a required option that is missing was reported before")
      }
      return try format.accept(text)
    }
  }

  /// An option that has a value even when it is not given.
  ///
  /// The help text shows the default by its own description, or as `shownAs` says.
  public init(
    _ name: String, short: Character? = nil, _ format: ValueFormat<Value>, default value: Value,
    shownAs text: String? = nil, help: String
  ) {
    definition = OptionDefinition(
      name: name, short: short, placeholder: format.placeholder, words: format.words, help: help,
      presence: .optional(absence: text ?? String(describing: value)))
    collect = { texts throws(RejectedText) in
      guard let text = texts.first else { return value }
      return try format.accept(text)
    }
  }

  /// An option that may be left out; `absence` tells in the help text what that means: `all cores`.
  public init<Element: Sendable>(
    _ name: String, short: Character? = nil, _ format: ValueFormat<Element>,
    absence: String? = nil, help: String
  ) where Value == Element? {
    definition = OptionDefinition(
      name: name, short: short, placeholder: format.placeholder, words: format.words, help: help,
      presence: .optional(absence: absence))
    collect = { texts throws(RejectedText) in
      guard let text = texts.first else { return nil }
      return try format.accept(text)
    }
  }

  /// An option that may be given any number of times; the values keep their order.
  public init<Element: Sendable>(
    repeatable name: String, short: Character? = nil, _ format: ValueFormat<Element>, help: String
  ) where Value == [Element] {
    definition = OptionDefinition(
      name: name, short: short, placeholder: format.placeholder, words: format.words, help: help,
      presence: .repeatable)
    collect = { texts throws(RejectedText) in try format.acceptAll(texts) }
  }

  public func parse(_ texts: [String]) throws(RejectedText) -> any ParsedValue {
    Parsed(value: try collect(texts))
  }
}

/// An option without a value, which is on when it is given: `--json`.
public struct Flag: DeclaredOption {
  public let definition: OptionDefinition

  /// A flag that is off unless given.
  public init(_ name: String, short: Character? = nil, help: String) {
    definition = OptionDefinition(
      name: name, short: short, placeholder: nil, help: help, presence: .optional(absence: nil))
  }

  public func parse(_ texts: [String]) throws(RejectedText) -> any ParsedValue {
    Parsed(value: !texts.isEmpty)
  }
}

/// What a command needs to know of an option or flag, whatever its type.
public protocol DeclaredOption: Sendable {
  /// How it is written and described.
  var definition: OptionDefinition { get }
  /// The value of all texts given for it, in order; a flag has an empty text each time.
  func parse(_ texts: [String]) throws(RejectedText) -> any ParsedValue
}

/// How an option is written and described.
public struct OptionDefinition: Sendable {
  /// How often an option may be given.
  enum Presence: Equatable {
    /// Once.
    case required
    /// At most once; the text says what leaving it out means.
    case optional(absence: String?)
    /// Any number of times.
    case repeatable
  }

  /// The name without its dashes.
  let name: String
  /// A letter that stands for the name after one dash.
  let short: Character?
  /// What stands for the value in a usage line; `nil` for a flag.
  let placeholder: String?
  /// The words of a choice; empty where other values are taken.
  let words: [String]
  /// What it does, for the help text.
  let help: String
  /// How often it may be given.
  let presence: Presence

  init(
    name: String, short: Character?, placeholder: String?, words: [String] = [], help: String,
    presence: Presence
  ) {
    precondition(isWellFormedName(name), "an option is named in small letters, digits and dashes")
    precondition(short.map { $0.isASCII && $0.isLetter } ?? true, "a short option is one letter")
    self.name = name
    self.short = short
    self.placeholder = placeholder
    self.words = words
    self.help = help
    self.presence = presence
  }

  /// `--ledger`.
  var spelling: String { "--\(name)" }

  /// What it does, and how often it may or must be given.
  var explanation: String {
    switch presence {
    case .required: "\(help) (required)"
    case .optional(let absence?): "\(help) (default: \(absence))"
    case .optional(nil): help
    case .repeatable: "\(help) (may be repeated)"
    }
  }
}

/// Whether a text can name an option or a command: `[a-z][a-z0-9-]*`.
func isWellFormedName(_ name: String) -> Bool {
  guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
    return false
  }
  return name.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
