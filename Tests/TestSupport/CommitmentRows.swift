public import Book
import Quantities

/// Everything an account has bought and agreed to, as sorted rows of text.
public func commitmentRows(_ account: AccountCommitments) -> [String] {
  var rows = account.apps.map { fields("app", $0) }
  rows += account.grants.map { grant in
    fields(
      "grant", grant.id, grant.account, grant.app, grant.pool, grant.plan, grant.start, grant.end,
      grant.minutes, grant.orderTime.epochSeconds, grant.isDrawnFirst, grant.flatRatio,
      grant.isRefunded)
  }
  rows += account.quotaTerms.map { row("term", $0) }
  rows += account.orders.map { order in
    fields(
      "order", order.kind.rawValue, order.id, order.app, order.time.epochSeconds, order.day,
      order.months, order.amount)
  }
  rows += account.suspensions.map {
    fields("suspension", $0.product, $0.start.epochSeconds, $0.end?.epochSeconds)
  }
  rows += account.monthlyFees.map { fields("fee", $0.order, $0.app, $0.item, $0.day, $0.price) }
  for claim in account.refunds {
    rows.append(
      fields("refund", claim.refund, claim.purchase, claim.time.epochSeconds, claim.day))
    rows += claim.grants.map { fields("void", claim.refund, $0) }
    rows += claim.terms.map { fields("gone", claim.refund, row("", $0)) }
  }
  rows += account.postpaid.segments.map { fields("postpaid", $0.start, $0.value) }
  return rows.sorted()
}

private func row(_ kind: String, _ term: QuotaTerm) -> String {
  let free = term.freePeaks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  return fields(
    kind, term.app, term.plan, term.order, term.start, term.end, free.joined(separator: " "))
}
