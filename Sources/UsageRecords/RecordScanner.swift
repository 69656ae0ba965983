public import ByteStreams
public import Catalog
public import Quantities

/// What a dump's lines look like.
public enum DumpShape: Sendable {
  /// One JSON object a line, its fields under their own names.
  case ndjson
  /// One JSON object a line, its fields at places of their own.
  case mappedNDJSON(FieldTree)
  /// Rows under a header.
  case csv(CSVHeader)

  /// One JSON object a line, its fields where a map says.
  public init(ndjson map: FieldMap) {
    self = map.isEmpty ? .ndjson : .mappedNDJSON(FieldTree(map))
  }
}

/// Turns chunks of whole lines into batches of usage records.
///
/// A worker keeps one for all dumps; `turn(to:)` sets it to the shape of the next chunk.
public struct RecordScanner {
  private var validator: RecordValidator
  private var csv: CSVScanner?
  private var tree: FieldTree?
  private var ndjson = NDJSONScanner()
  private let landmarks = Landmarks()
  /// What a line says before anything of it is read.
  private let nothing = RawFields()
  private let longestLine: Int

  /// A scanner for records of a catalog's meters.
  ///
  /// - Parameters:
  ///   - catalog: the meters.
  ///   - assumedOffset: the offset of times that name none; `nil` refuses them.
  ///   - longestLine: bytes of a line, its end not counted, that are still taken.
  ///   - forgottenBefore: records of `sum` meters with an earlier `time` are rejected as `tooOld`,
  ///     because it is forgotten which of them were counted; `nil` takes all.
  public init(
    _ catalog: Catalog, assumedOffset: ZoneOffset?, longestLine: Int,
    forgottenBefore: Timestamp? = nil
  ) {
    self.validator = RecordValidator(
      catalog, assumedOffset: assumedOffset, forgottenBefore: forgottenBefore)
    self.longestLine = longestLine
  }

  /// Sets the scanner to the lines that come next: to their shape, and to what `init` says.
  public mutating func turn(
    to shape: DumpShape, assumedOffset: ZoneOffset?, forgottenBefore: Timestamp?
  ) {
    turn(to: shape)
    validator.turn(assumedOffset: assumedOffset, forgottenBefore: forgottenBefore)
  }

  /// Sets the scanner to the shape of the lines that come next.
  public mutating func turn(to shape: DumpShape) {
    (csv, tree) = (nil, nil)
    switch shape {
    case .ndjson: break
    case .mappedNDJSON(let tree): self.tree = tree
    case .csv(let header): csv = CSVScanner(header)
    }
  }

  /// How far a chunk has been scanned.
  public struct Progress: Equatable, Sendable {
    /// The first byte that was not looked at.
    public var index = 0
    /// Lines in front of it.
    public var lines: Int32 = 0
    /// The first byte of a line that is longer than allowed; scanning stops there.
    public var overlongLine: Int?

    /// The start of a chunk.
    public init() {}
  }

  /// Scans lines until the batch is full or the chunk ends.
  ///
  /// - Parameters:
  ///   - chunk: whole lines. The last one ends in a line feed, or one stands behind it.
  ///   - progress: where in the chunk to go on; moved behind what was scanned.
  ///   - batch: receives records and rejected lines.
  /// - Complexity: O(n) in the bytes scanned, without allocation for lines that are records.
  public mutating func scan(_ chunk: ByteView, _ progress: inout Progress, into batch: RecordBatch)
  {
    let lineFeed = UInt8(ascii: "\n")
    precondition(
      chunk.count == 0 || chunk[chunk.count - 1] == lineFeed || chunk[chunk.count] == lineFeed,
      "a line feed ends the chunk or stands behind it")
    if let tree { return scanMapped(chunk, tree, &progress, into: batch) }
    // The closures must not hold the scanner, which works while they do.
    let (landmarks, nothing) = (landmarks, nothing)
    landmarks.turn(to: chunk, at: progress.index, csv == nil ? .json : .csv)
    if let csv {
      scanLines(chunk, &progress, batch) { index, end, raw in
        var reason: RejectReason?
        if csv.scanUsual(chunk, landmarks, &index, &end, &raw, &reason) { return reason }
        raw = nothing
        reason = csv.scan(chunk, &index, &end, &raw, batch)
        csv.share(&raw)
        return reason
      }
    } else {
      var scanner = ndjson
      scanLines(chunk, &progress, batch) { index, end, raw in
        var reason: RejectReason?
        if NDJSONScanner.scanUsual(chunk, landmarks, &index, &end, &raw, &reason) {
          return reason
        }
        raw = nothing
        return scanner.scan(chunk, &index, &end, &raw, batch)
      }
    }
    landmarks.note(progress.index)
  }

  /// Apart from `scan`, so that nothing is slower there for what hardly anybody asks for.
  @inline(never)
  private mutating func scanMapped(
    _ chunk: ByteView, _ tree: FieldTree, _ progress: inout Progress, into batch: RecordBatch
  ) {
    var scanner = ndjson
    scanLines(chunk, &progress, batch) { index, end, raw in
      scanner.scanMapped(chunk, tree, &index, &end, &raw, batch)
    }
  }

  @inline(__always)
  private mutating func scanLines(
    _ chunk: ByteView, _ progress: inout Progress, _ batch: RecordBatch,
    _ scanLine: (inout Int, inout Int, inout RawFields) -> RejectReason?
  ) {
    var record = UsageRecord()
    while progress.index < chunk.count, !batch.isFull {
      if skipBlankLine(chunk, &progress) { continue }
      var index = progress.index
      var end = index
      var raw = nothing
      var reason = scanLine(&index, &end, &raw)
      guard end &- progress.index <= longestLine else {
        progress.overlongLine = progress.index
        return
      }
      record.line.index = progress.lines
      record.line.start = Int32(truncatingIfNeeded: progress.index)
      record.line.end = Int32(truncatingIfNeeded: end)
      progress.index = index
      progress.lines &+= 1
      if reason == nil { reason = validator.validate(raw, into: &record) }
      if let reason {
        batch.reject(record.line, reason)
      } else {
        batch.append(record)
      }
    }
  }

  /// Passes over a line of nothing but white space, which is no record.
  @inline(__always)
  private func skipBlankLine(_ chunk: ByteView, _ progress: inout Progress) -> Bool {
    // Nearly every line begins with something visible, which settles it.
    guard chunk[progress.index] <= UInt8(ascii: " ") else { return false }
    let lineFeed = ByteSearch.lineFeed(in: chunk, from: progress.index)
    guard chunk.isBlank(progress.index, lineFeed) else { return false }
    let isCRLF = lineFeed > progress.index && chunk[lineFeed - 1] == UInt8(ascii: "\r")
    if (isCRLF ? lineFeed - 1 : lineFeed) - progress.index > longestLine,
      progress.overlongLine == nil
    {
      progress.overlongLine = progress.index
    }
    progress.index = lineFeed + 1
    progress.lines += 1
    return true
  }
}
