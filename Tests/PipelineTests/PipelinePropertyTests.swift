import Aggregation
import Book
import Catalog
import Exports
import Ingest
import Pipeline
import Quantities
import TestSupport
import Testing

/// A ledger that seeded inputs go into, run by run.
private struct SeededLedger {
  let inputs: SeededInputs
  let files: WorkDirectory
  private(set) var counts = RecordCounts()

  let path: String

  init(_ inputs: SeededInputs) throws {
    self.inputs = inputs
    files = try WorkDirectory("pipeline")
    path = try TestServer.ledger(or: files.path("ledger.db"))
  }

  /// One run over dumps; returns what it did.
  @discardableResult
  mutating func run(
    _ dumps: [[UInt8]], book: [UInt8]?, workers: Int = 2, through: CalendarDay? = nil
  ) throws -> RunSummary {
    var options = RunOptions(command: "run", ledger: path)
    options.book = try book.map { try files.write($0, to: "book.ndjson") }
    options.dumps = try dumps.enumerated().map { index, bytes in
      try files.write(bytes, to: "dump-\(index)")
    }
    options.workers = workers
    options.through = through
    // Beside a ledger on a server is where the tests run.
    if TestServer.isThere { options.rejects = files.path("rejects") }
    let summary = try runJob(options, progress: Progress())
    counts.read += summary.counts.read
    counts.counted += summary.counts.counted
    counts.duplicates += summary.counts.duplicates
    counts.conflicts += summary.counts.conflicts
    counts.rejected += summary.counts.rejected
    return summary
  }

  /// What the slow reference makes of the same inputs.
  func reference(_ dumps: [[UInt8]]) -> ReferenceIngest {
    ReferenceIngest(
      dumps.enumerated().map {
        ReferenceDump(source: files.path("dump-\($0)"), frames: [$1], isCompressed: false)
      })
  }
}

@Suite("From files to exports, against a slow reference")
struct PipelinePropertyTests {
  private static let seeds: ClosedRange<UInt64> = TestServer.isThere ? 1...6 : 1...40

  @Test("every exported figure is the reference's, on any settled day", arguments: seeds)
  func agrees(seed: UInt64) throws {
    let inputs = SeededInputs(seed: seed)
    var random = SplitMix64(seed: seed)
    var ledger = try SeededLedger(inputs)
    let dumps = inputs.dumps(2)
    let through = random.oneIn(2) ? inputs.day(random.pick(-10...20)) : nil
    let summary = try ledger.run(dumps, book: inputs.book, through: through)
    let reference = ledger.reference(dumps)
    expectSameCounts(ledger.counts, reference, inputs)

    let catalog = Catalog.builtIn
    let usage = reference.lines(catalog)
    let book = try Book.read(inputs.book, source: "book", catalog: catalog)
    let lastDay = (usage.map(\.day) + [book.lastEventDay].compactMap(\.self)).max()
    let settledDay = try #require(through ?? lastDay)
    #expect(summary.settledDay == settledDay, "\(inputs)")
    let exports = try LedgerExports(of: ledger.path)
    expectSameUsage(exports, usage, book, inputs)
    for account in book.commitments(through: settledDay) {
      let own = usage.filter { account.apps.contains($0.app) }
      let expected = ReferenceSettlement(
        account, usage: own, catalog: catalog, through: settledDay
      ).rows
      let exported = try exports.settlement(of: account.account)
      #expect(exported.deductions == expected.deductions, "\(inputs)")
      #expect(exported.charges == expected.charges, "\(inputs)")
      #expect(exported.grants == expected.grants, "\(inputs)")
      #expect(exported.invoices == expected.invoices, "\(inputs)")
    }
    #expect(try verifyLedger(VerificationOptions(ledger: ledger.path)).findings == [], "\(inputs)")
  }

  private func expectSameCounts(
    _ counts: RecordCounts, _ reference: ReferenceIngest, _ inputs: SeededInputs
  ) {
    #expect(counts.isConserved)
    #expect(counts.read == inputs.records.count, "\(inputs)")
    #expect(counts.counted == reference.counted, "\(inputs)")
    #expect(counts.duplicates == reference.duplicates, "\(inputs)")
    #expect(counts.conflicts == reference.conflicts, "\(inputs)")
    #expect(counts.rejected == reference.rejected, "\(inputs)")
  }

  private func expectSameUsage(
    _ exports: LedgerExports, _ usage: [UsageLine], _ book: Book, _ inputs: SeededInputs
  ) {
    let catalog = Catalog.builtIn
    var owners: [AppID: String] = [:]
    for account in book.commitments(through: nil) {
      for app in account.apps { owners[app] = account.account.text }
    }
    let expected = usage.map { line in
      let meter = catalog[line.meter]
      return [
        owners[line.app] ?? "", "\(line.app)", "\(line.day)", meter.name, "\(line.records)",
        "\(line.quantity)", meter.kind == .sum ? "\((line.quantity + 59) / 60)" : "",
      ]
    }
    let byNames = { (left: [String], right: [String]) in
      left.prefix(4).lexicographicallyPrecedes(right.prefix(4))
    }
    #expect(exports.rows(.usage) == expected.sorted(by: byNames), "\(inputs)")
  }

  @Test("one run and many runs over the same files export the same", arguments: seeds)
  func manyRuns(seed: UInt64) throws {
    let inputs = SeededInputs(seed: seed)
    var random = SplitMix64(seed: seed)
    let count = random.pick(2...5)
    let dumps = inputs.dumps(count)
    var once = try SeededLedger(inputs)
    try once.run(dumps, book: inputs.book, workers: random.pick(1...4))

    var often = try SeededLedger(inputs)
    // The deals come with one of the runs, and some runs look only at a few days.
    let dealsCome = random.pick(0...count - 1)
    for (index, dump) in dumps.enumerated() {
      let book = index < dealsCome ? inputs.firstBook : index == dealsCome ? inputs.book : nil
      let through = random.oneIn(3) ? inputs.day(random.pick(-10...10)) : nil
      try often.run([dump], book: book, workers: random.pick(1...4), through: through)
    }
    try often.run([], book: nil)
    #expect(often.counts.counted == once.counts.counted, "\(inputs)")
    #expect(often.counts.duplicates == once.counts.duplicates, "\(inputs)")
    #expect(often.counts.conflicts == once.counts.conflicts, "\(inputs)")
    #expect(often.counts.rejected == once.counts.rejected, "\(inputs)")
    let (exports, expected) = (try LedgerExports(of: often.path), try LedgerExports(of: once.path))
    for (kind, text) in expected.texts {
      #expect(exports.texts[kind] == text, "\(inputs), \(kind)")
    }
    #expect(try verifyLedger(VerificationOptions(ledger: often.path)).findings == [], "\(inputs)")
  }

  @Test("settling on from day to day ends where one run ends", arguments: seeds)
  func dayByDay(seed: UInt64) throws {
    let inputs = SeededInputs(seed: seed)
    let dumps = inputs.dumps(1)
    var random = SplitMix64(seed: seed)
    var walker = try SeededLedger(inputs)
    var day = -8
    try walker.run(dumps, book: inputs.book, through: inputs.day(day))
    for _ in 1...6 {
      day += random.oneIn(6) ? -random.pick(1...5) : random.pick([1, 1, 2, 3, 30])
      try walker.run([], book: nil, through: inputs.day(day))
      var jumper = try SeededLedger(inputs)
      try jumper.run(dumps, book: inputs.book, through: inputs.day(day))
      let (exports, expected) = (
        try LedgerExports(of: walker.path), try LedgerExports(of: jumper.path)
      )
      for (kind, text) in expected.texts {
        #expect(exports.texts[kind] == text, "\(inputs), day \(day), \(kind)")
      }
    }
    #expect(try verifyLedger(VerificationOptions(ledger: walker.path)).findings == [], "\(inputs)")
  }

  @Test("the same files again change nothing", arguments: 1...8 as ClosedRange<UInt64>)
  func again(seed: UInt64) throws {
    let inputs = SeededInputs(seed: seed)
    let dumps = inputs.dumps(3)
    var ledger = try SeededLedger(inputs)
    try ledger.run(dumps, book: inputs.book)
    let expected = try LedgerExports(of: ledger.path)
    let summary = try ledger.run(dumps.reversed(), book: inputs.book)
    #expect(summary.counts.read == 0)
    #expect(summary.skippedDumps.count == 3)
    #expect(summary.entries.posted == 0 && summary.entries.reversed == 0)
    #expect(try LedgerExports(of: ledger.path) == expected, "\(inputs)")
  }

  @Test(
    "the inputs hold the cases that they are made for", .disabled(if: TestServer.isThere))
  func coverage() throws {
    var statuses: Set<String> = []
    var kinds: Set<String> = []
    var fractions = 0
    var counts = RecordCounts()
    for seed in Self.seeds {
      let inputs = SeededInputs(seed: seed)
      var ledger = try SeededLedger(inputs)
      try ledger.run(inputs.dumps(1), book: inputs.book)
      let exports = try LedgerExports(of: ledger.path)
      statuses.formUnion(exports.rows(.grants).map { $0[11] })
      kinds.formUnion(exports.rows(.charges).map { $0[4] })
      fractions += exports.rows(.deductions).filter { $0[5].contains("/") }.count
      counts.duplicates += ledger.counts.duplicates
      counts.conflicts += ledger.counts.conflicts
      counts.rejected += ledger.counts.rejected
    }
    #expect(statuses == ["used_up", "pending", "expired", "active"])
    #expect(kinds == ["overage", "monthly"])
    #expect(fractions > 20)
    #expect(counts.duplicates > 20 && counts.conflicts > 20 && counts.rejected > 20)
  }
}
