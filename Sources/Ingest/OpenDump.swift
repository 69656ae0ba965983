import Aggregation
import ByteStreams
import Quantities
import UsageRecords

/// A dump that has been walked over and sniffed at: ready for its records to be read.
///
/// `Sendable`: nothing in it changes any more, and files are read by offset.
final class OpenDump: Sendable {
  let file: DumpFile
  let layout: DumpLayout
  let manifest: DumpManifest?
  /// What its lines look like; `nil` when it holds nothing but white space.
  let shape: DumpShape?
  /// Where its records begin.
  let start: RecordsStart
  /// What it is called in receipts and rejects.
  let source: String
  /// The offset of times that name none; `nil` refuses them.
  let assumedOffset: ZoneOffset?
  /// The partial that the dump came in when it was posted; `nil` when it was read then, too.
  let origin: PartialOrigin?

  private init(
    file: consuming DumpFile, layout: DumpLayout, manifest: DumpManifest?, shape: DumpShape?,
    start: RecordsStart, source: String, assumedOffset: ZoneOffset?, origin: PartialOrigin?
  ) {
    self.file = file
    self.layout = layout
    self.manifest = manifest
    self.shape = shape
    self.start = start
    self.source = source
    self.assumedOffset = assumedOffset
    self.origin = origin
  }

  /// Opens a dump, walks over its frames, and finds out what its lines look like.
  ///
  /// - Throws: `DumpFailure` when it cannot be trusted.
  static func open(
    _ file: consuming DumpFile, _ options: IngestOptions
  ) throws(DumpFailure) -> OpenDump {
    let source = file.source
    let manifest = try DumpManifest.beside(source)
    let layout = try file.layout(limits: options.limits, withSHA256: manifest?.sha256 != nil)
    try manifest?.check(layout, of: source)
    let reading = options.reading(of: source)
    var sniffer = DumpSniffer(layout, options.limits, map: reading.map)
    let (shape, start) = try sniffer.sniff(file)
    let origin = options.origins[source]
    return OpenDump(
      file: file, layout: layout, manifest: manifest, shape: shape, start: start,
      source: options.names[source] ?? source,
      assumedOffset: origin.map(\.assumedOffset) ?? reading.assumedOffset, origin: origin)
  }
}

/// Where the records of a dump begin, behind a BOM, blank lines and a header.
struct RecordsStart: Equatable, Sendable {
  /// The unit that holds the first record's first byte.
  var unit = 0
  /// Decoded bytes of the dump in front of that unit.
  var unitOffset: Int64 = 0
  /// Decoded bytes of that unit in front of the first record.
  var offsetInUnit: Int64 = 0
  /// Lines of the dump in front of the first record.
  var lines: Int64 = 0
}

extension DumpFailure {
  /// A line that is longer than allowed.
  init(source: String, overlongLineAt decodedOffset: Int64, limit: Int) {
    self.init(
      source: source, decodedOffset: decodedOffset,
      reason: "a line is longer than \(limit) bytes; look for a missing line end")
  }
}
