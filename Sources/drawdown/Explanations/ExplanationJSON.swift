import Book
import Catalog
import Explanation
import Ledger
import Pipeline
import Quantities
import Settlement
import StrictJSON

/// Lays explanations out for machines, as one line of JSON.
///
/// Names are those of the exports; minutes, money and fractions are strings.
struct ExplanationJSON {
  let catalog: Catalog
  var json = JSONWriter()

  private init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// An answer.
  static func text(_ explained: Explained<Answer>) -> String {
    var writer = ExplanationJSON(explained.catalog)
    switch explained.value {
    case .invoice(let invoice): writer.write(invoice)
    case .usage(let lines):
      writer.object {
        $0.array("usage_lines", lines) { $0.write($1) }
      }
    case .grant(let grant): writer.write(grant)
    case .record(let record): writer.write(record)
    }
    writer.json.newline()
    return writer.json.text
  }

  /// What changed between two runs.
  static func text(_ explained: Explained<RunDifference>) -> String {
    var writer = ExplanationJSON(explained.catalog)
    writer.write(explained.value)
    writer.json.newline()
    return writer.json.text
  }

  /// What the runs of a ledger took in.
  static func text(_ explained: Explained<[RunInput]>) -> String {
    var writer = ExplanationJSON(explained.catalog)
    writer.object {
      $0.array("runs", explained.value) { $0.writeWhole($1) }
    }
    writer.json.newline()
    return writer.json.text
  }

  /// Writes what changed between two runs as a value of another text.
  static func write(_ explained: Explained<RunDifference>, to json: inout JSONWriter) {
    var writer = ExplanationJSON(explained.catalog)
    swap(&writer.json, &json)
    writer.write(explained.value)
    swap(&writer.json, &json)
  }

  // MARK: - Parts that several explanations share

  mutating func object(_ members: (inout ExplanationJSON) -> Void) {
    json.beginObject()
    members(&self)
    json.endObject()
  }

  mutating func array<Elements: Sequence>(
    _ name: String, _ elements: Elements,
    _ write: (inout ExplanationJSON, Elements.Element) -> Void
  ) {
    json.key(name)
    json.beginArray()
    for element in elements { write(&self, element) }
    json.endArray()
  }

  mutating func member(_ name: String, _ text: String?) { json.member(name, text) }
  mutating func member(_ name: String, _ flag: Bool) { json.member(name, flag) }
  mutating func member(_ name: String, _ number: Int64) { json.member(name, number) }
  mutating func member(_ name: String, _ fraction: Fraction?) {
    json.member(name, fraction?.description)
  }
  mutating func member(_ name: String, _ money: Money?) { json.member(name, money?.description) }
  mutating func member(_ name: String, _ day: CalendarDay?) { json.member(name, day?.description) }
  mutating func member(_ name: String, _ month: CalendarMonth) {
    json.member(name, month.description)
  }
  mutating func member(_ name: String, _ time: Timestamp?) {
    json.member(name, time.map { catalog.zone.text(of: $0) })
  }
  mutating func member(_ name: String, _ app: AppID?) {
    json.key(name)
    if let app { json.integer(app.number) } else { json.null() }
  }

  mutating func write(_ events: [EventFact]) {
    array("events", events) { writer, event in
      writer.object {
        $0.member("type", event.type)
        $0.member("id", event.id)
        $0.member("time", event.time)
        $0.member("run", event.run)
        $0.member("line", event.line)
      }
    }
  }

  mutating func write(_ dumps: [PostedDump], as name: String) {
    array(name, dumps) { writer, dump in
      writer.object {
        $0.member("source", dump.source)
        $0.member("run", dump.run)
        $0.member("bytes", dump.storedBytes)
        $0.member("records", dump.recordsRead)
        $0.member("rejected", dump.recordsRejected)
      }
    }
  }

  mutating func write(members run: RunRecord) {
    member("run", run.id)
    member("command", run.command)
    member("posted_at", run.postedAt)
    member("posted_by", run.postedBy)
    member("settled_day", run.settledDay)
  }

  mutating func write(members grant: Grant) {
    member("grant_id", grant.id.text)
    member("sdk_app_id", grant.app)
    member("pool", grant.pool.text)
    member("plan", grant.plan?.text)
    member("start", grant.start)
    member("end", grant.end)
  }

  mutating func write(members charge: Charge) {
    member("sdk_app_id", charge.app)
    member("period", charge.period.description)
    member("item", charge.item.name(in: catalog))
    member("kind", charge.kind.rawValue)
    member("quantity", charge.quantity)
    member("unit_price", charge.unitPrice?.text(leastDecimals: 2))
    member("exact_amount", charge.exactAmount)
    member("amount", charge.amount)
    member("invoice_month", charge.invoiceMonth)
    member("postpaid", charge.isPostpaid)
  }

  mutating func write(members row: SettledDeduction) {
    member("sdk_app_id", row.app)
    member("day", row.day)
    member("meter", catalog[row.meter].name)
    member("grant_id", row.grant.text)
    member("usage_minutes", row.usageMinutes)
    member("ratio", row.ratio)
    member("package_minutes", row.packageMinutes)
    member("left_after", row.leftAfter)
    member("invoice_month", row.invoiceMonth)
  }

  mutating func write(members balance: GrantBalance) {
    write(members: balance.grant)
    member("minutes", balance.grant.minutes)
    member("drawn", balance.drawn)
    member("expired", balance.expired)
    member("left", balance.left)
    member("status", balance.status.rawValue)
  }
}
