import Ledger
import StrictJSON

extension Exporter {
  /// Writes the rejects of all runs: as the lines they are, or taken apart into cells.
  func exportRejects(to sink: @escaping ExportSink) throws {
    switch format {
    case .ndjson:
      try ledger.forEachReject { try sink($0 + [UInt8(ascii: "\n")]) }
    case .csv:
      var printer = TablePrinter(RejectRow.table, format, sink)
      try ledger.forEachReject {
        try printer.print(sorting: [RejectRow(json: JSONValue(parsing: $0))])
      }
      try printer.finish()
    }
  }
}

/// A line of the rejects file.
struct RejectRow {
  let json: JSONValue

  static let table = Table<RejectRow>(columns: [
    .init("source") { $0.text("source") },
    .init("line") { $0.integer("line") },
    .init("frame") { $0.integer("frame") },
    .init("offset") { $0.integer("offset") },
    .init("reason") { $0.text("reason") },
    .init("record") { $0.text("record") },
    // Only conflicts have it; a cell cannot hold an object, so it holds the object's JSON.
    .init("first") { $0.object("first") },
  ])

  private func text(_ key: String) -> Cell { Cell(json[key]?.string) }

  private func integer(_ key: String) -> Cell {
    json[key]?.integer.map { .integer($0) } ?? .empty
  }

  private func object(_ key: String) -> Cell {
    guard let value = json[key] else { return .empty }
    var json = JSONWriter()
    json.value(value)
    return .text(json.text)
  }
}
