/// Reads the words after a command.
///
/// A word that begins with `--` is never the value of the option before it, so a forgotten value is
/// noticed and `--help` is seen wherever it stands; `--name=--value` says so where it is meant. A
/// word with one dash is a value after an option that needs one (`--assume-offset -05:00`), unless
/// it is one of the command's short options.
struct ArgumentParser {
  let command: Command
  let commandPath: [String]
  /// The program and the command as typed.
  let spelledCommand: String

  private var texts: [String: [String]] = [:]
  private var positionals: [String] = []

  init(_ command: Command, commandPath: [String], spelledCommand: String) {
    self.command = command
    self.commandPath = commandPath
    self.spelledCommand = spelledCommand
  }

  /// Reads all words and checks them against the command.
  mutating func parse(_ words: [String]) throws(UsageError) -> Arguments {
    var index = 0
    var optionsEnded = false
    while index < words.count {
      let word = words[index]
      index += 1
      if optionsEnded || !isOption(word) {
        positionals.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else {
        try take(word, next: index < words.count ? words[index] : nil, index: &index)
      }
    }
    var values = try readOptions()
    try readPositionals(into: &values)
    return Arguments(
      commandPath: commandPath, positionals: positionals, command: spelledCommand, values: values,
      given: Set(texts.keys))
  }

  /// Takes an option and, where it needs one, the word after it.
  private mutating func take(_ word: String, next: String?, index: inout Int) throws(UsageError) {
    // By bytes: an accent that follows makes another character of an equals sign.
    let equals = word.utf8.firstIndex(of: UInt8(ascii: "="))
    let spelling = String(word[..<(equals ?? word.endIndex)])
    let attached = equals.map { String(word[word.utf8.index(after: $0)...]) }
    guard let definition = definition(spelledAs: spelling) else {
      throw failure(unknown(spelling))
    }
    let text: String
    switch (definition.placeholder, attached) {
    case (nil, nil):
      text = ""
    case (nil, .some):
      throw failure(.unexpectedValue(option: spelling))
    case (.some, .some(let attached)):
      text = attached
    case (.some(let placeholder), nil):
      guard let next, canBeValue(next) else {
        throw failure(.missingValue(option: spelling, placeholder: placeholder))
      }
      text = next
      index += 1
    }
    if definition.presence != .repeatable, texts[definition.spelling] != nil {
      throw failure(.repeatedOption(definition.spelling))
    }
    texts[definition.spelling, default: []].append(text)
  }

  /// The values of all declared options, given or not.
  private func readOptions() throws(UsageError) -> [String: any ParsedValue] {
    var values: [String: any ParsedValue] = [:]
    for option in command.options {
      let definition = option.definition
      let given = texts[definition.spelling] ?? []
      if given.isEmpty, definition.presence == .required {
        throw failure(
          .missingOption(definition.spelling, placeholder: definition.placeholder ?? ""))
      }
      do {
        values[definition.spelling] = try option.parse(given)
      } catch {
        throw bad(error, for: definition.spelling)
      }
    }
    return values
  }

  /// Deals the words that are no options to the declared places.
  private func readPositionals(into values: inout [String: any ParsedValue]) throws(UsageError) {
    var rest = positionals[...]
    for positional in command.positionals {
      let definition = positional.definition
      let words = definition.isList ? rest : rest.prefix(1)
      rest = rest.dropFirst(words.count)
      if words.count < definition.least { throw failure(.missingPositional(definition.name)) }
      do {
        values[definition.name] = try positional.parse(Array(words))
      } catch {
        throw bad(error, for: definition.name)
      }
    }
    if let word = rest.first { throw failure(.unexpectedPositional(word)) }
  }

  /// A lone dash stands for standard input or output and is no option.
  private func isOption(_ word: String) -> Bool { word.utf8.starts(with: "-".utf8) && word != "-" }

  private func canBeValue(_ word: String) -> Bool {
    !word.utf8.starts(with: "--".utf8) && definition(spelledAs: word) == nil
  }

  private func definition(spelledAs spelling: String) -> OptionDefinition? {
    for definition in command.options.map(\.definition) {
      if definition.spelling == spelling { return definition }
      if let short = definition.short, "-\(short)" == spelling { return definition }
    }
    return nil
  }

  private func unknown(_ spelling: String) -> UsageError.Problem {
    let bare = String(spelling.drop { $0 == "-" })
    let common = commandPath.isEmpty ? ["help", "version"] : ["help"]
    let names = command.options.map(\.definition.name) + common
    return .unknownOption(spelling, suggestion: nearest(to: bare, among: names).map { "--\($0)" })
  }

  private func bad(_ rejected: RejectedText, for subject: String) -> UsageError {
    failure(.badValue(subject: subject, value: rejected.text, reason: rejected.reason))
  }

  private func failure(_ problem: UsageError.Problem) -> UsageError {
    UsageError(problem, command: spelledCommand)
  }
}
