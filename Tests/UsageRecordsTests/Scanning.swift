import ByteStreams
import Catalog
import Quantities
import UsageRecords

/// A usage record as plain values.
struct Fact: Equatable {
  var time: Int64
  var app: UInt32
  var meter: String
  var quantity: Int64
  var recordID: [UInt8]
  var userID: [UInt8]
  var width: UInt16
  var height: UInt16

  init(_ record: UsageRecord, _ catalog: Catalog) {
    time = record.time
    app = record.app
    meter =
      record.meter == UsageRecord.video ? "video" : catalog.meters[Int(record.meter)].name
    quantity = record.quantity
    (recordID, userID) = (record.recordID.bytes, record.userID.bytes)
    (width, height) = (record.width, record.height)
  }
}

/// What a scanner makes of lines.
struct Scanned: Equatable {
  /// The record of a line, or the reason against it, by the line's index.
  var outcomes: [Int: Outcome] = [:]
  /// Lines that were passed.
  var lines = 0
  /// Where a line begins that is too long.
  var overlongLine: Int?

  enum Outcome: Equatable {
    case record(Fact)
    case rejected(RejectReason)
  }

  /// The reason against each line that is no record, else `ok`, in the order of the lines.
  var reasons: [String] {
    outcomes.sorted { $0.key < $1.key }.map { line in
      if case .rejected(let reason) = line.value { return reason.description }
      return "ok"
    }
  }

  var facts: [Fact] {
    outcomes.sorted { $0.key < $1.key }.compactMap { line in
      if case .record(let fact) = line.value { return fact }
      return nil
    }
  }
}

/// Scans lines; the last one may lack its line feed.
func scan(
  _ bytes: [UInt8], as shape: DumpShape = .ndjson, catalog: Catalog = .builtIn,
  assumedOffset: ZoneOffset? = nil, longestLine: Int = 1 << 20, forgottenBefore: Timestamp? = nil
) -> Scanned {
  // What stands behind the lines must not matter, so it is something that would.
  let behind = Array("\n\"}]\\9\n,,,".utf8)
  let buffer = ByteBuffer(capacity: bytes.count + behind.count)
  for (index, byte) in (bytes + behind).enumerated() { buffer[index] = byte }
  let view = buffer.view(0, bytes.count)
  var scanner = RecordScanner(
    catalog, assumedOffset: assumedOffset, longestLine: longestLine,
    forgottenBefore: forgottenBefore)
  scanner.turn(to: shape)
  let batch = RecordBatch(largestChunk: bytes.count + 8)
  var progress = RecordScanner.Progress()
  var scanned = Scanned()
  while progress.index < view.count, progress.overlongLine == nil {
    batch.removeAll()
    scanner.scan(view, &progress, into: batch)
    for index in 0..<batch.count {
      scanned.outcomes[Int(batch[index].line.index)] = .record(Fact(batch[index], catalog))
    }
    for rejected in batch.rejected {
      scanned.outcomes[Int(rejected.line.index)] = .rejected(rejected.reason)
    }
  }
  scanned.lines = Int(progress.lines)
  scanned.overlongLine = progress.overlongLine
  return scanned
}

func scan(
  _ text: String, as shape: DumpShape = .ndjson, assumedOffset: ZoneOffset? = nil
) -> Scanned {
  scan(Array(text.utf8), as: shape, assumedOffset: assumedOffset)
}

/// The columns of CSV rows in tests.
let columns = [
  "record_id", "time", "sdk_app_id", "meter", "user_id", "quantity", "width", "height", "note",
]

func header(_ names: [String] = columns) -> DumpShape {
  do {
    return .csv(try CSVHeader(Array(names.joined(separator: ",").utf8)))
  } catch {
    preconditionFailure("\(error)")
  }
}

/// Values of the fields of a record, as JSON writes them, that break no rule for any meter.
let soundValues = [
  "record_id": #""r""#, "time": "1759248000", "sdk_app_id": "7", "user_id": #""u""#,
  "quantity": "1", "width": "640", "height": "480",
]

/// A JSON line of sound values, some of them changed or taken away.
func jsonLine(_ meter: String, _ changes: [String: String?] = [:]) -> String {
  var values: [String: String?] = soundValues.merging(["meter": "\"\(meter)\""]) { $1 }
  values.merge(changes) { $1 }
  let members = columns.compactMap { name in
    (values[name] ?? nil).map { "\"\(name)\":\($0)" }
  }
  return "{\(members.joined(separator: ","))}"
}

/// A CSV row of sound values, some of them changed or taken away.
func csvRow(_ meter: String, _ changes: [String: String?] = [:]) -> String {
  var values: [String: String?] = soundValues.mapValues { value in
    value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : value
  }
  values["meter"] = meter
  values.merge(changes) { $1 }
  return columns.map { (values[$0] ?? nil) ?? "" }.joined(separator: ",")
}

/// The text that a cell of a table stands for: `x*65` is 65 times `x`.
func expanded(_ cell: String) -> String {
  let parts = cell.split(separator: "*", omittingEmptySubsequences: false)
  guard parts.count == 2, let count = Int(parts[1]) else { return cell }
  return String(repeating: String(parts[0]), count: count)
}
