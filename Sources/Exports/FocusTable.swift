import Quantities
import Settlement

extension FocusRow {
  /// The columns of FOCUS 1.2 that have something to say here, then those of our own.
  ///
  /// Decimals always have a point: readers that guess the type of a column by its values would take
  /// whole numbers for something else. Ids of apps have a word in front for the same reason.
  static let table = Table<FocusRow>(
    columns: when + whose + what + prices + costs + consumption + commitment + own)

  private static let when: [Table<FocusRow>.Column] = [
    .init("BillingAccountId") { .text($0.account.id.text) },
    .init("BillingAccountName") { .text($0.account.name) },
    .init("BillingPeriodStart") { $0.time($0.invoiceMonth.firstDay) },
    .init("BillingPeriodEnd") { $0.time($0.invoiceMonth.advanced(by: 1).firstDay) },
    .init("ChargePeriodStart") { $0.time($0.days.lowerBound) },
    .init("ChargePeriodEnd") { $0.time($0.days.upperBound) },
    .init("ChargeCategory") { .text($0.isPurchase ? "Purchase" : "Usage") },
    .init("ChargeClass") { $0.isCorrection ? .text("Correction") : .empty },
    .init("ChargeFrequency") { .text($0.frequency) },
    .init("ChargeDescription") { .text($0.subject.description) },
  ]

  private static let whose: [Table<FocusRow>.Column] = [
    .init("SubAccountId") { $0.subject.app.map { .text("app-\($0)") } ?? .empty },
    .init("SubAccountName") { $0.subject.app.map { .text("SDKAppID \($0)") } ?? .empty },
    .init("InvoiceId") { Cell($0.invoiceNumber) },
    .init("InvoiceIssuerName") { .text($0.account.issuer) },
    .init("ProviderName") { .text($0.account.issuer) },
    .init("PublisherName") { .text($0.account.issuer) },
  ]

  private static let what: [Table<FocusRow>.Column] = [
    .init("ServiceCategory") { .text($0.subject.service.category) },
    .init("ServiceSubcategory") { .text($0.subject.service.subcategory) },
    .init("ServiceName") { .text($0.subject.service.rawValue) },
    .init("SkuId") { .text($0.subject.sku) },
    .init("SkuMeter") { .text($0.subject.meter) },
    .init("SkuPriceId") {
      .text("\($0.subject.sku)@\($0.pricing.listUnitPrice.text(leastDecimals: 2))")
    },
    .init("SkuPriceDetails") { Cell($0.priceDetails) },
  ]

  private static let prices: [Table<FocusRow>.Column] = [
    .init("PricingCategory") { .text($0.isCovered ? "Committed" : "Standard") },
    .init("PricingQuantity") { .price($0.pricing.quantity) },
    .init("PricingUnit") { .text($0.pricing.unit) },
    .init("ListUnitPrice") { .price($0.pricing.listUnitPrice) },
    .init("ContractedUnitPrice") { .price($0.pricing.contractedUnitPrice) },
  ]

  private static let costs: [Table<FocusRow>.Column] = [
    .init("ListCost") { .price($0.listCost) },
    .init("ContractedCost") { .price($0.contractedCost) },
    .init("BilledCost") { .money($0.billedCost) },
    .init("EffectiveCost") { .price($0.effectiveCost) },
    .init("BillingCurrency") { .text($0.account.currency) },
  ]

  private static let consumption: [Table<FocusRow>.Column] = [
    .init("ConsumedQuantity") { $0.isConsumed ? .price($0.pricing.quantity) : .empty },
    .init("ConsumedUnit") { $0.isConsumed ? .text($0.pricing.unit) : .empty },
  ]

  private static let commitment: [Table<FocusRow>.Column] = [
    .init("CommitmentDiscountId") { Cell($0.package?.commitment.id) },
    .init("CommitmentDiscountName") { Cell($0.package?.commitment.name) },
    .init("CommitmentDiscountCategory") { $0.package == nil ? .empty : .text("Usage") },
    .init("CommitmentDiscountType") { $0.package == nil ? .empty : .text("Minute Package") },
    .init("CommitmentDiscountStatus") { Cell($0.commitmentStatus) },
    .init("CommitmentDiscountQuantity") { $0.package.map { .price($0.quantity) } ?? .empty },
    .init("CommitmentDiscountUnit") { $0.package == nil ? .empty : .text("Minutes") },
  ]

  private static let own: [Table<FocusRow>.Column] = [
    .init("x_ChargeKind") { .text($0.kind.rawValue) },
    .init("x_GrantId") { Cell($0.package?.grant?.text) },
    .init("x_PackageRatio") { $0.package?.ratio.map { .price($0) } ?? .empty },
  ]

  /// Midnight of a day, as FOCUS wants it: in UTC.
  private func time(_ day: CalendarDay) -> Cell {
    let text = ZoneOffset(secondsEast: 0).text(of: account.zone.start(of: day))
    return .text("\(text.dropLast("+00:00".count))Z")
  }

  /// The price as price lists have it, which is not that of one minute.
  private var priceDetails: String? {
    guard isConsumed, pricing.unit == "Minutes",
      let price = try? pricing.listUnitPrice.multiplied(by: Fraction(1000))
    else { return nil }
    return #"{"x_PricePer1000Minutes":"\#(price.text(leastDecimals: 2))"}"#
  }

  private var frequency: String {
    if isRecurring { return "Recurring" }
    return isPurchase ? "One-Time" : "Usage-Based"
  }

  private var invoiceNumber: String? {
    account.invoicedMonths.contains(invoiceMonth) ? "\(account.id)-\(invoiceMonth)" : nil
  }

  private var isCovered: Bool { kind == .used || kind == .unused }
  private var isConsumed: Bool { !isPurchase && kind != .unused }

  private var commitmentStatus: String? {
    switch kind {
    case .used: "Used"
    case .unused: "Unused"
    default: nil
    }
  }
}
