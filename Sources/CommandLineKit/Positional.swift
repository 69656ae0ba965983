/// An argument that is known by its place: `DUMP...`.
///
/// Like that of an `Option`, the type of the value says how often it stands: `Positional<Month>` is
/// needed once, `Positional<Month?>` may be left out, `Positional<[String]>` takes all that follow.
public struct Positional<Value: Sendable>: DeclaredPositional {
  public let definition: PositionalDefinition
  private let collect: @Sendable ([String]) throws(RejectedText) -> Value

  /// An argument that must be given.
  public init(_ format: ValueFormat<Value>, help: String) {
    definition = PositionalDefinition(
      name: format.placeholder, words: format.words, help: help, least: 1, isList: false)
    collect = { texts throws(RejectedText) in
      guard let text = texts.first else {
        preconditionFailure("a required argument that is missing was reported before")
      }
      return try format.accept(text)
    }
  }

  /// An argument that may be left out.
  public init<Element: Sendable>(optional format: ValueFormat<Element>, help: String)
  where Value == Element? {
    definition = PositionalDefinition(
      name: format.placeholder, words: format.words, help: help, least: 0, isList: false)
    collect = { texts throws(RejectedText) in
      guard let text = texts.first else { return nil }
      return try format.accept(text)
    }
  }

  /// All arguments from here on, of which there must be at least 0 or 1.
  public init<Element: Sendable>(
    list format: ValueFormat<Element>, atLeast least: Int, help: String
  )
  where Value == [Element] {
    precondition((0...1).contains(least), "a list of arguments may be empty or may not")
    definition = PositionalDefinition(
      name: format.placeholder, words: format.words, help: help, least: least, isList: true)
    collect = { texts throws(RejectedText) in try format.acceptAll(texts) }
  }

  public func parse(_ texts: [String]) throws(RejectedText) -> any ParsedValue {
    Parsed(value: try collect(texts))
  }
}

/// What a command needs to know of a positional, whatever its type.
public protocol DeclaredPositional: Sendable {
  /// How it is written and described.
  var definition: PositionalDefinition { get }
  /// The value of the texts at its place.
  func parse(_ texts: [String]) throws(RejectedText) -> any ParsedValue
}

/// How a positional is written and described.
public struct PositionalDefinition: Sendable {
  /// What stands for it in a usage line: `DUMP`.
  let name: String
  /// The words of a choice; empty where other values are taken.
  let words: [String]
  /// What it is, for the help text.
  let help: String
  /// How many words it needs.
  let least: Int
  /// Whether it takes all words that follow.
  let isList: Bool

  /// `DUMP...`, `[MONTH]`.
  var spelling: String {
    let text = isList ? "\(name)..." : name
    return least == 0 ? "[\(text)]" : text
  }
}
