import Benchmarking
import ByteStreams
import Catalog
import Foundation
import Generation
import Ingest

/// Measures the stages of reading a dump, for each way to write one, and of settling an account.
@main
struct StageBenchmarks {
  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    let records = Int64(environment["RECORDS"] ?? "") ?? 2_000_000
    let workers = Int(environment["THREADS"] ?? "") ?? ProcessInfo.processInfo.activeProcessorCount
    let repetitions = Int(environment["REPETITIONS"] ?? "") ?? 5

    print("\(records) records of seed 1, threads: \(workers), repetitions: \(repetitions)")
    for format in [GenerationPlan.Format.csv, .ndjson] {
      for frames in [64, 1] {
        var plan = GenerationPlan(seed: 1, records: records)
        (plan.format, plan.framesPerFile) = (format, frames)
        (plan.apps, plan.users, plan.staysWithinDay) = (20_000, 3_000_000, true)
        let report = try measure(plan, workers: workers, repetitions: repetitions)
        print("\n\(format), frames: \(frames)\n\(report.table)", terminator: "")
      }
    }
    for settled in try measureSettlement(lines: 1_200_000, repetitions: repetitions) {
      print("\nsettling \(settled.name): \(settled.lines) usage lines in ", terminator: "")
      print("\(settled.times.best / 1_000_000) ms, median \(settled.times.median / 1_000_000) ms")
    }
  }

  /// Makes a dump and measures what reading it takes.
  private static func measure(
    _ plan: GenerationPlan, workers: Int, repetitions: Int
  ) throws -> StageReport {
    try Folder.withScratch(in: NSTemporaryDirectory()) { folder in
      let dumps = try generate(plan, into: folder, workers: workers).files.map(\.path)
      let options = IngestOptions(
        catalog: .builtIn, sources: dumps, workers: workers, spillFolder: folder)
      return try measureStages(options, repetitions: repetitions, output: "\(folder)/usage.csv")
    }
  }
}
