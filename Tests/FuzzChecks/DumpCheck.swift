import Aggregation
import ByteStreams
import Catalog
import Ingest
import Quantities
import StrictJSON
import TestSupport

/// Whole dumps: the same bytes come to what the reference counts, plain or in frames, wherever frames
/// and chunks are cut, with one worker or two, in memory or not.
func checkDump(_ input: [UInt8]) throws {
  var decisions = FuzzInput(input)
  let isTiny = decisions.number(below: 4) > 0
  let workers = decisions.pick([1, 1, 1, 2])
  let memory = decisions.pick([nil, nil, 200, 2000])
  let chunkBytes = decisions.pick([7, 64, 300])
  let wholeUnitBytes = decisions.pick([0, 300, 24 << 20]) as Int64
  let (bytes, frames) = (decisions.text, decisions.pieces())

  let plain = try counted([bytes], isCompressed: false) { options in
    // Small buffers, which the sanitizer makes in less time.
    options.limits.lineBytes = max(600, input.count)
    options.limits.chunkBytes = 16 << 10
  }
  let cut = try counted(frames, isCompressed: true) { options in
    (options.workers, options.memory) = (workers, memory)
    options.limits.wholeUnitBytes = wholeUnitBytes
    options.limits.lineBytes = max(600, input.count)
    guard isTiny else { return }
    options.limits.chunkBytes = chunkBytes
    options.limits.unitBytes = 1
  }
  switch (plain, cut) {
  case (.counted(let plain), .counted(let cut)):
    let reference = ReferenceDump(source: "dump", frames: [bytes], isCompressed: false)
    try plain.expectSame(as: Counted(ReferenceIngest([reference])), "plain")
    let inFrames = ReferenceDump(source: "dump", frames: frames, isCompressed: true)
    try cut.expectSame(as: Counted(ReferenceIngest([inFrames])), "in frames")
  case (.refused(let plain), .refused(let cut)):
    try expectEqual(plain, cut, "why it is refused")
    try expect(plain.contains { $0.contains("header") || $0.contains("column") }, "\(plain)")
  default:
    throw CheckFailure("one is counted and the other is not: \(plain), \(cut)")
  }
}

/// What a run came to.
private enum Run {
  case counted(Counted)
  case refused([String])
}

private func counted(
  _ frames: [[UInt8]], isCompressed: Bool, _ configure: (inout IngestOptions) -> Void
) throws -> Run {
  let stored = isCompressed ? frames.flatMap { ZstdFrames.frame($0) } : frames.flatMap(\.self)
  let file = try MemoryFile(stored)
  var options = IngestOptions(
    catalog: .builtIn, sources: [file.path], workers: 1, spillFolder: temporaryFolder)
  options.names = [file.path: "dump"]
  configure(&options)
  do {
    let result = try ingest(options, before: NoKnownIdentities(), progress: Progress())
    try expect(result.counts.isConserved, "conservation: \(result.counts)")
    return .counted(try Counted(result))
  } catch let error as UntrustedInput {
    return .refused(error.failures.map { "\($0.decodedOffset ?? -1): \($0.reason)" })
  }
}

/// Usage lines, counts and rejects, in one form for the program and the reference.
private struct Counted {
  var counts: [Int]
  var lines: [UsageLine]
  var rejects: [ReferenceIngest.Reject]

  init(_ result: IngestResult) throws {
    let counts = result.counts
    self.counts = [
      counts.read, counts.counted, counts.duplicates, counts.conflicts, counts.rejected,
      counts.oversize,
    ].map { Int($0) }
    lines = result.usage.lines
    rejects = try result.rejects.map { try ReferenceIngest.Reject($0) }
  }

  init(_ reference: ReferenceIngest) {
    counts = [
      reference.read, reference.counted, reference.duplicates, reference.conflicts,
      reference.rejected, reference.oversize,
    ]
    lines = reference.lines(.builtIn)
    rejects = reference.rejects
  }

  func expectSame(as other: Counted, _ how: String) throws(CheckFailure) {
    try expectEqual(counts, other.counts, "\(how): counts")
    try expectEqual(lines, other.lines, "\(how): usage lines")
    try expectEqual(rejects, other.rejects, "\(how): rejects")
    for (left, right) in zip(rejects, other.rejects) {
      try expect(left.record.utf8.elementsEqual(right.record.utf8), "\(how): a rejected record")
    }
  }
}

extension ReferenceIngest.Reject {
  /// A line of the rejects file.
  fileprivate init(_ line: [UInt8]) throws {
    let object = try JSONValue(parsing: line)
    let first = object["first"].flatMap { first in
      first["source"]?.string.map { First(source: $0, line: Int(first["line"]?.integer ?? 0)) }
    }
    self.init(
      source: object["source"]?.string ?? "no source", line: Int(object["line"]?.integer ?? -1),
      frame: object["frame"]?.integer.map { Int($0) },
      offset: Int(object["offset"]?.integer ?? -1),
      reason: object["reason"]?.string ?? "no reason",
      record: object["record"]?.string ?? "no record", first: first)
  }
}
