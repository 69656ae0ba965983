import Exports
import Foundation
import Pipeline
import Quantities
import TestSupport

/// What a ledger exports.
struct LedgerExports: Equatable {
  /// The text of each export, by its name.
  private(set) var texts: [String: String] = [:]

  /// The exports that do not tell in which run a record came.
  init(of ledger: String) throws {
    for kind in ExportKind.allCases where kind != .rejects {
      var bytes: [UInt8] = []
      try exportLedger(ledger, kind, filter: ExportFilter(), format: .csv) { bytes += $0 }
      texts[kind.rawValue] = String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The rows of an export without the header, cells parted by commas.
  func rows(_ kind: ExportKind) -> [[String]] {
    let lines = (texts[kind.rawValue] ?? "").split(separator: "\n").dropFirst()
    return lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The exported rows of an account in the form of the reference.
  func settlement(of account: AccountID) throws -> SettlementRows {
    var rows = SettlementRows()
    let own = { (kind: ExportKind) in
      self.rows(kind).filter { $0[0] == account.text }.map { Array($0.dropFirst()) }
    }
    rows.deductions = own(.deductions).map { $0.joined(separator: ",") }.sorted()
    rows.charges = own(.charges).map { cells in
      var cells = cells
      // Prices are written with at least two decimals.
      cells[5] = Fraction(cells[5])?.description ?? cells[5]
      return cells.joined(separator: ",")
    }.sorted()
    rows.grants = own(.grants).map { cells in
      var cells = cells
      cells.remove(at: 3)  // the plan
      return cells.joined(separator: ",")
    }.sorted()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    rows.invoices = try (texts["invoices"] ?? "").split(separator: "\n")
      .map { try decoder.decode(ExportedInvoice.self, from: Data($0.utf8)) }
      .filter { $0.accountId == account.text }.flatMap(\.rows)
    return rows
  }
}

/// An invoice as another program reads it.
private struct ExportedInvoice: Decodable {
  struct Line: Decodable {
    let kind: String
    let id: String?
    let item: String?
    let sdkAppId: Int?
    let period: String?
    let quantity: Quantity
    let amount: String
  }

  /// Months and steps are numbers, minutes are strings.
  struct Quantity: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let count = try? container.decode(Int.self) {
        text = "\(count)"
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  let number: String
  let accountId: String
  let status: String
  let lines: [Line]
  let totals: [String: String]
  let total: String
  let uncharged: [String: String]
  let rounding: String

  /// The invoice in the form of the reference.
  var rows: [String] {
    let kinds = ["order", "renewal", "upgrade", "refund", "overage", "monthly", "adjustment"]
    let head = [
      number, status, total,
      kinds.compactMap { kind in totals[kind].map { "\(kind)=\($0)" } }.joined(separator: ";"),
      uncharged.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";"),
      rounding,
    ]
    let lines = lines.map { line in
      [
        number, line.kind, line.id ?? line.item ?? "", line.sdkAppId.map { "\($0)" } ?? "",
        line.period ?? "", line.quantity.text, line.amount,
      ]
    }
    return ([head] + lines).map { $0.joined(separator: ",") }
  }
}
