import CommandLineKit

/// Command lines: words are taken or refused in one line of text, help is given wherever it is asked
/// for, and an option says the same with its value attached.
func checkArguments(_ input: [UInt8]) throws {
  let words = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    .map { String(decoding: $0, as: UTF8.self) }
  let outcome = parsed(words)
  switch outcome {
  case .refused(let message):
    let isOneLine = message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    try expect(isOneLine, "one line of text: \(message)")
  case .run:
    try expectEqual(parsed(attached(words)), outcome, "values attached")
  case .help, .version: break
  }
  let isTopic = words.contains("help")
  guard !words.contains("--"), !isTopic else { return }
  try expectEqual(parsed(words + ["--help"]), .help, "help for \(words)")
}

/// What a command line comes to.
private enum Outcome: Equatable {
  /// A command with its values.
  case run(String)
  case help
  case version
  case refused(String)
}

private func parsed(_ words: [String]) -> Outcome {
  do throws(UsageError) {
    switch try Sample.program.parse(words) {
    case .help: return .help
    case .version: return .version
    case .run(let command, let arguments): return .run(Sample.values(command, arguments))
    }
  } catch {
    return .refused(error.description)
  }
}

/// The same words with each value of an option attached to it.
private func attached(_ words: [String]) -> [String] {
  let valued = ["--ledger", "-l", "--threads", "--memory", "--limit", "--offset", "--map"]
  var result: [String] = []
  var index = 0
  while index < words.count {
    let word = words[index]
    index += 1
    if word == "--" { return result + words[(index - 1)...] }
    guard valued.contains(word), index < words.count else {
      result.append(word)
      continue
    }
    result.append("\(word)=\(words[index])")
    index += 1
  }
  return result
}

/// A program with every kind of declaration.
private enum Sample {
  static let ledger = Option(required: "ledger", short: "l", .path, help: "The ledger.")
  static let threads = Option("threads", .int("N", in: 1...64), default: 4, help: "Workers.")
  static let memory = Option(
    "memory", .byteSize(atLeast: 1024), default: 1 << 28, help: "Bytes of memory.")
  static let limit = Option<Int64?>("limit", .int64("N", in: 0...Int64.max), help: "How many.")
  static let offset = Option<String?>("offset", .text("OFFSET"), help: "The zone.")
  static let maps = Option<[String]>(repeatable: "map", .text("FIELD=PATH"), help: "A place.")
  static let json = Flag("json", short: "j", help: "For machines.")
  static let dumps = Positional<[String]>(list: .text("DUMP"), atLeast: 1, help: "Dumps.")
  static let account = Positional<String?>(optional: .text("ACCOUNT"), help: "The account.")

  static let program = Program(
    Command(
      "drawdown", summary: "Turns usage dumps into money.",
      subcommands: [
        Command(
          "run", summary: "Reads dumps.", positionals: [dumps],
          options: [ledger, threads, memory, limit, offset, maps, json]),
        Command("close", summary: "Fixes a month.", positionals: [account], options: [json]),
        Command(
          "catalog", summary: "Prints the catalog.", options: [json], runsAlone: true,
          subcommands: [
            Command("lint", summary: "Checks one.", positionals: [Positional(.path, help: "It.")])
          ]),
      ]), version: "1.2.3")

  /// All values of a command as text.
  static func values(_ command: Command, _ arguments: Arguments) -> String {
    let path = arguments.commandPath.joined(separator: " ")
    guard path == "run" else { return "\(path) \(arguments.positionals)" }
    let limit = arguments[limit].map { "\($0)" } ?? "none"
    return "\(arguments[ledger]) \(arguments[threads]) \(arguments[memory]) \(limit) "
      + "\(arguments[offset] ?? "none") \(arguments[maps]) \(arguments[json]) "
      + "\(arguments[dumps])"
  }
}
