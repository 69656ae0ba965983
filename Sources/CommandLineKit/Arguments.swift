/// What was typed after a command, checked and read: every value is of its declared type.
public struct Arguments: Sendable {
  /// The words that lead to the command, without the program's name: `["catalog", "lint"]`.
  public let commandPath: [String]
  /// All words that are not options, in order.
  public let positionals: [String]
  /// The program and the command as typed, for messages: `drawdown catalog lint`.
  let command: String
  /// Values by spelling: `--ledger` for options, `DUMP` for positionals.
  let values: [String: any ParsedValue]
  /// Spellings of the options that were given.
  let given: Set<String>

  /// The value of an option that the command declares.
  public subscript<Value>(option: Option<Value>) -> Value {
    value(of: option.definition.spelling)
  }

  /// Whether a flag that the command declares was given.
  public subscript(flag: Flag) -> Bool {
    value(of: flag.definition.spelling)
  }

  /// The value of a positional that the command declares.
  public subscript<Value>(positional: Positional<Value>) -> Value {
    value(of: positional.definition.name)
  }

  /// The value of an option that may be left out in general and is needed in this case.
  ///
  /// - Throws: `UsageError.Problem.missingOption` when it was not given.
  public func required<Value>(_ option: Option<Value?>) throws(UsageError) -> Value {
    if let value = self[option] { return value }
    let definition = option.definition
    throw UsageError(
      .missingOption(definition.spelling, placeholder: definition.placeholder ?? ""),
      command: command)
  }

  /// Whether an option was given, be it with the value of its default.
  public func isGiven(_ option: any DeclaredOption) -> Bool {
    given.contains(option.definition.spelling)
  }

  /// The error for a mistake that only the command can tell, such as options that exclude each
  /// other, from a sentence without its full stop.
  public func misuse(_ rule: String) -> UsageError {
    UsageError(.rule(rule), command: command)
  }

  private func value<Value: Sendable>(of spelling: String) -> Value {
    guard let parsed = values[spelling] else {
      preconditionFailure("\(spelling) is not declared by '\(command)'")
    }
    guard let parsed = parsed as? Parsed<Value> else {
      preconditionFailure("\(spelling) is declared with another type by '\(command)'")
    }
    return parsed.value
  }
}
