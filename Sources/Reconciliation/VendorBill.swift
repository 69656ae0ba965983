public import Quantities
import Settlement

/// A vendor's bill, read line by line and added up by what its lines are for.
public struct VendorBill: Sendable {
  /// What it says of each subject.
  public private(set) var sums: [BillSubject: BilledSum] = [:]
  /// Months of usage, or of the transaction where a line has none.
  public private(set) var months: Set<CalendarMonth> = []
  /// How many lines were read.
  public private(set) var lines = 0

  /// Reads a bill: CSV with a header of the vendor's names in English or Chinese.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - names: tells meters and fees by names of components.
  /// - Throws: `BillFailure` for the first thing that cannot be read.
  public init(_ bytes: [UInt8], names: ComponentNames) throws(BillFailure) {
    let table = try BillTable(bytes)
    guard let header = table.rows.first else {
      throw BillFailure(line: 1, byte: 0, "the bill is empty", fix: "export it with its header")
    }
    let columns = try Self.columns(header)
    for row in table.rows.dropFirst() {
      let line = BillRow(row, columns)
      let (subject, month) = try line.subject(names)
      let sum = try line.sum()
      lines += 1
      months.insert(month)
      guard var standing = sums[subject] else {
        sums[subject] = sum
        continue
      }
      do throws(QuantityOverflow) {
        try standing.add(sum)
      } catch {
        throw BillFailure(
          line: row.line, byte: row.byte, "\(error)", fix: "check the figures of the line")
      }
      sums[subject] = standing
    }
  }

  private static func columns(_ header: BillTable.Row) throws(BillFailure) -> [BillColumn: Int] {
    var columns: [BillColumn: Int] = [:]
    for (index, cell) in header.cells.enumerated() {
      guard let column = BillColumn.named(cell.text) else { continue }
      guard columns[column] == nil else {
        throw BillFailure(
          line: header.line, byte: cell.byte, "the header has '\(cell.text)' twice",
          fix: "keep one of the two columns")
      }
      columns[column] = index
    }
    let needed: [BillColumn] = [.cost, .component, .start, .app]
    for column in needed where columns[column] == nil {
      throw BillFailure(
        line: header.line, byte: header.byte,
        "the header has no column '\(column.names.joined(separator: "' or '"))'",
        fix: "export the bill with all of its columns")
    }
    return columns
  }
}

/// One row of a bill, taken apart.
private struct BillRow {
  private let row: BillTable.Row
  private let columns: [BillColumn: Int]

  init(_ row: BillTable.Row, _ columns: [BillColumn: Int]) {
    self.row = row
    self.columns = columns
  }

  /// A cell with text; `nil` when the column is missing, or the cell is empty or a dash.
  private func cell(_ column: BillColumn) -> BillTable.Cell? {
    guard let index = columns[column], index < row.cells.count else { return nil }
    let cell = row.cells[index]
    return cell.text.isEmpty || cell.text == "-" ? nil : cell
  }

  private func failure(_ cell: BillTable.Cell?, _ what: String, _ fix: String) -> BillFailure {
    BillFailure(line: row.line, byte: cell?.byte ?? row.byte, what, fix: fix)
  }

  /// What it is for, and the month of it.
  func subject(_ names: ComponentNames) throws(BillFailure) -> (BillSubject, CalendarMonth) {
    if let order = cell(.order), isPrepaid {
      let time = cell(.transactionTime) ?? cell(.start)
      return (.order(OrderID(order.text)), try day(time).month)
    }
    guard let component = cell(.component) else {
      throw failure(nil, "the line has neither a component nor an order", "take it out of the file")
    }
    let around = [cell(.componentType), cell(.subproduct)].compactMap { $0?.text }
    guard let item = names.item(of: component.text, around: around) else {
      throw failure(
        component, "'\(component.text)' names no meter",
        "say which one it is with --component '\(component.text)=METER'")
    }
    guard let app = cell(.app), let number = UInt32(app.text), number > 0 else {
      throw failure(
        cell(.app), "the line names no app; '\(cell(.app)?.text ?? "")' is none",
        "give the SDKAppID in the column '\(BillColumn.app.names[0])'")
    }
    let day = try day(cell(.start))
    let isMonthly = item.hasPrefix("peak_") || item.hasPrefix("im.")
    return (
      .usage(
        item: item, app: AppID(number), period: isMonthly ? .month(day.month) : .day(day)),
      day.month
    )
  }

  /// Whether it is a purchase, a renewal, an upgrade or their refund, and no usage.
  private var isPrepaid: Bool {
    guard let text = cell(.transaction)?.text.lowercased() else { return cell(.component) == nil }
    let words = [
      "purchase", "renew", "upgrade", "refund", "order", "新购", "购买", "续费", "升级", "变配", "退",
    ]
    return words.contains { text.contains($0) }
  }

  private func day(_ cell: BillTable.Cell?) throws(BillFailure) -> CalendarDay {
    let text = (cell?.text ?? "").prefix(10)
    guard let day = CalendarDay(String(text.map { $0 == "/" ? "-" : $0 })) else {
      throw failure(
        cell, "'\(cell?.text ?? "")' does not begin with a day",
        "give times as YYYY-MM-DD hh:mm:ss")
    }
    return day
  }

  func sum() throws(BillFailure) -> BilledSum {
    guard let cost = try number(.cost) else {
      throw failure(cell(.cost), "the line has no total cost", "give it, 0 for nothing")
    }
    let amount = cell(.duration) ?? cell(.usage)
    let text = amount?.text ?? ""
    let isThousands = cell(.usageUnit).map { Self.isPerThousand($0.text) } ?? false
    let decimals = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
    var quantity: Fraction?
    if let amount { quantity = try number(amount) }
    if isThousands, let thousands = quantity { quantity = try times(thousands, 1000) }
    return BilledSum(
      lines: [row.line], quantity: quantity,
      decimals: max(0, (decimals?.count ?? 0) - (isThousands ? 3 : 0)), unitPrice: try price(),
      cost: cost, originalCost: try number(.originalCost), voucher: try number(.voucher) ?? .zero)
  }

  private func price() throws(BillFailure) -> Fraction? {
    let column: BillColumn = cell(.contractPrice) == nil ? .listPrice : .contractPrice
    guard let price = try number(column) else { return nil }
    let isThousands = cell(.priceUnit).map { Self.isPerThousand($0.text) } ?? false
    return isThousands ? try times(price, Fraction(1, over: 1000)) : price
  }

  private func times(_ number: Fraction, _ factor: Int) throws(BillFailure) -> Fraction {
    try times(number, Fraction(factor))
  }

  private func times(_ number: Fraction, _ factor: Fraction) throws(BillFailure) -> Fraction {
    do throws(QuantityOverflow) {
      return try number.multiplied(by: factor)
    } catch {
      throw failure(nil, "\(error)", "check the figures of the line")
    }
  }

  private static func isPerThousand(_ unit: String) -> Bool {
    ["1000", "千", "thousand"].contains { unit.lowercased().contains($0) }
  }

  private func number(_ column: BillColumn) throws(BillFailure) -> Fraction? {
    guard let cell = cell(column) else { return nil }
    return try number(cell)
  }

  private func number(_ cell: BillTable.Cell) throws(BillFailure) -> Fraction {
    let text = cell.text
    if text.contains(where: { ",，\u{A0}\u{202F} ".contains($0) }) {
      throw failure(
        cell, "'\(text)' has a separator of thousands",
        "export numbers without one: what 1,234 means differs from place to place")
    }
    guard !text.contains("/"), let number = Fraction(text) else {
      throw failure(cell, "'\(text)' is no decimal number", "write it like 1234.56")
    }
    return number
  }
}
