import BenchmarkKit
import Foundation

/// Measures the stages and prints one table, with input, seed and machine above it.
@main
struct StageBenchmarks {
  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    let records = Int64(environment["RECORDS"] ?? "") ?? 2_000_000
    let workers = Int(environment["THREADS"] ?? "") ?? ProcessInfo.processInfo.activeProcessorCount
    let repetitions = Int(environment["REPETITIONS"] ?? "") ?? 5
    let seed: UInt64 = 1
    let folder = NSTemporaryDirectory() + "drawdown-benchmarks-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }

    print("\(records) records, seed \(seed), \(workers) workers, median of \(repetitions) runs")
    print("machine: \(machine())\n")
    print("stage | median | things a second | decoded bytes a second | range")
    print("---|---|---|---|---")
    for (format, frames, name) in [
      (.csv, 64, "csv, 64 frames"), (.csv, 1, "csv, 1 frame"), (.ndjson, 64, "ndjson, 64 frames"),
      (.ndjson, 1, "ndjson, 1 frame"),
    ] as [(Format, Int, String)] {
      let dump = try SampleDump(
        format == .csv ? .csv : .ndjson, records: records, frames: frames, seed: seed,
        below: folder)
      for benchmark in ingestBenchmarks(dump, name: name, workers: workers) {
        print(try benchmark.measure(repetitions: repetitions).row)
      }
    }
    for benchmark in try settlementBenchmarks(lines: 1_200_000) {
      print(try benchmark.measure(repetitions: repetitions).row)
    }
  }

  private enum Format { case csv, ndjson }

  private static func machine() -> String {
    let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = info.components(separatedBy: "\n").first { $0.hasPrefix("model name") }
    let name = model?.components(separatedBy: ": ").last ?? "unknown processor"
    return "\(ProcessInfo.processInfo.activeProcessorCount) x \(name)"
  }
}
