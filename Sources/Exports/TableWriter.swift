/// Puts rows into bytes in one format.
protocol TableWriter {
  /// Everything written and not yet taken.
  var bytes: [UInt8] { get }

  /// Begins a table.
  mutating func begin(_ columns: [String])

  /// Writes the next cell of the row.
  mutating func append(_ cell: Cell)

  /// Ends the row.
  mutating func endRow()

  /// Forgets the bytes that were taken.
  mutating func removeAll()
}

extension ExportFormat {
  /// A writer of the format.
  var writer: any TableWriter {
    switch self {
    case .csv: CSVTableWriter()
    case .ndjson: NDJSONTableWriter()
    }
  }
}
