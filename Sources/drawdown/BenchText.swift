import Benchmarking
import StrictJSON

/// Lays out what a measurement came to.
enum BenchText {
  /// What was read.
  enum Input {
    /// A dump that was made for it.
    case made(seed: UInt64, format: String, frames: Int)
    /// Dumps of the user.
    case given([String])
  }

  /// How it was read.
  struct Setting {
    let threads: Int
    let memory: Int?
    let repetitions: Int
  }

  /// For people: input, setting, and a table.
  static func text(_ report: StageReport, _ input: Input, _ setting: Setting) -> String {
    let source =
      switch input {
      case .made(let seed, let format, let frames):
        "made from seed \(seed) as \(format), frames: \(frames)"
      case .given(let paths): paths.map(Console.visible).joined(separator: ", ")
      }
    let memory = setting.memory.map { "\($0) bytes of memory" } ?? "memory without bound"
    return """
      dumps:    \(source)
      records:  \(report.records) in \(report.decodedBytes) bytes decoded, \
      \(report.storedBytes) stored
      reading:  threads: \(setting.threads), \(memory), repetitions: \(setting.repetitions)

      \(report.table)
      """
  }

  /// For machines, as one line of JSON; times are nanoseconds, rates those of the best repetition.
  static func json(_ report: StageReport, _ input: Input, _ setting: Setting) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("command", "bench")
      write(input, &json)
      json.member("records", report.records)
      json.member("stored_bytes", report.storedBytes)
      json.member("decoded_bytes", report.decodedBytes)
      json.member("threads", setting.threads)
      json.key("memory")
      if let memory = setting.memory { json.integer(memory) } else { json.null() }
      json.member("repetitions", setting.repetitions)
      json.key("stages")
      json.array { json in
        for row in report.rows { write(row, of: report, &json) }
      }
    }
    json.newline()
    return json.text
  }

  private static func write(_ input: Input, _ json: inout JSONWriter) {
    switch input {
    case .made(let seed, let format, let frames):
      json.member("seed", seed)
      json.member("format", format)
      json.member("frames", frames)
    case .given(let paths):
      json.key("dumps")
      json.array { json in for path in paths { json.string(path) } }
    }
  }

  private static func write(
    _ row: StageReport.Row, of report: StageReport, _ json: inout JSONWriter
  ) {
    json.object { json in
      json.member("stage", row.stage.rawValue)
      json.member("best_ns", row.times.best)
      json.member("median_ns", row.times.median)
      json.member("records_per_second", report.recordsPerSecond(row))
      json.member("bytes_per_second", report.bytesPerSecond(row))
      json.member("ratio_to_decode", report.ratioToDecoding(row))
    }
  }
}
