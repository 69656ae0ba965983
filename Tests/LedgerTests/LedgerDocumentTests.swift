import Foundation
import Storage
import TestSupport
import Testing

@testable import Ledger

@Suite("Documentation/LEDGER.md")
struct LedgerDocumentTests {
  private let text: String
  private let database: Database

  init() throws {
    let file = Fixtures.packageDirectory.appendingPathComponent("Documentation/LEDGER.md")
    text = try String(contentsOf: file, encoding: .utf8)
    database = try Ledger.inMemory().database
    try database.write { try database.migrate(LedgerSchema.steps) }
  }

  private func names(_ sql: String) throws -> [String] {
    let rows = try database.statement(sql)
    var names: [String] = []
    while try rows.step() { names.append(rows.text(0)) }
    return names
  }

  @Test("names every table and every view")
  func tables() throws {
    let names = try names("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    #expect(names.count == 31)
    for name in names { #expect(text.contains("`\(name)`"), "\(name)") }
  }

  @Test("names every column that is not the content of a journal")
  func columns() throws {
    for table in try names("SELECT name FROM sqlite_schema WHERE type = 'table'") {
      let isJournal = table.hasSuffix("_entry") && table != "usage_entry"
      for column in try names("SELECT name FROM pragma_table_info('\(table)')") {
        let isCommon = ["entry", "run", "sign", "reverses", "account"].contains(column)
        guard !isJournal || isCommon else { continue }
        #expect(text.contains("`\(column)`"), "\(table).\(column)")
      }
    }
  }
}
