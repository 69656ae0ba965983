import Foundation

/// Checks what no validator of formats checks in FOCUS rows: that the money adds up.
///
/// It reads rows as another program does and shares no arithmetic with `Sources`.
public struct FocusMoney {
  private typealias Row = [String: String?]
  private var rows: [Row] = []
  /// What is wrong, a sentence each.
  public private(set) var complaints: [String] = []
  /// Packages whose minutes are all used or expired.
  public private(set) var closedPackages = 0
  /// Rows by what they stand for.
  public private(set) var kinds: [String: Int] = [:]
  /// Rows about months that were invoiced before.
  public private(set) var corrections = 0

  /// Checks rows.
  ///
  /// - Parameters:
  ///   - focus: the FOCUS export as NDJSON, of all accounts and months.
  ///   - invoices: the export of invoices.
  ///   - usage: the usage export as NDJSON, up to the settled day.
  /// - Throws: what Foundation says of lines that are no JSON.
  public init(focus: String, invoices: String, usage: String) throws {
    let decoder = JSONDecoder()
    rows = try focus.split(separator: "\n").map {
      try decoder.decode(Row.self, from: Data($0.utf8))
    }
    for row in rows {
      kinds[text(row, "x_ChargeKind"), default: 0] += 1
      if text(row, "ChargeClass") == "Correction" { corrections += 1 }
      check(row)
    }
    checkPackages()
    try checkInvoices(invoices)
    try checkUsage(usage)
  }

  private mutating func demand(_ holds: Bool, _ sentence: String) {
    if !holds { complaints.append(sentence) }
  }

  // MARK: - Each row

  private mutating func check(_ row: Row) {
    let name = text(row, "ChargeDescription")
    for kind in ["List", "Contracted"] {
      demand(
        number(row, "\(kind)UnitPrice") * number(row, "PricingQuantity")
          == number(row, "\(kind)Cost"), "\(name): \(kind)Cost is not price times quantity")
    }
    let isPurchase = text(row, "ChargeCategory") == "Purchase"
    let isOfPackage = text(row, "CommitmentDiscountId") != ""
    let zero = ReferenceRational(0)
    if isPurchase && isOfPackage {
      demand(number(row, "EffectiveCost") == zero, "\(name): costs where it is bought")
    }
    if !isPurchase && isOfPackage {
      demand(number(row, "BilledCost") == zero, "\(name): billed and covered")
    }
    if !isOfPackage {
      demand(
        number(row, "EffectiveCost") == number(row, "BilledCost"), "\(name): costs another amount")
    }
    let isConsumed = !isPurchase && text(row, "CommitmentDiscountStatus") != "Unused"
    demand(
      text(row, "ConsumedQuantity") == (isConsumed ? text(row, "PricingQuantity") : ""),
      "\(name): consumed")
    demand((text(row, "PricingCategory") == "Committed") == (isOfPackage && !isPurchase), name)
    demand((text(row, "CommitmentDiscountStatus") != "") == (isOfPackage && !isPurchase), name)
  }

  // MARK: - Sums

  private mutating func checkPackages() {
    for (id, rows) in Dictionary(grouping: rows, by: { text($0, "CommitmentDiscountId") })
    where id != "" {
      let bought = rows.filter { text($0, "ChargeCategory") == "Purchase" }
      demand(bought.count == 1, "\(id) is bought \(bought.count) times")
      let used = rows.filter { text($0, "ChargeCategory") == "Usage" }
      let (minutes, all) = (
        sum(used, "CommitmentDiscountQuantity"), sum(bought, "CommitmentDiscountQuantity")
      )
      let (cost, price) = (sum(used, "EffectiveCost"), sum(bought, "BilledCost"))
      demand(!(all < minutes) && !(price < cost), "\(id) gives more than was bought")
      guard minutes == all else { continue }
      closedPackages += 1
      demand(cost == price, "\(id) was bought for another amount than its minutes cost")
    }
  }

  private mutating func checkInvoices(_ invoices: String) throws {
    struct Invoice: Decodable {
      let number: String
      let total: String
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    var totals: [String: String] = [:]
    for line in invoices.split(separator: "\n") {
      let invoice = try decoder.decode(Invoice.self, from: Data(line.utf8))
      totals[invoice.number] = invoice.total
    }
    let byInvoice = Dictionary(grouping: rows) { text($0, "InvoiceId") }
    for (number, rows) in byInvoice where number != "" {
      demand(
        totals[number].map(Self.number) == sum(rows, "BilledCost"), "\(number) has another total")
    }
    demand(
      sum(byInvoice["", default: []], "BilledCost") == ReferenceRational(0), "billed nowhere")
    for number in totals.keys {
      demand(byInvoice[number] != nil, "\(number) has no rows")
    }
  }

  /// The minutes of each usage line are those of its rows.
  private mutating func checkUsage(_ usage: String) throws {
    struct Line: Decodable {
      let accountId: String?
      let sdkAppId: Int
      let day: String
      let meter: String
      let minutes: Int?
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    var minutes: [String: ReferenceRational] = [:]
    for row in rows where text(row, "ConsumedUnit") == "Minutes" {
      let start = text(row, "ChargePeriodEnd").prefix(10)
      let key = "\(text(row, "SubAccountId")) \(start) \(text(row, "SkuId"))"
      minutes[key, default: ReferenceRational(0)] =
        minutes[key, default: ReferenceRational(0)] + number(row, "ConsumedQuantity")
    }
    for line in usage.split(separator: "\n") {
      let line = try decoder.decode(Line.self, from: Data(line.utf8))
      guard line.accountId != nil, let count = line.minutes, count > 0 else { continue }
      // A day of +08:00 ends in UTC on the day that it is named after.
      let key = "app-\(line.sdkAppId) \(line.day) \(line.meter)"
      demand(
        minutes.removeValue(forKey: key) == ReferenceRational(Int128(count)),
        "\(key) has other minutes")
    }
    demand(minutes.isEmpty, "rows without usage: \(minutes.keys.sorted())")
  }

  // MARK: - Cells

  private func text(_ row: Row, _ column: String) -> String { (row[column] ?? nil) ?? "" }

  private func number(_ row: Row, _ column: String) -> ReferenceRational {
    Self.number(text(row, column))
  }

  private func sum(_ rows: [Row], _ column: String) -> ReferenceRational {
    rows.reduce(ReferenceRational(0)) { $0 + number($1, column) }
  }

  private static func number(_ text: String) -> ReferenceRational {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count > 1 ? parts[1].count : 0
    guard let digits = Int128(parts.joined()) else { return ReferenceRational(0) }
    return ReferenceRational(digits, (0..<decimals).reduce(1) { power, _ in power * 10 })
  }
}
