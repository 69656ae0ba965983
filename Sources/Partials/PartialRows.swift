import Aggregation
import Quantities

/// How rows of each kind are laid into columns and out of them.
enum PartialRows {
  /// Stands for no assumed offset: no offset is as far.
  private static let noOffset = Int32.min

  static func encode(_ dumps: ArraySlice<PartialDump>) -> [UInt8] {
    let rows = Array(dumps)
    var columns = ColumnWriter(rows: rows.count, rowBytes: SectionKind.dumps.rowBytes)
    columns.words(8) { rows[$0].receipt.digest.high }
    columns.words(8) { rows[$0].receipt.digest.low }
    columns.planes(8) { UInt64(bitPattern: rows[$0].receipt.storedBytes) }
    columns.planes(8) { UInt64(bitPattern: rows[$0].receipt.recordsRead) }
    columns.planes(8) { UInt64(bitPattern: rows[$0].receipt.recordsRejected) }
    columns.planes(8) { UInt64(bitPattern: rows[$0].oversize) }
    columns.planes(4) {
      UInt64(UInt32(bitPattern: rows[$0].assumedOffset?.secondsEast ?? noOffset))
    }
    return columns.bytes
  }

  /// The dumps, still without their names; `nil` when one was read with an offset that is none.
  static func dumps(_ bytes: [UInt8], rows: Int) -> [PartialDump]? {
    var columns = ColumnReader(bytes, rows: rows)
    let (high, low) = (columns.words(8), columns.words(8))
    let numbers = (0..<4).map { _ in columns.planes(8).map { Int64(bitPattern: $0) } }
    let offsets = columns.planes(4).map { Int32(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    guard offsets.allSatisfy({ $0 == noOffset || isOffset($0) }) else { return nil }
    return (0..<rows).map { row in
      PartialDump(
        receipt: DumpReceipt(
          source: "", digest: Fingerprint(high: high[row], low: low[row]),
          storedBytes: numbers[0][row], recordsRead: numbers[1][row],
          recordsRejected: numbers[2][row]),
        oversize: numbers[3][row],
        assumedOffset: isOffset(offsets[row]) ? ZoneOffset(secondsEast: offsets[row]) : nil)
    }
  }

  private static func isOffset(_ seconds: Int32) -> Bool { (-86_399...86_399).contains(seconds) }

  static func encode(_ lines: ArraySlice<DumpLine>) -> [UInt8] {
    let rows = Array(lines)
    var columns = ColumnWriter(rows: rows.count, rowBytes: SectionKind.lines.rowBytes)
    columns.planes(3) { UInt64(rows[$0].dump) }
    encode(keys: rows.map(\.key), into: &columns)
    columns.planes(8) { UInt64(bitPattern: rows[$0].records) }
    columns.planes(8) { UInt64(bitPattern: rows[$0].quantity) }
    return columns.bytes
  }

  static func lines(_ bytes: [UInt8], rows: Int) -> [DumpLine] {
    var columns = ColumnReader(bytes, rows: rows)
    let dumps = columns.planes(3)
    let keys = keys(&columns, rows: rows)
    let (records, quantities) = (columns.planes(8), columns.planes(8))
    return (0..<rows).map { row in
      DumpLine(
        dump: Int32(truncatingIfNeeded: dumps[row]), key: keys[row],
        records: Int64(bitPattern: records[row]), quantity: Int64(bitPattern: quantities[row]))
    }
  }

  static func encode(_ claims: ArraySlice<IdentityClaim>) -> [UInt8] {
    let rows = Array(claims)
    var columns = ColumnWriter(rows: rows.count, rowBytes: SectionKind.claims.rowBytes)
    columns.differences { rows[$0].identity.high }
    columns.words(8) { rows[$0].identity.low }
    columns.words(8) { rows[$0].content.high }
    columns.words(4) { UInt64(rows[$0].content.low) }
    columns.planes(3) { UInt64(rows[$0].dump) }
    columns.planes(4) { UInt64(rows[$0].records) }
    columns.planes(4) { UInt64(rows[$0].contribution.app) }
    columns.planes(4) { UInt64(rows[$0].contribution.time) }
    columns.planes(3) { UInt64(rows[$0].contribution.quantity) }
    columns.planes(1) { UInt64(rows[$0].contribution.meter) }
    columns.planes(2) { UInt64(rows[$0].contribution.width) }
    columns.planes(2) { UInt64(rows[$0].contribution.height) }
    return columns.bytes
  }

  static func claims(_ bytes: [UInt8], rows: Int) -> [IdentityClaim] {
    var columns = ColumnReader(bytes, rows: rows)
    let identity = (high: columns.differences(), low: columns.words(8))
    let content = (high: columns.words(8), low: columns.words(4))
    let (dumps, records) = (columns.planes(3), columns.planes(4))
    let (apps, times) = (columns.planes(4), columns.planes(4))
    let (quantities, meters) = (columns.planes(3), columns.planes(1))
    let (widths, heights) = (columns.planes(2), columns.planes(2))
    return (0..<rows).map { row in
      IdentityClaim(
        identity: Fingerprint(high: identity.high[row], low: identity.low[row]),
        content: ContentFingerprint(
          high: content.high[row], low: UInt32(truncatingIfNeeded: content.low[row])),
        dump: Int32(truncatingIfNeeded: dumps[row]),
        contribution: Contribution(
          app: UInt32(truncatingIfNeeded: apps[row]), time: UInt32(truncatingIfNeeded: times[row]),
          quantity: UInt32(truncatingIfNeeded: quantities[row]),
          meter: UInt8(truncatingIfNeeded: meters[row]),
          width: UInt16(truncatingIfNeeded: widths[row]),
          height: UInt16(truncatingIfNeeded: heights[row])),
        records: UInt32(truncatingIfNeeded: records[row]))
    }
  }

  static func encode(_ users: ArraySlice<UserEntry>) -> [UInt8] {
    let rows = Array(users)
    var columns = ColumnWriter(rows: rows.count, rowBytes: SectionKind.users.rowBytes)
    columns.differences { rows[$0].user.high }
    columns.words(8) { rows[$0].user.low }
    encode(keys: rows.map(\.line), into: &columns)
    return columns.bytes
  }

  static func users(_ bytes: [UInt8], rows: Int) -> [UserEntry] {
    var columns = ColumnReader(bytes, rows: rows)
    let (high, low) = (columns.differences(), columns.words(8))
    let keys = keys(&columns, rows: rows)
    return (0..<rows).map { row in
      UserEntry(user: Fingerprint(high: high[row], low: low[row]), line: keys[row])
    }
  }

  // MARK: Parts

  private static func encode(keys: [UsageKey], into columns: inout ColumnWriter) {
    columns.planes(4) { UInt64(keys[$0].app.number) }
    columns.planes(3) { UInt64(UsageKey.firstDay.distance(to: keys[$0].day)) }
    columns.planes(1) { UInt64(keys[$0].meter.index) }
  }

  private static func keys(_ columns: inout ColumnReader, rows: Int) -> [UsageKey] {
    let (apps, days, meters) = (columns.planes(4), columns.planes(3), columns.planes(1))
    return (0..<rows).map { row in
      UsageKey(
        app: UInt32(truncatingIfNeeded: apps[row]),
        dayNumber: UsageKey.firstDay.number + Int32(truncatingIfNeeded: days[row]),
        meter: UInt8(truncatingIfNeeded: meters[row]))
    }
  }
}

/// How dumps were given: their order and their names, in the order of the dumps.
enum PartialNames {
  static func encode(_ names: ArraySlice<(place: Int, source: String)>) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in names {
      let text = Array(name.source.utf8)
      precondition(text.count <= PartialFormat.longestName, "a path can be opened")
      bytes.append(UInt64(name.place), bytes: 4)
      bytes.append(UInt64(text.count), bytes: 2)
      bytes += text
    }
    return bytes
  }

  /// The names; `nil` when the bytes do not hold that many.
  static func names(_ bytes: [UInt8], rows: Int) -> [(place: Int, source: String)]? {
    var names: [(place: Int, source: String)] = []
    var index = 0
    for _ in 0..<rows {
      guard index + 6 <= bytes.count else { return nil }
      let place = Int(bytes.number(at: index, bytes: 4))
      let end = index + 6 + Int(bytes.number(at: index + 4, bytes: 2))
      guard end <= bytes.count,
        let source = String(validating: bytes[(index + 6)..<end], as: UTF8.self)
      else { return nil }
      names.append((place, source))
      index = end
    }
    return index == bytes.count ? names : nil
  }
}
