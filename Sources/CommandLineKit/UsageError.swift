/// What the user did wrong on the command line, and where to read on.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of mistakes, with the words concerned.
  public enum Problem: Equatable, Sendable {
    /// An option that the command does not have, and the one that may have been meant.
    case unknownOption(String, suggestion: String?)
    /// An option at the end of the line, or before another one, that needs a value.
    case missingValue(option: String, placeholder: String)
    /// `--flag=value` where the option takes none.
    case unexpectedValue(option: String)
    /// A value that is not of its option's or positional's format.
    case badValue(subject: String, value: String, reason: String)
    /// An option that has to be given and was not.
    case missingOption(String, placeholder: String)
    /// An option given twice that makes sense only once.
    case repeatedOption(String)
    /// A positional that has to be given and was not.
    case missingPositional(String)
    /// A word that no positional is left for.
    case unexpectedPositional(String)
    /// A subcommand that does not exist, and the one that may have been meant.
    case unknownCommand(String, suggestion: String?)
    /// A subcommand is needed.
    case missingCommand
    /// Anything that only the command itself can tell, as a sentence without its full stop.
    case rule(String)
  }

  /// What is wrong.
  public let problem: Problem
  /// The command as typed so far: `drawdown run`.
  public let command: String

  /// A mistake made while calling a command.
  public init(_ problem: Problem, command: String) {
    self.problem = problem
    self.command = command
  }

  /// What is wrong and what to do next, in one line.
  public var description: String {
    let sentence = problem.sentence
    let end = sentence.hasSuffix("?") ? "" : "."
    return "\(sentence)\(end) See '\(command) --help'."
  }
}

extension UsageError.Problem {
  /// The problem as a sentence without its full stop.
  fileprivate var sentence: String {
    switch self {
    case .unknownOption(let option, let suggestion):
      "unknown option \(quoted(option))"
        + (suggestion.map { "; did you mean '\($0)'?" }
          ?? "; a word that begins with a dash but is no option goes after '--'")
    case .missingValue(let option, let placeholder):
      "option '\(option)' needs a value: '\(option) \(placeholder)'"
    case .unexpectedValue(let option):
      "option '\(option)' takes no value; write it without '='"
    case .badValue(let subject, let value, let reason):
      "\(quoted(value)) is no good value for '\(subject)': \(reason)"
    case .missingOption(let option, let placeholder):
      "option '\(option) \(placeholder)' is required and missing"
    case .repeatedOption(let option):
      "option '\(option)' was given more than once; keep one of them"
    case .missingPositional(let name):
      "\(name) is required and missing"
    case .unexpectedPositional(let word):
      "unexpected argument \(quoted(word)); remove it"
    case .unknownCommand(let word, let suggestion):
      "unknown command \(quoted(word))" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    case .missingCommand:
      "a command is missing"
    case .rule(let sentence):
      sentence
    }
  }
}

/// A word of the user between quotes: cut when long, and on one line whatever it holds.
func quoted(_ word: String) -> String {
  let limit = 120
  var text = ""
  for scalar in word.unicodeScalars.prefix(limit) {
    text +=
      scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: false) : String(scalar)
  }
  return "'\(text)\(word.unicodeScalars.count > limit ? "..." : "")'"
}
