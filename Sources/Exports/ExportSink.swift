/// Where the bytes of an export go, piece by piece.
///
/// It may throw, for instance when a disk is full; the export ends with what it throws.
public typealias ExportSink = (_ bytes: [UInt8]) throws -> Void

extension ExportFormat {
  /// Rows of a table, without what stands in front of the first row.
  func bytes<Row>(of rows: [Row], in table: Table<Row>) -> [UInt8] {
    var writer = writer
    writer.begin(table.names)
    writer.removeAll()
    writer.append(rows, of: table)
    return writer.bytes
  }
}

extension TableWriter {
  /// Writes rows.
  mutating func append<Row>(_ rows: [Row], of table: Table<Row>) {
    for row in rows {
      for column in table.columns { append(column.cell(row)) }
      endRow()
    }
  }
}

/// Prints rows of a table to a sink, in pieces of a fair size.
struct TablePrinter<Row> {
  private let table: Table<Row>
  private var writer: any TableWriter
  private let sink: ExportSink

  /// How many bytes are gathered before the sink gets them.
  private static var pieceSize: Int { 1 << 16 }

  init(_ table: Table<Row>, _ format: ExportFormat, _ sink: @escaping ExportSink) {
    self.table = table
    self.sink = sink
    writer = format.writer
    writer.begin(table.names)
  }

  /// Prints rows in the order of the table; every row that comes later must belong behind them.
  mutating func print(sorting rows: [Row]) throws {
    try print(sorted: rows.sorted(by: table.precedes))
  }

  /// Prints rows that are in the order of the table already.
  mutating func print(sorted rows: [Row]) throws {
    for row in rows {
      for column in table.columns { writer.append(column.cell(row)) }
      writer.endRow()
      if writer.bytes.count >= Self.pieceSize { try flush() }
    }
  }

  /// Hands the rest to the sink.
  mutating func finish() throws {
    if !writer.bytes.isEmpty { try flush() }
  }

  private mutating func flush() throws {
    try sink(writer.bytes)
    writer.removeAll()
  }
}
