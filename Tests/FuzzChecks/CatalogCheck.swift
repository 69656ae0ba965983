import Book
import Catalog
import Quantities

/// Catalogs: one is taken, and then usage can be rated and plans be bought under it, or refused with
/// places in the file.
func checkCatalog(_ input: [UInt8]) throws {
  let catalog: Catalog
  do throws(CatalogFailure) {
    catalog = try Catalog.read(input, named: "catalog")
  } catch {
    try expect(!error.findings.isEmpty, "a refusal has its reasons")
    let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
    for finding in error.findings {
      try expect((1...lines).contains(finding.line) && finding.column >= 1, "a place: \(finding)")
    }
    return
  }
  try expectEqual(catalog.source, input, "the source")
  let end = CalendarDay(year: 2026, month: 1, day: 10) ?? CalendarDay(number: 20_000)
  let book = try Book.read(Array(heads.utf8), source: "book", catalog: catalog)
  for account in book.commitments(through: end) {
    let usage = sampleUsage(of: account.apps, catalog: catalog, before: end)
    try checkSettlement(account, usage: usage, catalog: catalog, through: end)
  }
  for plan in catalog.plans { buy(plan, catalog) }
}

/// An account with an app.
private let heads = """
  {"type":"account","account_id":"acct-1","time":1577808000}
  {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":1577808000}

  """

/// Buys a plan where that is allowed; what the purchase comes to must be found without a trap.
private func buy(_ plan: Plan, _ catalog: Catalog) {
  for app in ["", #","sdk_app_id":1400000001"#] {
    let line =
      #"{"type":"purchase","order_id":"O1","time":1759276800,"account_id":"acct-1"\#(app),"#
      + #""plan":"\#(plan.id.text)","months":2}"#
    let book = try? Book.read(Array((heads + line).utf8), source: "book", catalog: catalog)
    _ = book?.commitments(through: nil)
  }
}
