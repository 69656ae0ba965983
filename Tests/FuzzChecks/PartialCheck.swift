import Aggregation
import ByteStreams
import Catalog
import Ingest
import Partials
import TestSupport

/// Partials: one is counted as it is, and then can be written and counted again, or refused.
///
/// An input is met as it is, and as rows in sections whose checksums are right.
func checkPartial(_ input: [UInt8]) throws {
  try checkPartialFile(input)
  try checkPartialFile(ForgedPartial(input).bytes)
}

private func checkPartialFile(_ bytes: [UInt8]) throws {
  let memory = try MemoryFile(bytes)
  let path = memory.path
  let file: PartialFile
  do throws(DumpFailure) {
    file = try PartialFile(
      DumpFile(path, spillFolder: temporaryFolder), catalog: .builtIn)
    _ = try file.lines()
    for partition in 0..<256 {
      _ = try file.claims(ofPartition: partition)
      _ = try file.users(ofPartition: partition)
    }
  } catch {
    try expect(!error.reason.isEmpty, "a refusal has its reason")
    return
  }
  guard let first = try counted(path, into: nil) else { return }
  let second = try counted(path, into: scratch.path("again.partial"))
  guard let written = second?.written else { throw CheckFailure("nothing was written") }
  guard let third = try counted(scratch.path("again.partial"), into: nil) else {
    throw CheckFailure("what was written is refused")
  }
  try expectEqual(third.partials.map(\.address), [written], "the address")
  try expectEqual(third.counts, first.counts, "counts")
  try expectEqual(third.usage.lines, first.usage.lines, "usage lines")
}

/// What a partial comes to; `nil` when it is refused.
private func counted(_ path: String, into partial: String?) throws -> IngestResult? {
  var options = IngestOptions(
    catalog: .builtIn, sources: [path], workers: 1, spillFolder: temporaryFolder)
  options.takesDumps = false
  options.partial = partial
  do {
    let result = try ingest(options, before: NoKnownIdentities(), progress: Progress())
    try expect(result.counts.isConserved, "conservation: \(result.counts)")
    try expect(result.counts.counted >= 0, "no negative count")
    return result
  } catch let error as UntrustedInput {
    try expect(error.failures.count == 1, "one input, one failure")
    return nil
  }
}

/// Where what is written goes; each process has its own and writes the same names again and again.
private let scratch: WorkDirectory = {
  do {
    return try WorkDirectory("fuzz")
  } catch {
    preconditionFailure("\(error)")
  }
}()
