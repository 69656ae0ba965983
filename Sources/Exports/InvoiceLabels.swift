import Settlement

/// A language of invoice pages.
public enum InvoiceLanguage: String, Hashable, Sendable, CaseIterable {
  /// English.
  case english = "en"
  /// Chinese in the words of the vendor's console.
  case chinese = "zh"
}

/// The words of an invoice page.
struct InvoiceLabels {
  /// The tag of the language in HTML.
  let tag: String
  let invoice: String
  let noInvoices: String
  let number, account, name, month, currency, status, open, closed, settledThrough: String
  let orders, order, kind, plan, app, allApps, day, months, amount: String
  let packages, package, pool, validFrom, validThrough, packageMinutes, before, drawn, left: String
  let expired: String
  let meter, usageMinutes, ratio: String
  let overage, usageLines, overageMinutes, pricePerThousand: String
  let fees, fee, period, steps: String
  let adjustments, originalPeriod, quantity: String
  let uncharged: String
  let totals, total, rounding: String
  let invoiceHash, certificate: String
  let kinds: KeyValuePairs<InvoiceLine.Kind, String>

  /// What a kind of line is called.
  func text(_ kind: InvoiceLine.Kind) -> String {
    kinds.first { $0.key == kind }?.value ?? kind.rawValue
  }

  static func of(_ language: InvoiceLanguage) -> InvoiceLabels {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }

  private static let english = InvoiceLabels(
    tag: "en", invoice: "Invoice", noInvoices: "No invoices.", number: "Invoice number",
    account: "Account ID", name: "Account name", month: "Billing month", currency: "Currency",
    status: "Status", open: "Open: lines may still be added",
    closed: "Closed: nothing changes any more", settledThrough: "Settled through",
    orders: "Orders", order: "Order ID", kind: "Transaction type", plan: "Product",
    app: "SDKAppID", allApps: "All apps", day: "Transaction day", months: "Months",
    amount: "Amount", packages: "Packages (minutes)", package: "Package ID", pool: "Type",
    validFrom: "Valid from", validThrough: "Valid through", packageMinutes: "Duration",
    before: "Before", drawn: "Deducted", left: "Remaining", expired: "expired",
    meter: "Component", usageMinutes: "Usage", ratio: "Deduction ratio",
    overage: "Postpaid usage", usageLines: "Daily lines",
    overageMinutes: "Usage beyond packages (minutes)",
    pricePerThousand: "List price per 1000 minutes", fees: "Monthly fees", fee: "Component",
    period: "Period", steps: "Usage", adjustments: "Adjustments of closed months",
    originalPeriod: "Original day or month", quantity: "Usage",
    uncharged: "Usage that is not charged (minutes)", totals: "Total", total: "Total cost",
    rounding: "Of the total by rounding", invoiceHash: "SHA-256 of the invoice as JSON",
    certificate: "Certificate of the ledger",
    kinds: [
      .order: "Purchase", .renewal: "Renewal", .upgrade: "Upgrade", .refund: "Refund",
      .overage: "Postpaid usage", .monthly: "Monthly fees", .adjustment: "Adjustments",
    ])

  private static let chinese = InvoiceLabels(
    tag: "zh-CN", invoice: "账单", noInvoices: "没有账单。", number: "账单编号", account: "账户 ID",
    name: "账户名称", month: "账单月份", currency: "币种", status: "状态", open: "未关账，仍可能增加明细",
    closed: "已关账，不再变更", settledThrough: "结算截至", orders: "订单", order: "订单 ID",
    kind: "交易类型", plan: "产品名称", app: "SDKAppID", allApps: "全部应用", day: "交易日期",
    months: "月数", amount: "金额", packages: "套餐包抵扣（分钟）", package: "套餐包 ID",
    pool: "套餐包类型", validFrom: "生效日期", validThrough: "截止日期", packageMinutes: "套餐包时长",
    before: "抵扣前剩余", drawn: "抵扣时长", left: "剩余时长", expired: "已过期",
    meter: "组件名称", usageMinutes: "用量", ratio: "抵扣比例", overage: "后付费用量",
    usageLines: "日明细数", overageMinutes: "套餐包外用量（分钟）",
    pricePerThousand: "刊例价（每 1000 分钟）", fees: "月费", fee: "组件名称", period: "计费周期",
    steps: "用量", adjustments: "已关账月份的调整", originalPeriod: "原计费日或月", quantity: "用量",
    uncharged: "不计费用量（分钟）", totals: "合计", total: "总费用", rounding: "总费用中的舍入差额",
    invoiceHash: "账单 JSON 的 SHA-256", certificate: "账本证书",
    kinds: [
      .order: "新购", .renewal: "续费", .upgrade: "升级", .refund: "退款", .overage: "后付费用量",
      .monthly: "月费", .adjustment: "调整",
    ])
}
