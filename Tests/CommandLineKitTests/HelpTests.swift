import CommandLineKit
import Testing

@Suite("Help")
struct HelpTests {
  private func help(_ line: String, columns: String? = nil) throws -> String {
    let program = Program(Sample.program.root, version: "1.2.3", columns: columns)
    guard case .help(let text) = try program.parse(Sample.words(line)) else {
      throw Sample.NotARun(line: line)
    }
    return text
  }

  @Test("The page of a command")
  func command() throws {
    #expect(
      try help("run --help") == """
        usage: drawdown run --ledger PATH [options] DUMP...

        Loads the book, reads dumps and settles.

        Reads dumps once.

          as typed

        More words follow.

        Arguments:
          DUMP...                     Dumps to read.

        Options:
          -l, --ledger PATH           The ledger, made when absent. (required)
              --book PATH             The commercial events.
              --json                  Prints for machines.
          -n, --dry-run               Commits nothing.

        Reading:
              --map FIELD=PATH        Reads a field from another place. (may be
                                      repeated)
              --assume-offset ±hh:mm  The zone.
          -f, --format csv|ndjson     The format. (default: csv)

        Resources:
              --threads N             How many workers share the work. (default: 4)
              --memory SIZE           How much memory may be used before state moves to
                                      disk. (default: 256M)
              --limit N               How many. (default: no limit)

        Other options:
          -h, --help                  Show this help.

        Examples:
          The nightly run.
            drawdown run --ledger l.db --book b.ndjson d.csv.zst

        """)
  }

  @Test("The page of the program lists its commands")
  func program() throws {
    #expect(
      try help("--help") == """
        usage: drawdown COMMAND [options]

        Turns usage dumps into money.

        Commands:
          run            Loads the book, reads dumps and settles.
          close          Fixes a month.
          catalog        Prints the catalog.

        Options:
          -h, --help     Show this help.
              --version  Show the version.

        See 'drawdown help COMMAND' for the options of a command.

        """)
  }

  @Test("The page of a command that gathers others and runs alone")
  func gathering() throws {
    #expect(
      try help("catalog --help") == """
        usage: drawdown catalog [COMMAND] [options]

        Prints the catalog.

        Commands:
          lint        Checks a catalog.

        Options:
              --json  Prints for machines.
          -h, --help  Show this help.

        See 'drawdown catalog help COMMAND' for the options of a command.

        """)
  }

  @Test(
    "Help is given wherever it is asked for, mistakes or not",
    arguments: [
      "help run", "run --help", "run -h", "run --ledger --help", "run a b --help",
      "run --nonsense -h",
      "run --threads x --help", "help run --help",
    ])
  func anywhere(line: String) throws {
    #expect(try help(line).hasPrefix("usage: drawdown run --ledger PATH [options] DUMP...\n"))
  }

  @Test(
    "Each path of commands has its page",
    arguments: [
      ("help", "usage: drawdown COMMAND"), ("-h", "usage: drawdown COMMAND"),
      ("help --help", "usage: drawdown COMMAND"), ("--help run", "usage: drawdown COMMAND"),
      ("help close", "usage: drawdown close [options] MONTH [ACCOUNT]"),
      ("help catalog lint", "usage: drawdown catalog lint [options] PATH"),
      ("catalog help lint", "usage: drawdown catalog lint [options] PATH"),
      ("catalog lint --help", "usage: drawdown catalog lint [options] PATH"),
    ])
  func paths(line: String, start: String) throws {
    #expect(try help(line).hasPrefix(start + (start.hasSuffix("COMMAND") ? " " : "\n")))
  }

  @Test("The version is that of the program")
  func version() throws {
    guard case .version(let text) = try Sample.program.parse(["--version"]) else {
      Issue.record("no version")
      return
    }
    #expect(text == "drawdown 1.2.3")
    #expect(
      Sample.mistake("run --version")?.problem == .unknownOption("--version", suggestion: nil))
  }

  @Test(
    "No line is wider than it may be",
    arguments: [
      ("40", 40), ("60", 60), ("80", 80), ("100", 100), ("1", 40), ("9999", 100), (nil, 80),
      ("wide", 80),
    ] as [(String?, Int)], ["run --help", "close --help", "catalog --help", "help"])
  func width(columns: (String?, Int), line: String) throws {
    let text = try help(line, columns: columns.0)
    for line in text.split(separator: "\n") where !line.contains("drawdown run --ledger l.db") {
      #expect(line.count <= columns.1, "\(line)")
    }
  }

  @Test("A narrow page wraps its usage line under the command")
  func narrowUsage() throws {
    let options = ["alpha", "beta", "gamma"].map {
      Option(required: $0, .path, help: "A path.")
    }
    let program = Program(
      Command(
        "p", summary: "", subcommands: [Command("copy", summary: "", options: options)]),
      version: "0", columns: "40")
    #expect(
      try program.helpText(of: ["copy"]).hasPrefix(
        """
        usage: p copy --alpha PATH --beta PATH
                      --gamma PATH [options]

        """))
  }
}
