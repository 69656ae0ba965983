import CommandLineKit
import Exports
import Pipeline
import Quantities
import Reconciliation
import StrictJSON

/// `drawdown reconcile`: charges beside the vendor's own bill.
enum ReconcileCommand: RunnableCommand {
  private static let bill = Positional<String>(
    .text("BILL"), help: "the vendor's bill, CSV with the header that the vendor gives it")
  private static let month = Option<CalendarMonth?>(
    "month", .month, absence: "the months in the bill", help: "the invoices that the bill is for")
  private static let tolerance = Option<Fraction>(
    "tolerance", .amount, default: Fraction(1, over: 100), shownAs: "0.01",
    help: "differences of money up to this are none")
  private static let component = Option<[ComponentItem]>(
    repeatable: "component", .componentItem,
    help: "the meter or fee of a component whose name does not tell it")

  static let command = Command(
    "reconcile", summary: "Compare charges with the vendor's own bill, line by line.",
    discussion: """
      Lines of the bill are matched by app, day and component, orders by their id, and what is for \
      the same is added up. Each difference is a row that says what differs and why it might: a line \
      that one side lacks, another day or month, quantity, price, or money alone - a discount, a \
      voucher, rounding. Headers are English or Chinese. Exits 0 when nothing differs and 1 when \
      something does.
      """,
    examples: [
      .init(
        "the bill of a month",
        "drawdown reconcile bill-2025-10.csv --ledger ledger.db --month 2025-10"),
      .init(
        "for a script, to the cent",
        "drawdown reconcile bill.csv --ledger ledger.db --tolerance 0 --json"),
    ],
    positionals: [bill],
    options: [
      SharedOptions.existingLedger, month, tolerance, component, SharedOptions.format,
      SharedOptions.output, SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    guard !(arguments[SharedOptions.json] && arguments.isGiven(SharedOptions.format)) else {
      throw arguments.misuse("--json is one object and --format is rows; choose one")
    }
    var options = ReconcileOptions()
    options.month = arguments[month]
    options.tolerance = arguments[tolerance]
    for entry in arguments[component] { options.components[entry.component] = entry.item }
    let found = try reconcile(
      arguments[bill], with: arguments[SharedOptions.existingLedger], options)
    try console.export(to: arguments[SharedOptions.output]) { sink in
      guard arguments[SharedOptions.json] else {
        return try exportDifferences(
          found.differences, format: arguments[SharedOptions.format], to: sink)
      }
      try sink(try json(found))
    }
    console.note(summary(found))
    return found.differences.isEmpty ? .done : .attention
  }

  private static func summary(_ found: Reconciled) -> String {
    let months = found.months.map(\.description).joined(separator: ", ")
    let counts = BillDifference.Kind.allCases.compactMap { kind -> String? in
      let count = found.differences.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    return """
      drawdown: \(months): \(found.lines) lines of the bill, \(found.compared) matched; the ledger \
      charges \(found.ours), the bill \(found.theirs.text(leastDecimals: 2)); \
      \(counts.isEmpty ? "nothing differs" : counts.joined(separator: ", "))
      """
  }

  private static func json(_ found: Reconciled) throws -> [UInt8] {
    var rows: [UInt8] = []
    try exportDifferences(found.differences, format: .ndjson) { rows += $0 }
    var json = JSONWriter()
    try json.object { json in
      json.key("months")
      json.array { json in for month in found.months { json.string(month.description) } }
      json.member("lines", found.lines)
      json.member("matched", found.compared)
      json.member("ours", found.ours.description)
      json.member("theirs", found.theirs.text(leastDecimals: 2))
      json.key("differences")
      try json.array { json in
        for row in rows.split(separator: UInt8(ascii: "\n")) {
          json.value(try JSONValue(parsing: Array(row)))
        }
      }
    }
    json.newline()
    return json.bytes
  }
}

/// A component of a bill and the meter or fee that it is.
struct ComponentItem: Sendable {
  let component: String
  let item: String
}

extension ValueFormat where Value == ComponentItem {
  /// A component and its meter, `NAME=video.hd`.
  static var componentItem: ValueFormat {
    ValueFormat("NAME=METER", expecting: "NAME=METER, such as 'HD minutes=video.hd'") { text in
      guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
        text.index(after: equals) < text.endIndex
      else { return nil }
      return ComponentItem(
        component: String(text[..<equals]), item: String(text[text.index(after: equals)...]))
    }
  }
}

extension ValueFormat where Value == Fraction {
  /// An amount of money that is not negative, `0.01`.
  fileprivate static var amount: ValueFormat {
    ValueFormat("AMOUNT", expecting: "an amount of money such as 0.01, 0 or more") { text in
      guard !text.contains("/"), let amount = Fraction(text), .zero <= amount else { return nil }
      return amount
    }
  }
}
