import ByteStreams
import Concurrency

/// Writes `book.ndjson` and one zstd dump for each day into a folder, which is made when absent.
///
/// Each file appears under its name when it is whole; files of those names are replaced. What is
/// written depends on the plan alone, never on the number of workers.
///
/// - Parameters:
///   - plan: what to generate.
///   - folder: where it goes.
///   - workers: how many threads share the work, at least 1; days are written side by side.
///   - progress: hears from time to time how many records are written so far; one call at a time,
///     the number never falls.
/// - Returns: what was written.
/// - Throws: `GenerationFailure` when the plan cannot be carried out or the disk refuses; files
///   that were whole by then stay.
/// - Complexity: linear in the records; memory does not grow with them.
public func generate(
  _ plan: GenerationPlan, into folder: String, workers: Int = 1,
  progress: @escaping @Sendable (Int64) -> Void = { _ in }
) throws(GenerationFailure) -> GenerationSummary {
  if let mistake = plan.mistake { throw GenerationFailure(plan: mistake) }
  try GenerationFailure.onDisk { () throws(IOFailure) in try Folder.make(folder) }
  let book = "\(folder)/book.ndjson"
  try writeBook(of: plan, to: book)

  let written = Monitor(Int64(0))
  let traffic = Traffic(plan)
  // Compression is most of the work: workers that have no day of their own help with it.
  let threads = max(1, workers / plan.days)
  let days = inParallel(plan.days, workers: workers) { day in
    let writer = DumpWriter(plan, traffic: traffic, dayIndex: day, folder: folder)
    return Result { () throws(GenerationFailure) in
      try writer.write(threads: threads) { records in
        written.withLock {
          $0 += records
          progress($0)
        }
      }
    }
  }
  var outcomes: [DumpWriter.Outcome] = []
  for day in days { outcomes.append(try day.get()) }
  return GenerationSummary(
    book: book, files: outcomes.map(\.file),
    duplicates: outcomes.reduce(0) { $0 + $1.duplicates },
    conflicts: outcomes.reduce(0) { $0 + $1.conflicts },
    broken: outcomes.reduce(0) { $0 + $1.broken })
}

/// Writes the book of a plan.
private func writeBook(of plan: GenerationPlan, to path: String) throws(GenerationFailure) {
  try GenerationFailure.onDisk { () throws(IOFailure) in
    let file = try DurableFile(at: path, isNamedByUser: false)
    var pending: [UInt8] = []
    var book = SampleBook(plan)
    try book.write { events throws(IOFailure) in
      pending += events.utf8
      guard pending.count >= 1 << 20 else { return }
      try file.write(pending)
      pending.removeAll(keepingCapacity: true)
    }
    try file.write(pending)
    try file.commit()
  }
}
