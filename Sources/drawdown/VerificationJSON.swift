import Exports
import Pipeline
import Quantities
import Settlement
import StrictJSON

/// Lays a verification out for machines, as one line of JSON.
enum VerificationJSON {
  static func text(_ report: VerificationReport) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("verified", report.findings.isEmpty)
      history(report.history, &json)
      json.key("dumps")
      if let proof = report.proof { self.proof(proof, &json) } else { json.null() }
      certificate(report.certificate, &json)
      list("notices", report.notices, &json)
      list("findings", report.findings, &json)
    }
    json.newline()
    return json.text
  }

  private static func history(
    _ history: VerificationReport.LedgerHistory, _ json: inout JSONWriter
  ) {
    json.key("history")
    json.object { json in
      json.member("runs", history.runs)
      json.member("dumps", history.dumps)
      json.member("records_read", history.recordsRead)
      json.member("chain_head", history.chainHead)
    }
  }

  private static func proof(_ proof: VerificationReport.DumpProof, _ json: inout JSONWriter) {
    json.object { json in
      json.member("read", proof.dumpsRead)
      json.member("records_read", proof.recordsRead)
      json.member("runs_derived", proof.runsDerived)
      list("missing", proof.missing, &json)
    }
  }

  private static func certificate(_ certificate: Certificate, _ json: inout JSONWriter) {
    json.key("certificate")
    json.object { json in
      json.member("sha256", certificate.hash)
      json.member("settled_day", certificate.settledDay?.description)
      json.member("closed_month", certificate.closedMonth?.description)
      json.member("accounts", certificate.accounts)
      json.member("usage_lines", certificate.usageLines)
      json.member("waiting_usage_lines", certificate.waitingUsageLines)
      objects("pools", certificate.pools, &json, pool)
      objects("meters", certificate.meters, &json, meter)
      objects("fees", certificate.fees, &json, fee)
      objects("totals", certificate.kinds, &json) { kind, json in
        json.member("kind", kind.kind.rawValue)
        json.member("lines", kind.lines)
        json.member("amount", kind.amount.description)
      }
      json.member("invoices", certificate.invoices)
      json.member("invoiced", certificate.invoiced.description)
      json.member("rounding", certificate.rounding.description)
      objects("exports", certificate.exports, &json) { export, json in
        json.member("name", export.name)
        json.member("bytes", export.bytes)
        json.member("sha256", export.sha256)
      }
    }
  }

  private static func pool(_ pool: Certificate.PoolTotals, _ json: inout JSONWriter) {
    json.member("pool", pool.pool.text)
    json.member("given", pool.given.description)
    json.member("drawn", pool.drawn.description)
    json.member("expired", pool.expired.description)
    json.member("left", pool.left.description)
  }

  private static func meter(_ meter: Certificate.MeterTotals, _ json: inout JSONWriter) {
    json.member("meter", meter.meter)
    json.member("lines", meter.lines)
    json.member("records", meter.records)
    json.member("quantity", meter.quantity.description)
    guard meter.isOfMinutes else { return }
    json.member("minutes", meter.minutes.description)
    json.member("covered", meter.covered.description)
    json.member("overage", meter.overage.description)
    json.member("exact_amount", meter.exactAmount.description)
    json.member("amount", meter.amount.description)
  }

  private static func fee(_ fee: Certificate.FeeTotals, _ json: inout JSONWriter) {
    json.member("item", fee.item)
    json.member("charges", fee.charges)
    json.member("quantity", fee.quantity.description)
    json.member("exact_amount", fee.exactAmount.description)
    json.member("amount", fee.amount.description)
  }

  private static func objects<Element>(
    _ name: String, _ elements: [Element], _ json: inout JSONWriter,
    _ write: (Element, inout JSONWriter) -> Void
  ) {
    json.key(name)
    json.array { json in
      for element in elements { json.object { json in write(element, &json) } }
    }
  }

  private static func list(_ name: String, _ texts: [String], _ json: inout JSONWriter) {
    json.key(name)
    json.array { json in for text in texts { json.string(text) } }
  }
}
