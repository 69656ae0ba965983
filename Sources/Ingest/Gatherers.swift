import Aggregation
import ByteStreams
import UsageRecords

/// The first look: everything is counted, and what is no record is put aside.
struct FirstLook: RecordGatherer, ~Copyable {
  var collector: UsageCollector
  var rejected: [RejectedRecord] = []

  mutating func gather(_ batch: RecordBatch, from chunk: Chunk) throws(IOFailure) {
    try collector.collect(batch, fromDump: chunk.dump)
    for line in batch.rejected {
      rejected.append(
        RejectedRecord(
          location: chunk.location(of: line.line), reason: .form(line.reason),
          text: chunk.text(of: line.line)))
    }
  }
}

/// The first look where dumps have to be told apart later on.
struct ClaimLook: RecordGatherer, ~Copyable {
  var collector: ClaimCollector
  var rejected: [RejectedRecord] = []

  mutating func gather(_ batch: RecordBatch, from chunk: Chunk) throws(IOFailure) {
    try collector.collect(batch, fromDump: chunk.dump)
    for line in batch.rejected {
      rejected.append(
        RejectedRecord(
          location: chunk.location(of: line.line), reason: .form(line.reason),
          text: chunk.text(of: line.line)))
    }
  }
}

/// The second look: only records that claim a repeated identity matter.
struct SecondLook: RecordGatherer, ~Copyable {
  var collector: RepeatCollector

  mutating func gather(_ batch: RecordBatch, from chunk: Chunk) throws(IOFailure) {
    try collector.collect(
      batch, fromDump: chunk.dump, location: { chunk.location(of: $0) },
      text: { chunk.text(of: $0) })
  }
}
