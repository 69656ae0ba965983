/// A program with subcommands: turns the words of a command line into what is to be done.
///
/// Nothing is printed and nothing ends here; the caller does both.
public struct Program: Sendable {
  /// The commands, gathered under the program's name.
  public let root: Command
  /// The version, without the program's name.
  public let version: String
  /// How wide a line of help may be, in characters.
  public let width: Int

  /// A program.
  ///
  /// - Parameters:
  ///   - root: The commands, gathered under the program's name.
  ///   - version: The version, without the program's name.
  ///   - columns: The width of the terminal where it is known, as in the variable `COLUMNS`; text
  ///     is never narrower than 40 or wider than 100 characters, and 80 when nothing is known.
  public init(_ root: Command, version: String, columns: String? = nil) {
    self.root = root
    self.version = version
    self.width = min(100, max(40, columns.flatMap { Int($0) } ?? 80))
  }

  /// What a command line asks for.
  ///
  /// - Parameter words: The words after the program's name.
  /// - Returns: The command with its arguments, or the text to print.
  /// - Throws: The first mistake in the words, of which there are none where help is asked for.
  public func parse(_ words: [String]) throws(UsageError) -> Invocation {
    var command = root
    var path: [String] = []
    var rest = words[...]
    while !command.subcommands.isEmpty, let word = rest.first {
      if word == "help" {
        let topic = rest.dropFirst().filter { $0 != "--help" && $0 != "-h" }
        return .help(try helpText(of: path + topic))
      }
      guard let subcommand = command.subcommand(word) else { break }
      command = subcommand
      path.append(word)
      rest = rest.dropFirst()
    }
    let options = rest.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") { return .help(try helpText(of: path)) }
    if path.isEmpty, options.first == "--version" { return .version("\(root.name) \(version)") }
    return try call(command, path: path, words: Array(rest))
  }

  /// The help text of the command at the end of a path, the program's own when it is empty.
  ///
  /// - Throws: `UsageError.Problem.unknownCommand` when there is no such command.
  public func helpText(of path: [String]) throws(UsageError) -> String {
    var command = root
    for (index, word) in path.enumerated() {
      guard let subcommand = command.subcommand(word) else {
        throw unknown(word, in: command, path: Array(path.prefix(index)))
      }
      command = subcommand
    }
    return HelpPage(
      command: command, spelledCommand: spelled(path), isProgram: path.isEmpty, width: width
    ).text
  }

  /// Reads the words after a command that is to run.
  private func call(_ command: Command, path: [String], words: [String]) throws(UsageError)
    -> Invocation
  {
    if !command.subcommands.isEmpty {
      if let word = words.first, !word.utf8.starts(with: "-".utf8) || word == "-" {
        throw unknown(word, in: command, path: path)
      }
      if words.isEmpty, !command.runsAlone {
        throw UsageError(.missingCommand, command: spelled(path))
      }
    }
    var parser = ArgumentParser(command, commandPath: path, spelledCommand: spelled(path))
    let arguments: Arguments
    do {
      arguments = try parser.parse(words)
    } catch {
      guard let late = words.first(where: { command.subcommand($0) != nil }) else { throw error }
      throw UsageError(
        .rule("options go after the command: begin with '\(spelled(path + [late]))'"),
        command: spelled(path))
    }
    guard command.runsAlone else { throw UsageError(.missingCommand, command: spelled(path)) }
    return .run(command, arguments)
  }

  private func unknown(_ word: String, in command: Command, path: [String]) -> UsageError {
    if command.subcommands.isEmpty {
      return UsageError(.unexpectedPositional(word), command: spelled(path))
    }
    let suggestion = nearest(to: word, among: command.subcommands.map(\.name) + ["help"])
    return UsageError(.unknownCommand(word, suggestion: suggestion), command: spelled(path))
  }

  private func spelled(_ path: [String]) -> String {
    ([root.name] + path).joined(separator: " ")
  }
}

/// What a command line asks for.
public enum Invocation: Sendable {
  /// Run a command with its arguments.
  case run(Command, Arguments)
  /// Print a help text, which ends in a newline.
  case help(String)
  /// Print the program's name and version.
  case version(String)
}
