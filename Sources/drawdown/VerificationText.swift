import Exports
import Pipeline
import Quantities
import Settlement

/// Lays a verification out for people, one fact a line.
enum VerificationText {
  static func text(_ report: VerificationReport) -> String {
    var lines = history(report.history)
    if let proof = report.proof { lines.append(self.proof(proof)) }
    lines += facts(report.certificate)
    lines += report.certificate.pools.map(pool)
    lines += report.certificate.meters.map(meter)
    lines += report.certificate.fees.map(fee)
    lines += money(report.certificate)
    lines += report.certificate.exports.map {
      "export:   \($0.sha256)  \($0.name), \($0.bytes) bytes"
    }
    lines += report.notices.map { "notice:   \(Console.visible($0))" }
    lines += report.findings.map { "finding:  \(Console.visible($0))" }
    lines += verdict(report)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func history(_ history: VerificationReport.LedgerHistory) -> [String] {
    [
      "runs:     \(history.runs), \(history.dumps) dumps, \(history.recordsRead) records read",
      "chain:    \(history.chainHead ?? "no run yet")",
    ]
  }

  private static func proof(_ proof: VerificationReport.DumpProof) -> String {
    "dumps:    \(proof.dumpsRead) read again, \(proof.recordsRead) records, "
      + "\(proof.runsDerived) runs derived, \(proof.missing.count) dumps missing"
  }

  private static func facts(_ certificate: Certificate) -> [String] {
    let day = certificate.settledDay.map { "through \($0)" } ?? "no day"
    let month = certificate.closedMonth.map { "closed through \($0)" } ?? "no month closed"
    return [
      "settled:  \(day), \(month)",
      "accounts: \(certificate.accounts) settled again from \(certificate.usageLines) usage lines, "
        + "\(certificate.waitingUsageLines) lines wait",
    ]
  }

  private static func pool(_ pool: Certificate.PoolTotals) -> String {
    "pool:     \(pool.pool): \(pool.given) given = \(pool.drawn) drawn + \(pool.expired) expired "
      + "+ \(pool.left) left"
  }

  private static func meter(_ meter: Certificate.MeterTotals) -> String {
    let lines = "meter:    \(meter.meter): \(meter.lines) lines, \(meter.records) records"
    guard meter.isOfMinutes else { return "\(lines), quantity \(meter.quantity)" }
    return
      "\(lines), \(meter.minutes) minutes = \(meter.covered) covered + \(meter.overage) overage, "
      + "\(meter.exactAmount) exact, \(meter.amount) invoiced"
  }

  private static func fee(_ fee: Certificate.FeeTotals) -> String {
    "fee:      \(fee.item): \(fee.charges) charges, quantity \(fee.quantity), "
      + "\(fee.exactAmount) exact, \(fee.amount) invoiced"
  }

  private static func money(_ certificate: Certificate) -> [String] {
    certificate.kinds.map { "money:    \($0.kind.rawValue): \($0.lines) lines, \($0.amount)" } + [
      "invoiced: \(certificate.invoiced) on \(certificate.invoices) invoices, "
        + "\(certificate.rounding) of it from rounding"
    ]
  }

  private static func verdict(_ report: VerificationReport) -> [String] {
    let count = report.findings.count
    guard let hash = report.certificate.hash, count == 0 else {
      return ["verified: \(count) \(count == 1 ? "finding" : "findings")"]
    }
    return ["certificate: \(hash)", "verified: everything adds up"]
  }
}
