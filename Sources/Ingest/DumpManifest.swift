import ByteStreams
import StrictJSON

/// What the sender of a dump says about it, in `DUMP.manifest.json` beside it.
///
/// It is the only thing that shows a frame missing at the end, so what it says must hold.
struct DumpManifest: Equatable, Sendable {
  /// Records in the dump, the rejected ones included.
  var records: Int64?
  /// Bytes of the dump as stored.
  var bytes: Int64?
  /// SHA-256 of the dump as stored, in hexadecimal digits.
  var sha256: String?

  /// The manifest beside a dump, `nil` when there is none.
  static func beside(_ source: String) throws(DumpFailure) -> DumpManifest? {
    guard source != "-" else { return nil }
    let path = source + ".manifest.json"
    let text: [UInt8]
    do throws(IOFailure) {
      text = try Descriptor.reading(path).readAll(atMost: 1 << 20)
    } catch {
      if error.isMissing { return nil }
      throw DumpFailure(source: path, reason: error.description)
    }
    return try read(text, path)
  }
}

extension DumpManifest {
  private static func read(_ text: [UInt8], _ path: String) throws(DumpFailure) -> DumpManifest {
    let root: JSONValue
    do throws(JSONFailure) {
      root = try JSONValue(parsing: text)
    } catch {
      throw DumpFailure(
        source: path, storedOffset: Int64(error.offset),
        reason: "\(error.what); write the manifest as one JSON object")
    }
    let repeated = root.repeatedMembers.first
    guard root.object != nil, repeated == nil else {
      throw DumpFailure(
        source: path, storedOffset: Int64(repeated?.keyOffset ?? root.offset),
        reason: "a manifest is one JSON object without repeated keys")
    }
    var manifest = DumpManifest()
    manifest.records = try count(root["records"], "records", path)
    manifest.bytes = try count(root["bytes"], "bytes", path)
    if let value = root["sha256"] {
      guard let text = value.string, text.utf8.count == 64,
        text.utf8.allSatisfy({ isHexDigit($0) })
      else {
        throw DumpFailure(
          source: path, storedOffset: Int64(value.offset),
          reason: "sha256 is a string of 64 hexadecimal digits")
      }
      manifest.sha256 = text.lowercased()
    }
    return manifest
  }

  private static func count(
    _ value: JSONValue?, _ key: String, _ path: String
  ) throws(DumpFailure) -> Int64? {
    guard let value else { return nil }
    guard let count = value.integer, count >= 0 else {
      throw DumpFailure(
        source: path, storedOffset: Int64(value.offset), reason: "\(key) is a whole number from 0")
    }
    return count
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  /// Compares what is said of the stored bytes with what is there.
  ///
  /// - Throws: `DumpFailure` when they disagree.
  func check(_ layout: DumpLayout, of source: String) throws(DumpFailure) {
    if let bytes, bytes != layout.storedBytes {
      throw DumpFailure(
        source: source, storedOffset: min(bytes, layout.storedBytes),
        reason: "the manifest says \(bytes) bytes and the file has \(layout.storedBytes); "
          + "get the file again from its source")
    }
    if let sha256, let actual = layout.sha256, sha256 != actual {
      throw DumpFailure(
        source: source, storedOffset: 0,
        reason: "the manifest says SHA-256 \(sha256) and the file has \(actual); "
          + "get the file again from its source")
    }
  }

  /// Compares the number of records with how many were read; records that are missing are looked
  /// for at the end of the file.
  func disagreement(
    with recordsRead: Int64, _ layout: DumpLayout, of source: String
  ) -> DumpFailure? {
    guard let records, records != recordsRead else { return nil }
    return DumpFailure(
      source: source, storedOffset: layout.storedBytes,
      reason: "the manifest says \(records) records and \(recordsRead) were read, the rejected "
        + "ones included; a frame may be missing: get the file again from its source")
  }
}
