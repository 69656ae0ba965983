import Foundation
import TestSupport
import Testing

@Suite("Standard input and output, and files that are written")
struct StreamTests {
  /// Runs the tool with its output going to a file of the system, or to a pipe that nobody reads.
  private func exitCode(
    _ words: [String], in directory: ToolDirectory, output: FileHandle
  ) throws -> (code: Int32, errors: String) {
    let process = Process()
    process.executableURL = try toolURL()
    process.arguments = words
    process.currentDirectoryURL = directory.files.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    let errors = directory.files.path("stderr")
    try directory.files.write("", to: "stderr")
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try directory.files.text(of: "stderr"))
  }

  /// Commands that print, on the settled world.
  private static let printers = [
    ["export", "deductions", "--ledger", FixtureWorld.ledger],
    ["export", "invoices", "--ledger", FixtureWorld.ledger],
    ["invoice", "--ledger", FixtureWorld.ledger],
    ["invoice", "--html", "--ledger", FixtureWorld.ledger],
    ["report", "--ledger", FixtureWorld.ledger], ["forecast", "--ledger", FixtureWorld.ledger],
    ["balance", "--ledger", FixtureWorld.ledger], ["verify", "--ledger", FixtureWorld.ledger],
    ["aggregate", FixtureWorld.dumps[0]], ["catalog"], ["--help"], ["--version"],
  ]

  @Test("a reader that goes away early is no failure", arguments: printers)
  func brokenPipe(words: [String]) throws {
    let directory = try FixtureWorld.settledDirectory()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let (code, errors) = try exitCode(words, in: directory, output: pipe.fileHandleForWriting)
    #expect(code == 0)
    #expect(errors == "")
  }

  @Test("an output that is full is told", arguments: printers)
  func fullOutput(words: [String]) throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let directory = try FixtureWorld.settledDirectory()
    let (code, errors) = try exitCode(words, in: directory, output: full)
    #expect(code == 4)
    #expect(errors.contains("No space left on device"))
  }

  @Test("a run whose reader went away is posted all the same")
  func brokenPipeOfRun() throws {
    let directory = try FixtureWorld.directory()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let (code, _) = try exitCode(
      FixtureWorld.run, in: directory, output: pipe.fileHandleForWriting)
    #expect(code == 0)
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
  }

  @Test("a dump comes from standard input", arguments: FixtureWorld.dumps + FixtureWorld.plainDumps)
  func standardInput(name: String) throws {
    let directory = try FixtureWorld.directory()
    let file = try directory.drawdown("aggregate", name)
    let bytes = try directory.files.bytes(of: name)
    let stream = try directory.drawdown("aggregate", "-", stdin: bytes)
    #expect(stream.output == file.output)
    #expect(stream.errorOutput == file.errorOutput)
    #expect(stream.exitCode == file.exitCode)
  }

  @Test("standard input stands among files, and its rejects are told as `-`")
  func standardInputInRun() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(
      "run", "--ledger", "l.db", "--book", FixtureWorld.book, "-", FixtureWorld.dumps[1],
      stdin: try directory.files.bytes(of: FixtureWorld.dumps[0]))
    #expect(result.exitCode == 1)
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: "l.db") == expected)
    expectEqualLines(
      try directory.files.text(of: "l.db.run-1.rejects.ndjson"),
      try FixtureWorld.expected("rejects")
        .replacing(#""source":"usage-a.csv.zst""#, with: #""source":"-""#),
      "rejects")
    // The file's bytes are those that came through the pipe.
    let again = try directory.drawdown("run", "--ledger", "l.db", FixtureWorld.dumps[0])
    #expect(again.exitCode == 0)
    #expect(again.output.contains("skipped:  usage-a.csv.zst has the same bytes as -"))
  }

  @Test("an export goes to a file as it goes to standard output", arguments: ["csv", "ndjson"])
  func exportToFile(format: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.files.write("old", to: "out")
    for kind in ToolDirectory.figures + ["rejects"] {
      let export = ["export", kind, "--ledger", FixtureWorld.ledger, "--format", format]
      let result = try directory.drawdown(export + ["-o", "out"])
      #expect(result.exitCode == 0)
      #expect(result.output == "")
      #expect(try directory.files.text(of: "out") == (try directory.drawdown(export).output))
    }
    #expect(!directory.files.names.contains { $0.contains("partial") })
  }

  @Test("a pipe or a device that an export goes to stays one")
  func exportToPipe() throws {
    let directory = try FixtureWorld.settledDirectory()
    let script = """
      mkfifo pipe && ln -s /dev/fd/1 one || exit 9
      cat pipe > got & reader=$!
      "$0" export charges --ledger "$1" -o pipe || exit 8
      [ -p pipe ] || { kill $reader; exit 7; }
      wait
      "$0" export charges --ledger "$1" -o one | cat > got-too
      [ -h one ] || exit 6
      """
    let result = try runProgram(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script, toolURL().path, FixtureWorld.ledger],
      in: directory.files.url)
    #expect(result.exitCode == 0, "\(result.told)")
    let expected = try FixtureWorld.expected("charges")
    #expect(try directory.files.text(of: "got") == expected)
    #expect(try directory.files.text(of: "got-too") == expected)
  }

  @Test("an export goes to the file that a link names, and the link stays one")
  func exportToLink() throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.files.write("old", to: "folder/file")
    let link = directory.files.path("link")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "folder/file")
    let export = ["export", "charges", "--ledger", FixtureWorld.ledger, "-o", "link"]
    #expect(try directory.drawdown(export).exitCode == 0)
    let expected = try FixtureWorld.expected("charges")
    #expect(try directory.files.text(of: "folder/file") == expected)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: link) == "folder/file")
  }

  @Test("an export that fails leaves the old file as it was")
  func failedExport() throws {
    let directory = try FixtureWorld.directory()
    try directory.files.write("old", to: "out")
    let before = try directory.snapshot()
    for words in [
      ["export", "usage", "--ledger", "none.db"], ["aggregate", "none.csv"],
    ] {
      #expect(try directory.drawdown(words + ["-o", "out"]).exitCode != 0)
      #expect(try directory.snapshot() == before)
    }
  }

  @Test("an export into a folder that is not there is told")
  func missingFolder() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(
      "export", "usage", "--ledger", FixtureWorld.ledger, "-o", "none/out")
    #expect(result.exitCode == 4)
    #expect(result.errorOutput.contains("none/out"))
  }
}
