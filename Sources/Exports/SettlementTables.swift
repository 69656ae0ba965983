import Catalog
import Quantities
import Settlement

/// A draw with what an export adds to it.
struct DeductionRow {
  let account: AccountID
  let deduction: SettledDeduction
  let meter: String

  static let table = Table<DeductionRow>(columns: [
    .init("account_id") { .text($0.account.text) },
    .init("sdk_app_id") { Cell($0.deduction.app) },
    .init("day") { Cell($0.deduction.day) },
    .init("meter") { .text($0.meter) },
    .init("grant_id") { .text($0.deduction.grant.text) },
    .init("usage_minutes") { .fraction($0.deduction.usageMinutes) },
    .init("ratio") { .fraction($0.deduction.ratio) },
    .init("package_minutes") { .fraction($0.deduction.packageMinutes) },
    .init("left_after") { .fraction($0.deduction.leftAfter) },
    .init("invoice_month") { Cell($0.deduction.invoiceMonth) },
  ])
}

/// A charge with what an export adds to it.
struct ChargeRow {
  let account: AccountID
  let charge: Charge
  let item: String

  static let table = Table<ChargeRow>(columns: [
    .init("account_id") { .text($0.account.text) },
    .init("sdk_app_id") { Cell($0.charge.app) },
    .init("period") { .time($0.charge.period) },
    .init("item") { .text($0.item) },
    .init("kind") { .text($0.charge.kind.rawValue) },
    .init("quantity") { .fraction($0.charge.quantity) },
    .init("unit_price") { $0.charge.unitPrice.map { .price($0) } ?? .empty },
    .init("exact_amount") { $0.charge.exactAmount.map { .fraction($0) } ?? .empty },
    .init("amount") { $0.charge.amount.map { .money($0) } ?? .empty },
    .init("invoice_month") { Cell($0.charge.invoiceMonth) },
  ])
}

extension GrantBalance {
  static let table = Table<GrantBalance>(columns: [
    .init("account_id") { .text($0.grant.account.text) },
    .init("grant_id") { .text($0.grant.id.text) },
    .init("sdk_app_id") { Cell($0.grant.app) },
    .init("pool") { .text($0.grant.pool.text) },
    .init("plan") { Cell($0.grant.plan?.text) },
    .init("start") { Cell($0.grant.start) },
    .init("end") { Cell($0.grant.end) },
    .init("minutes") { .integer($0.grant.minutes) },
    .init("drawn") { .fraction($0.drawn) },
    .init("expired") { .fraction($0.expired) },
    .init("left") { .fraction($0.left) },
    .init("status") { .text($0.status.rawValue) },
  ])
}
