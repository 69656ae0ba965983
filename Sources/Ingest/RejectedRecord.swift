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
  /// The line as it is written, at most 4096 bytes of it.
  let text: [UInt8]
}

/// Writes lines of the rejects file.
struct RejectWriter {
  private let sources: [String]
  private let indexes: [DumpIndex]

  init(_ states: [DumpState]) {
    sources = states.map(\.dump.source)
    indexes = states.map(\.index)
  }

  /// One line of the rejects file, without its line feed.
  func line(_ rejected: RejectedRecord) -> [UInt8] {
    var writer = JSONWriter()
    let location = rejected.location
    let dump = Int(location.dump)
    writer.object { writer in
      writer.member("source", sources[dump])
      writer.member("line", indexes[dump].lineNumber(of: location))
      writer.key("frame")
      if location.frame > 0 { writer.integer(location.frame) } else { writer.null() }
      writer.member(
        "offset",
        indexes[dump].offset(unit: location.unit, offsetInUnit: location.offsetInUnit))
      switch rejected.reason {
      case .form(let reason):
        writer.member("reason", reason.description)
        writer.key("record")
        writer.string(lossy: rejected.text)
      case .conflict(let first):
        writer.member("reason", "conflict")
        writer.key("record")
        writer.string(lossy: rejected.text)
        writer.key("first")
        self.first(first, &writer)
      }
    }
    return writer.bytes
  }

  /// Where the record stands that was counted in place of a conflicting one.
  private func first(_ first: Conflict.First, _ writer: inout JSONWriter) {
    writer.object { writer in
      switch first {
      case .here(let location):
        writer.member("source", sources[Int(location.dump)])
        writer.member("line", indexes[Int(location.dump)].lineNumber(of: location))
      case .earlier(let source):
        writer.member("source", source)
        writer.key("line")
        writer.null()
      }
    }
  }
}
