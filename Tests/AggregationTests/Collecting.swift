import Aggregation
import ByteStreams
import Catalog
import Quantities
import UsageRecords

/// A record of a meter as a line of JSON.
func record(
  _ meter: String, id: String = "r", app: Int = 1, time: String = "1759248000",
  quantity: Int = 1, user: String? = nil, picture: (Int, Int)? = nil
) -> String {
  let user = user.map { #","user_id":"\#($0)""# } ?? ""
  let picture = picture.map { #","width":\#($0.0),"height":\#($0.1)"# } ?? ""
  return #"{"record_id":"\#(id)","time":\#(time),"sdk_app_id":\#(app),"meter":"\#(meter)","#
    + #""quantity":\#(quantity)\#(user)\#(picture)}"#
}

/// Hands the records of lines, batch by batch, to a body.
func forEachBatch(
  _ lines: [String], catalog: Catalog = .builtIn, _ body: (RecordBatch) throws -> Void
) rethrows {
  let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
  let buffer = ByteBuffer(capacity: bytes.count)
  for (index, byte) in bytes.enumerated() { buffer[index] = byte }
  let view = buffer.view(0, bytes.count)
  var scanner = RecordScanner(catalog, assumedOffset: nil, longestLine: 1 << 20)
  let batch = RecordBatch(largestChunk: bytes.count)
  var progress = RecordScanner.Progress()
  while progress.index < view.count {
    batch.removeAll()
    scanner.scan(view, &progress, into: batch)
    precondition(batch.rejected.isEmpty, "these lines are records")
    try body(batch)
  }
}

/// What a worker that reads those lines of a dump gathers.
func collector(
  _ lines: [String], dump: Int32 = 0, catalog: Catalog = .builtIn, memory: MemoryBudget? = nil
) throws -> UsageCollector {
  var collector = UsageCollector(catalog, .entries, memory: memory)
  try forEachBatch(lines, catalog: catalog) { try collector.collect($0, fromDump: dump) }
  return collector
}

/// The usage of workers' shares in which no identity is met twice.
func usage(
  _ shares: [(lines: [String], dump: Int32)], catalog: Catalog = .builtIn, workers: Int = 2
) throws -> AggregatedUsage {
  let collected = CollectedUsage()
  for share in shares {
    try collected.add(collector(share.lines, dump: share.dump, catalog: catalog))
  }
  let compared = try collected.compareIdentities(with: NoKnownIdentities(), workers: workers)
  return try collected.aggregate(compared, Corrections(catalog), workers: workers)
}

/// Usage lines in few words.
func summaries(_ usage: AggregatedUsage, _ catalog: Catalog = .builtIn) -> [String] {
  usage.lines.map { line in
    "\(line.app) \(line.day) \(catalog[line.meter].name) \(line.records) \(line.quantity)"
  }
}
