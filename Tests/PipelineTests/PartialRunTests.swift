import Aggregation
import Exports
import Ingest
import Pipeline
import Quantities
import TestSupport
import Testing

/// Seeded inputs in files, partials of them, and ledgers that take both.
private struct PartialInputs {
  let inputs: SeededInputs
  let files: WorkDirectory
  let dumps: [String]

  init(seed: UInt64) throws {
    inputs = SeededInputs(seed: seed)
    let files = try WorkDirectory("partial-run")
    self.files = files
    dumps = try inputs.dumps(4).enumerated().map { index, bytes in
      try files.write(bytes, to: "dump-\(index)")
      return "dump-\(index)"
    }
    try files.write(inputs.book, to: "book.ndjson")
  }

  /// Makes a partial of files.
  func partial(_ name: String, of names: [String]) throws -> String {
    var options = IngestOptions(
      catalog: .builtIn, sources: names.map { files.path($0) }, workers: 2,
      spillFolder: files.url.path)
    options.partial = files.path(name)
    _ = try aggregateJob(options, progress: Progress())
    return name
  }

  /// Runs files into a ledger.
  @discardableResult
  func run(_ ledger: String, _ names: [String], rejects: String? = nil) throws -> RunSummary {
    var options = RunOptions(command: "run", ledger: files.path(ledger))
    options.book = files.path("book.ndjson")
    options.dumps = names.map { files.path($0) }
    options.rejects = rejects.map { files.path($0) }
    return try runJob(options, progress: Progress())
  }

  func verify(_ ledger: String, _ workers: Int = 1) throws -> VerificationReport {
    var options = VerificationOptions(ledger: files.path(ledger))
    options.dumps = dumps.map { files.path($0) }
    options.workers = workers
    return try verifyLedger(options)
  }
}

@Suite("Runs that take partials")
struct PartialRunTests {
  private static let seeds: ClosedRange<UInt64> = 1...10

  @Test("post what the dumps would, and are proved from the dumps", arguments: seeds)
  func sameLedger(seed: UInt64) throws {
    let world = try PartialInputs(seed: seed)
    let dumps = world.dumps
    let expected = try world.run("by-dumps", dumps)
    // Overlapping partials, one of them twice, and a dump by itself between them.
    let first = try world.partial("first", of: [dumps[0], dumps[1]])
    let second = try world.partial("second", of: [dumps[1], dumps[2]])
    for (name, given) in [
      ("in-turns", [first, second, dumps[3], first]),
      ("dump-first", [dumps[0], first, second, dumps[3]]),
      ("merged", [try world.partial("all", of: [first, second, dumps[3]])]),
    ] {
      let summary = try world.run(name, given)
      #expect(summary.counts == expected.counts, "seed \(seed), \(name)")
      #expect(summary.dumps.count == expected.dumps.count, "seed \(seed), \(name)")
      #expect(
        try LedgerExports(of: world.files.path(name))
          == LedgerExports(of: world.files.path("by-dumps")), "seed \(seed), \(name)")
      let report = try world.verify(name, 2)
      #expect(report.findings == [], "seed \(seed), \(name)")
      #expect(report.proof?.dumpsRead == expected.dumps.count)
      #expect(report.certificate == (try world.verify("by-dumps").certificate))
    }
  }

  @Test("what was posted before adds nothing when it comes in a partial", arguments: seeds)
  func postedBefore(seed: UInt64) throws {
    let world = try PartialInputs(seed: seed)
    let dumps = world.dumps
    let order = [dumps[1], dumps[0], dumps[2], dumps[3]]
    try world.run("by-dumps", [dumps[1]])
    try world.run("by-dumps", [dumps[0], dumps[2]])
    try world.run("by-dumps", [dumps[3]])
    try world.run("by-partials", [dumps[1]])
    let middle = try world.partial("middle", of: Array(order[0..<3]))
    let whole = try world.partial("whole", of: order)
    let summary = try world.run("by-partials", [middle])
    #expect(summary.skippedDumps.count == 1, "seed \(seed)")
    // Dumps of the same bytes, such as two without records, are one.
    let bytes = Set(try order[0..<3].map { try world.files.bytes(of: $0) })
    #expect(
      try world.run("by-partials", [whole]).skippedDumps.count == bytes.count, "seed \(seed)")
    let last = try world.run("by-partials", [whole, middle])
    #expect(last.counts == RecordCounts() && last.entries.isEmpty, "seed \(seed)")
    #expect(
      try LedgerExports(of: world.files.path("by-partials"))
        == LedgerExports(of: world.files.path("by-dumps")), "seed \(seed)")
    let report = try world.verify("by-partials")
    #expect(report.findings == [], "seed \(seed)")
    #expect(report.certificate == (try world.verify("by-dumps").certificate), "seed \(seed)")
  }

  @Test("records of a forgotten month are too old, in a partial as in a dump", arguments: [1, 2])
  func tooOld(workers: Int) throws {
    let world = try PartialInputs(seed: 1)
    let header = "record_id,time,sdk_app_id,meter,quantity\n"
    let files = [
      "book.ndjson": "", "old.csv": header + "a,1759276800,1400000001,audio,60\n",
      "new.csv": header + """
        a,1759276800,1400000001,audio,60
        b,1759276800,1400000001,audio,7
        b,1762000000,1400000001,audio,7
        c,1762000000,1400000001,audio,9
        d,no time,1400000001,audio,9

        """,
    ]
    for (name, text) in files { try world.files.write(text, to: name) }
    let partial = try world.partial("new", of: ["new.csv"])
    for (ledger, given) in [("by-dump", "new.csv"), ("by-partial", partial)] {
      try world.run(ledger, ["old.csv"])
      let month = try #require(CalendarMonth("2025-10"))
      var options = RunOptions(command: "close", ledger: world.files.path(ledger))
      options.through = CalendarDay("2025-10-31")
      _ = try settle(options)
      _ = try closeJob(month, options, forgets: true)
      let summary = try world.run(ledger, [given], rejects: "\(ledger).rejects")
      #expect(summary.counts.counted == 2 && summary.counts.rejected == 3, "\(summary.counts)")
      #expect(summary.counts.conflicts == 0 && summary.dumps.map(\.recordsRejected) == [3])
      var check = VerificationOptions(ledger: world.files.path(ledger))
      check.dumps = ["old.csv", "new.csv"].map { world.files.path($0) }
      check.workers = workers
      #expect(try verifyLedger(check).findings == [], "\(ledger)")
    }
    #expect(
      try LedgerExports(of: world.files.path("by-dump"))
        == LedgerExports(of: world.files.path("by-partial")))
    let line =
      #"{"source":"\#(world.files.path("new.csv"))","line":null,"frame":null,"offset":null,"#
      + #""reason":"too_old","record":null}"#
    #expect(try world.files.text(of: "by-partial.rejects") == "\(line)\n\(line)\n")
  }

  private func settle(_ options: RunOptions) throws -> RunSummary {
    var options = options
    options.command = "settle"
    return try runJob(options, progress: Progress())
  }

  @Test("a partial that cannot be trusted leaves the ledger as it was, or is left out")
  func untrusted() throws {
    let world = try PartialInputs(seed: 3)
    let good = try world.partial("good", of: [world.dumps[0]])
    var bytes = try world.files.bytes(of: try world.partial("bad", of: [world.dumps[1]]))
    bytes[bytes.count / 2] ^= 4
    try world.files.write(bytes, to: "bad")
    #expect(throws: UntrustedInput.self) { try world.run("ledger", [good, "bad"]) }
    #expect(!world.files.holds("ledger"))
    var options = RunOptions(command: "run", ledger: world.files.path("ledger"))
    options.dumps = [good, "bad"].map { world.files.path($0) }
    options.keepsGoing = true
    let summary = try runJob(options, progress: Progress())
    #expect(summary.failedDumps.map(\.source) == [world.files.path("bad")])
    #expect(summary.dumps.map(\.source) == [world.files.path(world.dumps[0])])
  }
}
