extension StageReport {
  /// The stages as a table for people: best and median seconds, rates of the best repetition, and
  /// the ratio to decoding alone.
  public var table: String {
    let header = [
      "stage", "best s", "median s", "records/s", "MB/s decoded", "to decode",
    ]
    let cells = rows.map { row in
      [
        row.stage.title, seconds(row.times.best), seconds(row.times.median),
        "\(recordsPerSecond(row))",
        decimal(Int128(bytesPerSecond(row)), over: 1_000_000, places: 0), ratioToDecoding(row),
      ]
    }
    return aligned([header] + cells)
  }

  private func seconds(_ nanoseconds: Int64) -> String {
    decimal(Int128(nanoseconds), over: 1_000_000_000, places: 4)
  }
}

/// Rows of cells in columns, the first one's text to the left, the others' to the right.
private func aligned(_ rows: [[String]]) -> String {
  var widths = [Int](repeating: 0, count: rows.first?.count ?? 0)
  for row in rows {
    for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
  }
  let lines = rows.map { row in
    row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + space : space + cell
    }.joined(separator: "  ")
  }
  return lines.map { $0 + "\n" }.joined()
}
