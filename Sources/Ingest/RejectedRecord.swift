import Aggregation
import StrictJSON
import UsageRecords

/// A line that was not counted and is not lost either.
struct RejectedRecord: Sendable {
  /// Why it was not counted.
  enum Reason: Sendable {
    /// It breaks a rule of its form.
    case form(RejectReason)
    /// It contradicts a record that stands.
    case conflict(first: Conflict.First)
  }

  let location: LineLocation
  let reason: Reason
  /// The line as it is written, at most 4096 bytes of it; `nil` when only its dump is known, since it
  /// came in a partial.
  let text: [UInt8]?
}

/// Writes lines of the rejects file.
struct RejectWriter {
  private let sources: [String]
  private let indexes: [DumpIndex?]

  init(_ states: [DumpState]) {
    self.init(states.map { ($0.dump.source, $0.index) })
  }

  /// A writer for the lines of dumps, some of which came in partials and have no index of lines.
  init(_ dumps: [(source: String, index: DumpIndex?)]) {
    sources = dumps.map(\.source)
    indexes = dumps.map(\.index)
  }

  /// One line of the rejects file, without its line feed.
  func line(_ rejected: RejectedRecord) -> [UInt8] {
    var writer = JSONWriter()
    let location = rejected.location
    let dump = Int(location.dump)
    writer.object { writer in
      writer.member("source", sources[dump])
      place(rejected, &writer)
      switch rejected.reason {
      case .form(let reason): writer.member("reason", reason.description)
      case .conflict: writer.member("reason", "conflict")
      }
      writer.key("record")
      if let text = rejected.text { writer.string(lossy: text) } else { writer.null() }
      if case .conflict(let first) = rejected.reason {
        writer.key("first")
        self.first(first, &writer)
      }
    }
    return writer.bytes
  }

  private func place(_ rejected: RejectedRecord, _ writer: inout JSONWriter) {
    let location = rejected.location
    guard rejected.text != nil, let index = indexes[Int(location.dump)] else {
      for key in ["line", "frame", "offset"] {
        writer.key(key)
        writer.null()
      }
      return
    }
    writer.member("line", index.lineNumber(of: location))
    writer.key("frame")
    if location.frame > 0 { writer.integer(location.frame) } else { writer.null() }
    writer.member(
      "offset", index.offset(unit: location.unit, offsetInUnit: location.offsetInUnit))
  }

  /// Where the record stands that was counted in place of a conflicting one.
  private func first(_ first: Conflict.First, _ writer: inout JSONWriter) {
    writer.object { writer in
      switch first {
      case .here(let location):
        writer.member("source", sources[Int(location.dump)])
        writer.key("line")
        if let index = indexes[Int(location.dump)] {
          writer.integer(index.lineNumber(of: location))
        } else {
          writer.null()
        }
      case .inPartial(let dump):
        writer.member("source", sources[Int(dump)])
        writer.key("line")
        writer.null()
      case .earlier(let source):
        writer.member("source", source)
        writer.key("line")
        writer.null()
      }
    }
  }
}
