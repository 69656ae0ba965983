import Aggregation
import Catalog
import Quantities
import UsageRecords

/// A look for some records only, and for broken lines that name the same `record_id`.
struct TraceLook: RecordGatherer, ~Copyable {
  /// A line that is no record.
  struct Reject: Sendable {
    let location: LineLocation
    let reason: RejectReason
    let text: String
  }

  /// What one worker has found.
  struct Found: Sendable {
    let records: [TracedRecord]
    let rejects: [Reject]
  }

  private var collector: TraceCollector
  private var rejects: [Reject] = []
  /// The `record_id` and the app that are looked for.
  private let names: (id: [UInt8], app: [UInt8])?

  init(_ catalog: Catalog, _ query: RecordQuery) {
    collector = TraceCollector(catalog, query)
    if case .record(let app, let id) = query {
      names = (Array(id.utf8), Array(app.description.utf8))
    } else {
      names = nil
    }
  }

  mutating func gather(_ batch: RecordBatch, from chunk: Chunk) {
    collector.collect(batch) { chunk.location(of: $0) }
    guard let names else { return }
    for line in batch.rejected {
      let text = chunk.text(of: line.line)
      guard text.holdsWord(names.id), line.reason.hidesApp || text.holdsWord(names.app) else {
        continue
      }
      rejects.append(
        Reject(
          location: chunk.location(of: line.line), reason: line.reason,
          text: String(decoding: text, as: UTF8.self)))
    }
  }

  /// What was found.
  var found: Found { Found(records: collector.found, rejects: rejects) }
}

extension RejectReason {
  /// Whether a line that is rejected for it may not even name its app.
  fileprivate var hidesApp: Bool {
    switch self {
    case .syntax, .encoding, .columns, .sdkAppID: true
    case .repeatedKey, .recordID, .time, .meter, .userID, .quantity, .width, .height, .tooOld:
      false
    }
  }
}

extension [UInt8] {
  /// Whether a word stands in the text, cut off by quotes, commas, other marks or the ends.
  fileprivate func holdsWord(_ word: [UInt8]) -> Bool {
    guard !word.isEmpty, word.count <= count else { return false }
    for start in 0...(count - word.count) where self[start] == word[0] {
      let end = start + word.count
      guard self[start..<end].elementsEqual(word) else { continue }
      let isCutInFront = start == 0 || !self[start - 1].belongsToWord
      let isCutBehind = end == count || !self[end].belongsToWord
      if isCutInFront && isCutBehind { return true }
    }
    return false
  }
}

extension UInt8 {
  /// Whether it is a letter, a digit, or a mark that ids are commonly written with.
  fileprivate var belongsToWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), 0x80...0xFF:
      true
    default: false
    }
  }
}
