import Aggregation
import ByteStreams
import Catalog
import Ingest
import Quantities
import TestSupport
import Testing

/// Dumps of a seed, and partials of them in a directory.
private struct PartialWorld {
  let workshop: Workshop
  let dumps: [TestDump]
  private var made = 0

  init(seed: UInt64) throws {
    workshop = try Workshop()
    dumps = RandomRun(seed: seed, dumps: 2...5).dumps
    for dump in dumps { try workshop.directory.write(dump.bytes, to: dump.name) }
  }

  func path(_ name: String) -> String { workshop.directory.path(name) }

  /// Makes a partial of files; returns its name and what came of it.
  mutating func partial(
    of names: [String], workers: Int = 1, _ change: (inout IngestOptions) -> Void = { _ in }
  ) throws -> (name: String, result: IngestResult) {
    made += 1
    let name = "partial-\(made)"
    let result = try ingest(names, workers: workers) {
      $0.partial = path(name)
      change(&$0)
    }
    return (name, result)
  }

  /// Counts files, whatever they are.
  func ingest(
    _ names: [String], before: some PostedBefore = NothingPosted(), workers: Int = 1,
    _ change: (inout IngestOptions) -> Void = { _ in }
  ) throws -> IngestResult {
    try workshop.result([], before: before) { options in
      options.sources = names.map { path($0) }
      options.workers = workers
      change(&options)
    }
  }

  /// Puts leaves together, by chance two or three at once, until one is left; leaves may come again.
  mutating func tree(
    of leaves: [String], _ random: inout SplitMix64, workers: Int = 1
  ) throws -> String {
    var rest = leaves
    while rest.count > 1 {
      let start = random.pick(0...rest.count - 2)
      let end = min(rest.count, start + random.pick(2...3))
      var together = Array(rest[start..<end])
      // What came before changes nothing when it comes again.
      if random.oneIn(3) { together.append(random.pick(together)) }
      let merged = try partial(of: together, workers: workers) { $0.takesDumps = false }
      rest.replaceSubrange(start..<end, with: [merged.name])
    }
    return rest[0]
  }
}

extension Outcome {
  /// Without what only those are told who read the dumps.
  fileprivate var figures: Outcome {
    var copy = self
    copy.rejects = []
    return copy
  }
}

@Suite("Partials are put together as if all their dumps were read at once")
struct UnionTests {
  private static let seeds: Range<UInt64> = 0..<40

  @Test("making a partial counts and rejects like reading", arguments: seeds)
  func making(seed: UInt64) throws {
    var world = try PartialWorld(seed: seed)
    let names = world.dumps.map(\.name)
    let expected = Outcome(ReferenceIngest(world.dumps.map(\.reference)))
    for (workers, memory) in [(1, nil), (3, nil), (2, 300)] {
      let (_, result) = try world.partial(of: names, workers: workers) {
        $0.limits = .tiny(chunkBytes: 64, unitBytes: 100)
        $0.memory = memory
      }
      let outcome = Outcome(result, in: world.workshop.directory)
      #expect(outcome.differences(from: expected) == "", "seed \(seed)")
    }
    // Identities and users are those that a ledger would get from the dumps.
    let direct = try world.ingest(names)
    let (_, result) = try world.partial(of: names)
    #expect(try result.usage.identities.all() == direct.usage.identities.all(), "seed \(seed)")
    #expect(try result.usage.users.all() == direct.usage.users.all(), "seed \(seed)")
    #expect(result.rejects == direct.rejects, "seed \(seed)")
  }

  @Test("any tree, leaves more than once and overlapping: the same bytes", arguments: seeds)
  func trees(seed: UInt64) throws {
    var world = try PartialWorld(seed: seed)
    var random = SplitMix64(seed: seed)
    let names = world.dumps.map(\.name)
    let (whole, direct) = try world.partial(of: names, workers: random.pick(1...3))
    var leaves: [String] = []
    for (index, name) in names.enumerated() {
      // A leaf may hold some of the dumps before it once more.
      let earlier = random.oneIn(3) ? Array(names[random.pick(0...index)..<index]) : []
      leaves.append(try world.partial(of: earlier + [name]).name)
    }
    for _ in 0..<3 {
      let root = try world.tree(of: leaves, &random, workers: random.pick(1...3))
      #expect(
        try world.workshop.directory.bytes(of: root)
          == world.workshop.directory.bytes(of: whole), "seed \(seed)")
      let merged = try world.ingest([root]) { $0.takesDumps = false }
      #expect(
        Outcome(merged, in: world.workshop.directory)
          .differences(from: Outcome(direct, in: world.workshop.directory).figures) == "",
        "seed \(seed)")
      #expect(merged.partials.map(\.address) == [direct.written], "seed \(seed)")
    }
  }

  @Test("any order: what dumps in that order come to, and one address", arguments: seeds)
  func orders(seed: UInt64) throws {
    var world = try PartialWorld(seed: seed)
    var random = SplitMix64(seed: seed)
    let (_, direct) = try world.partial(of: world.dumps.map(\.name))
    let names = random.shuffled(world.dumps.map(\.name))
    var leaves: [String] = []
    for name in names { leaves.append(try world.partial(of: [name]).name) }
    let merged = try world.partial(of: leaves) { $0.takesDumps = false }
    let (whole, expected) = try world.partial(of: names)
    #expect(
      Outcome(merged.result, in: world.workshop.directory).figures
        == Outcome(expected, in: world.workshop.directory).figures, "seed \(seed)")
    #expect(merged.result.written == direct.written, "seed \(seed)")
    let directory = world.workshop.directory
    #expect(try directory.bytes(of: merged.name) == directory.bytes(of: whole), "seed \(seed)")
    if direct.counts.conflicts == 0 {
      let (sorted, _) = try world.partial(of: names.sorted())
      #expect(try directory.bytes(of: sorted) == directory.bytes(of: whole), "seed \(seed)")
    }
  }

  @Test("every conflict is told once: with the partial or where it arises", arguments: seeds)
  func conflictsAreTold(seed: UInt64) throws {
    var world = try PartialWorld(seed: seed)
    var random = SplitMix64(seed: seed)
    let names = world.dumps.map(\.name)
    let cut = random.pick(1...names.count - 1)
    let parts = [Array(names[..<cut]), Array(names[cut...])]
    var told: [ReferenceIngest.Reject] = []
    var leaves: [String] = []
    for part in parts {
      let (name, result) = try world.partial(of: part)
      leaves.append(name)
      told += Outcome(result, in: world.workshop.directory).rejects
    }
    let merged = try world.ingest(leaves) { $0.takesDumps = false }
    let outcome = Outcome(merged, in: world.workshop.directory)
    #expect(outcome.rejected == told.count { $0.reason != "conflict" }, "seed \(seed)")
    #expect(outcome.rejects.allSatisfy { $0.reason == "conflict" && $0.line == -1 })
    #expect(outcome.rejects.allSatisfy { $0.offset == -1 && $0.record == "no record" })
    #expect(outcome.rejects.allSatisfy { $0.first?.line == 0 })
    // A record of the second part that contradicted there and agrees with the first part is told
    // although it is a duplicate now; so there may be more lines than conflicts, never fewer.
    #expect(
      told.count { $0.reason == "conflict" } + outcome.rejects.count >= outcome.conflicts,
      "seed \(seed)")
  }

  @Test(
    "partials and dumps in turns: what the dumps come to, with an earlier run", arguments: seeds)
  func mixed(seed: UInt64) throws {
    var world = try PartialWorld(seed: seed)
    var random = SplitMix64(seed: seed)
    let names = world.dumps.map(\.name)
    // A dump that was posted before is passed over in a partial, too.
    var posted = Posted()
    if random.oneIn(2) { try posted.post(try world.ingest([random.pick(names)])) }
    let expected = try world.ingest(names, before: posted)
    var inputs: [String] = []
    var rest = names[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(random.pick(1...2)))
      rest = rest.dropFirst(part.count)
      inputs += random.oneIn(2) ? part : [try world.partial(of: part).name]
    }
    let mixed = try world.ingest(inputs, before: posted, workers: random.pick(1...3))
    let directory = world.workshop.directory
    #expect(
      Outcome(mixed, in: directory).figures.differences(
        from: Outcome(expected, in: directory).figures) == "", "seed \(seed)")
    #expect(Set(mixed.receipts) == Set(expected.receipts), "seed \(seed)")
    #expect(mixed.skipped.count == expected.skipped.count, "seed \(seed)")
    let (entries, others) = try (mixed.usage.identities.all(), expected.usage.identities.all())
    #expect(entries.map(\.identity) == others.map(\.identity), "seed \(seed)")
    #expect(entries.map(\.content) == others.map(\.content), "seed \(seed)")
    #expect(entries.map(\.month) == others.map(\.month), "seed \(seed)")
    // What is read here is told with its place.
    let read = Set(inputs).intersection(names)
    let told = Outcome(mixed, in: directory).rejects.filter { read.contains($0.source) }
    let direct = Outcome(expected, in: directory).rejects.filter { read.contains($0.source) }
    #expect(told.map { $0.withoutFirst } == direct.map { $0.withoutFirst }, "seed \(seed)")
    #expect(mixed.counts.isConserved)
  }

  @Test("without identities", arguments: seeds)
  func withoutIdentities(seed: UInt64) throws {
    var world = try PartialWorld(seed: seed)
    var random = SplitMix64(seed: seed)
    let names = world.dumps.map(\.name)
    let expected = try world.ingest(names) { $0.checksIdentity = false }
    let whole = try world.partial(of: names) { $0.checksIdentity = false }
    var leaves: [String] = []
    for name in names {
      leaves.append(try world.partial(of: [name]) { $0.checksIdentity = false }.name)
    }
    let root = try world.tree(of: random.shuffled(leaves), &random)
    let merged = try world.ingest([root]) { $0.takesDumps = false }
    for result in [whole.result, merged] {
      #expect(
        Outcome(result, in: world.workshop.directory).figures
          == Outcome(expected, in: world.workshop.directory).figures, "seed \(seed)")
    }
    #expect(merged.partials.map(\.address) == [whole.result.written])
  }
}

extension DistinctUsers {
  /// All of them, in rising order.
  fileprivate func all() throws -> [UserEntry] {
    var all: [UserEntry] = []
    try forEachBatch { all += $0 }
    return all.sorted { $0.user < $1.user }
  }
}

extension ReferenceIngest.Reject {
  fileprivate var withoutFirst: ReferenceIngest.Reject {
    var copy = self
    copy.first = nil
    return copy
  }
}
