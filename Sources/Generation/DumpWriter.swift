import ByteStreams
import Quantities

/// Writes the dump of one day.
struct DumpWriter {
  private let plan: GenerationPlan
  private let traffic: Traffic
  private let faults: Faults
  private let format: LineFormat
  private let path: String
  /// The place of the day's first record among all.
  private let first: Int64
  /// The records of the day.
  private let count: Int64

  /// What one dump came to.
  struct Outcome {
    var file: GenerationSummary.File
    var duplicates: Int64 = 0
    var conflicts: Int64 = 0
    var broken: Int64 = 0
  }

  init(_ plan: GenerationPlan, traffic: Traffic, dayIndex: Int, folder: String) {
    let day = plan.firstDay.advanced(by: dayIndex)
    self.plan = plan
    self.traffic = traffic
    faults = Faults(plan)
    format = LineFormat(plan, day: day)
    path = "\(folder)/usage-\(day).\(plan.format.rawValue).zst"
    first = plan.firstRecord(ofDay: dayIndex)
    count = plan.firstRecord(ofDay: dayIndex + 1) - first
  }

  /// Writes the dump, which has its name only when it is whole.
  ///
  /// The bytes do not depend on how many threads compress them. Calls `progress` now and then with the number of records written since the last time.
  func write(threads: Int, progress: (Int64) -> Void) throws(GenerationFailure) -> Outcome {
    var stream = try DumpStream(at: path, threads: threads)
    var outcome = Outcome(file: .init(path: path, records: count, decodedBytes: 0, bytes: 0))
    format.writeHeader(to: &stream.lines)
    let frames = Int64(plan.framesPerFile)
    for frame in 0..<frames {
      let range = share(frame, of: frames)..<share(frame + 1, of: frames)
      var reported = range.lowerBound
      for position in range {
        if faults.isEmpty {
          format.write(record(at: position), to: &stream.lines)
        } else {
          writeWithFaults(position, to: &stream.lines, &outcome)
        }
        guard stream.lines.isFull else { continue }
        try stream.flush(endFrame: false)
        progress(position + 1 - reported)
        reported = position + 1
      }
      try stream.flush(endFrame: true)
      progress(range.upperBound - reported)
    }
    (outcome.file.decodedBytes, outcome.file.bytes) = (stream.decodedBytes, stream.bytes)
    try stream.commit()
    return outcome
  }

  /// The records of the day in front of a frame.
  private func share(_ frame: Int64, of frames: Int64) -> Int64 {
    count / frames * frame + count % frames * frame / frames
  }

  @inline(__always)
  private func record(at position: Int64) -> SampleRecord {
    traffic.record(first + position, position: position, of: count)
  }

  private func writeWithFaults(
    _ position: Int64, to lines: inout LineBuffer, _ outcome: inout Outcome
  ) {
    let role = faults.role(position, first: first) { traffic.hasIdentity(first + $0) }
    switch role {
    case .sound:
      format.write(record(at: position), to: &lines)
    case .duplicate(let earlier):
      format.write(record(at: earlier), to: &lines)
      outcome.duplicates += 1
    case .conflict(let earlier):
      var record = record(at: earlier)
      // A second less stays within the day, and one second always fits.
      record.quantity = record.quantity.map { $0 > 0 ? $0 - 1 : 1 }
      format.write(record, to: &lines)
      outcome.conflicts += 1
    case .broken(let damage):
      format.write(record(at: position), with: damage, to: &lines)
      outcome.broken += 1
    }
  }
}
