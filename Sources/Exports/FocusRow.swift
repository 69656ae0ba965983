import Quantities
import Settlement

/// One row of the FOCUS 1.2 Cost and Usage dataset.
struct FocusRow {
  /// What the row stands for, in the words of this program.
  enum Kind: String {
    // Purchases.
    case order, renewal, upgrade, refund
    /// Minutes that were given: a gift or a trial pack.
    case grant
    // Package minutes.
    case used, unused
    // Charges, and overage that is not on the invoice.
    case overage, monthly, adjustment, uncharged, unpriced
  }

  /// What the charge is of.
  struct Subject {
    let service: FocusService
    let sku: String
    let meter: String
    let description: String
    var app: AppID?
  }

  /// Unit prices in the currency, and how many units there are.
  ///
  /// All three have at most ten decimals, so that the products are exact.
  struct Pricing {
    let listUnitPrice: Fraction
    let contractedUnitPrice: Fraction
    let quantity: Fraction
    let unit: String
  }

  /// The package that the charge buys or draws.
  struct Package {
    let commitment: FocusCommitment
    /// Package minutes.
    let quantity: Fraction
    var grant: GrantID?
    /// Package minutes that one minute of usage costs.
    var ratio: Fraction?
  }

  let account: FocusAccount
  let kind: Kind
  let invoiceMonth: CalendarMonth
  /// When the charge was incurred, half-open.
  let days: Range<CalendarDay>
  let subject: Subject
  let pricing: Pricing
  let listCost: Fraction
  let contractedCost: Fraction
  let billedCost: Money
  let effectiveCost: Fraction
  let package: Package?
  let isRecurring: Bool
  /// Whether the row says something about a month that was invoiced before.
  let isCorrection: Bool

  /// - Throws: `QuantityOverflow` when a cost does not fit.
  init(
    _ account: FocusAccount, _ kind: Kind, in invoiceMonth: CalendarMonth,
    days: Range<CalendarDay>, _ subject: Subject, _ pricing: Pricing, billed: Money = .zero,
    effective: Fraction, package: Package? = nil, isRecurring: Bool = false,
    isRefundOfEarlierMonth: Bool = false
  ) throws(QuantityOverflow) {
    self.account = account
    self.kind = kind
    self.invoiceMonth = invoiceMonth
    self.days = days
    self.subject = subject
    self.pricing = pricing
    self.listCost = try pricing.listUnitPrice.multiplied(by: pricing.quantity)
    self.contractedCost = try pricing.contractedUnitPrice.multiplied(by: pricing.quantity)
    self.billedCost = billed
    self.effectiveCost = effective
    self.package = package
    self.isRecurring = isRecurring
    self.isCorrection = isRefundOfEarlierMonth || days.lowerBound.month < invoiceMonth
  }

  /// Whether something is bought, and not used.
  var isPurchase: Bool {
    switch kind {
    case .order, .renewal, .upgrade, .refund, .grant: true
    case .monthly: isRecurring
    case .used, .unused, .overage, .adjustment, .uncharged, .unpriced: false
    }
  }
}

/// What the rows of one account have in common.
final class FocusAccount: Sendable {
  let id: AccountID
  let name: String
  /// Who sells, publishes and invoices.
  let issuer: String
  let currency: String
  let zone: ZoneOffset
  /// Months that have an invoice.
  let invoicedMonths: Set<CalendarMonth>

  init(
    _ id: AccountID, name: String, issuer: String, currency: String, zone: ZoneOffset,
    invoicedMonths: Set<CalendarMonth>
  ) {
    self.id = id
    self.name = name
    self.issuer = issuer
    self.currency = currency
    self.zone = zone
    self.invoicedMonths = invoicedMonths
  }
}

/// A service with its place in the closed lists of FOCUS.
enum FocusService: String {
  case communication = "Real-Time Communication"
  case messaging = "Instant Messaging"

  var category: String { self == .messaging ? "Integration" : "Media" }
  var subcategory: String { self == .messaging ? "Messaging" : "Media Streaming" }
}
