import Explanation
import Quantities
import Settlement

extension ExplanationText {
  /// Adds a grant: where it comes from and where its minutes went.
  mutating func add(_ explanation: GrantExplanation) {
    let balance = explanation.balance
    let grant = balance.grant
    page.line(
      "grant \(TextPage.shown(grant.id.text)) of account \(TextPage.shown(grant.account.text))")
    let plan = grant.plan.map { ", of plan \($0)" } ?? ""
    page.line("holds     \(grant.minutes) minutes of pool \(grant.pool)\(plan)", indent: 2)
    page.line("serves    \(scope(grant))", indent: 2)
    page.line("valid     \(validity(grant)), the last day not included", indent: 2)
    page.line(
      "status    \(balance.status.rawValue) on "
        + "\(explanation.settledDay?.description ?? "no settled day")", indent: 2)
    page.line(
      "minutes   \(grant.minutes) = \(balance.drawn) drawn + \(balance.expired) expired + "
        + "\(balance.left) left", indent: 2)
    page.line("given by", indent: 2)
    add(explanation.events, indent: 4)
    addDraws(explanation)
    addEnd(explanation)
  }

  private mutating func addDraws(_ explanation: GrantExplanation) {
    guard !explanation.draws.isEmpty else {
      page.line("nothing was drawn", indent: 2)
      return
    }
    page.line("drawn, in this order", indent: 2)
    var rows = [
      [
        "day", "sdk_app_id", "meter", "usage_minutes", "ratio", "package_minutes", "left_after",
        "invoice_month",
      ]
    ]
    for draw in explanation.draws {
      let row = draw.deduction
      rows.append([
        "\(row.day)", "\(row.app)", draw.meter, "\(row.usageMinutes)", "\(row.ratio)",
        "\(row.packageMinutes)", "\(row.leftAfter)", "\(row.invoiceMonth)",
      ])
    }
    page.table(rows, numbers: [3, 4, 5, 6], indent: 4)
  }

  private mutating func addEnd(_ explanation: GrantExplanation) {
    let balance = explanation.balance
    guard !balance.expired.isZero else { return }
    let why =
      balance.grant.isRefunded
      ? "since it was given back" : "with the last day before \(balance.grant.end)"
    page.line("expired   \(balance.expired) minutes, \(why)", indent: 2)
  }
}
