import Aggregation
import BenchmarkKit
import ByteStreams
import Catalog
import Foundation
import Generation
import Ingest
import Quantities

/// A generated dump and how large it is.
struct SampleDump {
  let path: String
  let records: Int64
  let decodedBytes: Int64

  /// Makes a dump of one day.
  init(
    _ format: GenerationPlan.Format, records: Int64, frames: Int, seed: UInt64, below folder: String
  ) throws {
    var plan = GenerationPlan(seed: seed, records: records)
    plan.format = format
    plan.framesPerFile = frames
    plan.apps = 20_000
    plan.users = 3_000_000
    plan.staysWithinDay = true
    let summary = try generate(plan, into: "\(folder)/\(format)-\(frames)", progress: { _ in })
    path = summary.files[0].path
    self.records = summary.records
    decodedBytes = summary.decodedBytes
  }
}

/// The stages of reading a dump, each with the decoding floor beside it.
func ingestBenchmarks(_ dump: SampleDump, name: String, workers: Int) -> [Benchmark] {
  func benchmark(_ stage: String, _ body: @escaping () throws -> Void) -> Benchmark {
    Benchmark(
      "\(stage) \(name)", items: dump.records, unit: "records", bytes: dump.decodedBytes, body)
  }
  return [
    benchmark("decode") { try decodeAll(dump.path, workers: workers) },
    benchmark("count") { try count(dump.path, workers: workers, checksIdentity: false) },
    benchmark("count with identity") {
      try count(dump.path, workers: workers, checksIdentity: true)
    },
  ]
}

/// Decodes all units of a dump on workers and throws the bytes away: what no reader can beat.
private func decodeAll(_ path: String, workers: Int) throws {
  let limits = ReadingLimits()
  let file = try DumpFile(path, spillFolder: NSTemporaryDirectory())
  let units = try file.layout(limits: limits, withSHA256: false).units
  let shared = SharedDump(file)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    var decoder = UnitDecoder(limits: limits)
    let buffer = ByteBuffer(capacity: limits.chunkBytes)
    for index in stride(from: worker, to: units.count, by: workers) {
      decoder.begin(units[index])
      while let read = try? decoder.read(from: shared.file, into: buffer.tail(from: 0)),
        read == buffer.capacity
      {}
    }
  }
}

private final class SharedDump: Sendable {
  let file: DumpFile

  init(_ file: consuming DumpFile) {
    self.file = file
  }
}

private func count(_ path: String, workers: Int, checksIdentity: Bool) throws {
  var options = IngestOptions(
    catalog: .builtIn, sources: [path], workers: workers, spillFolder: NSTemporaryDirectory())
  options.checksIdentity = checksIdentity
  let result = try ingest(options, before: NoKnownIdentities(), progress: Progress())
  precondition(result.counts.isConserved, "records are conserved")
}
