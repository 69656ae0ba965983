import ByteStreams

/// Cuts CSV rows into fields, by RFC 4180 within a line.
///
/// A usual row, without quotes and as wide as the header, is cut at its landmarks. Any other is read
/// from its start, the next separator found eight bytes at a time: a comma, a quote and a line feed
/// all lie below `-`, and so does hardly anything else that stands in a dump.
struct CSVScanner {
  private let fields: [Field?]
  private let columns: FieldColumns
  private let copies: [(from: Field, to: Field)]

  init(_ header: CSVHeader) {
    fields = header.fields
    copies = header.copies
    columns = FieldColumns(header)
  }

  /// Reads one row that has no quotes and as many cells as the header.
  ///
  /// - Returns: whether it is such a row; what is wrong with its bytes is told by `reason`.
  @inline(__always)
  func scanUsual(
    _ chunk: ByteView, _ landmarks: Landmarks, _ index: inout Int, _ end: inout Int,
    _ raw: inout RawFields, _ reason: inout RejectReason?
  ) -> Bool {
    let start = index
    let last = fields.count &- 1
    landmarks.move(toLineAt: start, atLeast: fields.count)
    guard landmarks.known > last else { return false }
    var others: UInt8 = 0
    for column in 0..<last { others |= chunk[landmarks[column]] ^ UInt8(ascii: ",") }
    let lineFeed = landmarks[last]
    guard others | (chunk[lineFeed] ^ UInt8(ascii: "\n")) == 0 else { return false }
    let isCRLF = lineFeed > start && chunk[lineFeed &- 1] == UInt8(ascii: "\r")
    end = isCRLF ? lineFeed &- 1 : lineFeed
    index = lineFeed &+ 1
    let lastEnd = end
    columns.fill(&raw) { column in
      chunk.slice(landmarks[column &- 1] &+ 1, column == last ? lastEnd : landmarks[column])
    }
    landmarks.pass(fields.count)
    if landmarks.sawHighBytes, !chunk.slice(start, end).isUTF8 { reason = .encoding }
    return true
  }

  /// Reads one row from an index on and moves the index behind its line feed.
  ///
  /// - Parameter end: receives where the row ends, its line end not counted.
  @inline(__always)
  func scan(
    _ chunk: ByteView, _ index: inout Int, _ end: inout Int, _ raw: inout RawFields,
    _ batch: RecordBatch
  ) -> RejectReason? {
    let start = index
    var column = 0
    var seen: UInt64 = 0
    while true {
      var cell = ByteView.empty
      if chunk[index] == UInt8(ascii: "\"") {
        guard let text = quotedCell(chunk, &index, &seen, batch) else {
          return syntax(chunk, &index, &end)
        }
        cell = text
      } else {
        let cellStart = index
        guard let isRowEnd = bareCell(chunk, &index, &seen) else {
          return syntax(chunk, &index, &end)
        }
        let isCRLF = isRowEnd && index > cellStart && chunk[index &- 1] == UInt8(ascii: "\r")
        cell = chunk.slice(cellStart, isCRLF ? index &- 1 : index)
      }
      if column < fields.count, let field = fields[column] {
        raw.set(field, RawValue(cell: cell))
      }
      column &+= 1
      if chunk[index] == UInt8(ascii: ",") {
        index &+= 1
        continue
      }
      return finish(chunk, start, &index, &end, column, seen)
    }
  }

  /// Sets the fields that share a column, behind `scan`, which sets the first one of each column.
  @inline(__always)
  func share(_ raw: inout RawFields) {
    guard !copies.isEmpty else { return }
    for (field, other) in copies { raw.set(other, raw.value(of: field)) }
  }

  /// Moves to the comma or line feed behind a bare cell; `nil` at a quote inside of it.
  ///
  /// - Returns: whether the row ends there.
  @inline(__always)
  private func bareCell(_ chunk: ByteView, _ index: inout Int, _ seen: inout UInt64) -> Bool? {
    while true {
      let word = chunk.word(at: index)
      seen |= word
      let found = ByteSearch.below(UInt8(ascii: "-"), in: word)
      guard found != 0 else {
        index &+= 8
        continue
      }
      index &+= ByteSearch.firstIndex(found)
      switch chunk[index] {
      case UInt8(ascii: ","): return false
      case UInt8(ascii: "\n"): return true
      case UInt8(ascii: "\""): return nil
      default: index &+= 1
      }
    }
  }

  /// Moves behind the closing quote; `nil` when the line ends first or text follows the quote.
  private func quotedCell(
    _ chunk: ByteView, _ index: inout Int, _ seen: inout UInt64, _ batch: RecordBatch
  ) -> ByteView? {
    let start = index + 1
    let textStart = batch.textStart
    var isCopied = false
    index = start
    while true {
      let byte = chunk[index]
      seen |= UInt64(byte)
      if byte == UInt8(ascii: "\n") { return nil }
      if byte != UInt8(ascii: "\"") {
        if isCopied { batch.appendText(byte) }
        index += 1
        continue
      }
      guard chunk[index + 1] == UInt8(ascii: "\"") else { break }
      // A doubled quote stands for one; from here on the text differs from what is written.
      if !isCopied {
        for place in start..<index { batch.appendText(chunk[place]) }
        isCopied = true
      }
      batch.appendText(byte)
      index += 2
    }
    let cell = isCopied ? batch.finishText(from: textStart) : chunk.slice(start, index)
    index += 1
    let isRowEnd =
      chunk[index] == UInt8(ascii: "\r") && chunk[index + 1] == UInt8(ascii: "\n")
    if isRowEnd { index += 1 }
    let next = chunk[index]
    return next == UInt8(ascii: ",") || next == UInt8(ascii: "\n") ? cell : nil
  }

  @inline(__always)
  private func finish(
    _ chunk: ByteView, _ start: Int, _ index: inout Int, _ end: inout Int, _ columns: Int,
    _ seen: UInt64
  ) -> RejectReason? {
    end = index > start && chunk[index &- 1] == UInt8(ascii: "\r") ? index &- 1 : index
    index &+= 1
    // What was seen may belong to the next line; only a line that has such bytes is looked at.
    if seen & ByteSearch.tops != 0, !chunk.slice(start, end).isUTF8 { return .encoding }
    return columns == fields.count ? nil : .columns
  }

  private func syntax(_ chunk: ByteView, _ index: inout Int, _ end: inout Int) -> RejectReason {
    let lineFeed = ByteSearch.lineFeed(in: chunk, from: index)
    end = lineFeed > 0 && chunk[lineFeed - 1] == UInt8(ascii: "\r") ? lineFeed - 1 : lineFeed
    index = lineFeed + 1
    return .syntax
  }
}
