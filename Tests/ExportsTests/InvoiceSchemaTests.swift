import Foundation
import Quantities
import Settlement
import StrictJSON
import TestSupport
import Testing

@testable import Exports

@Suite("The JSON Schema of invoices")
struct InvoiceSchemaTests {
  private let validator: SchemaValidator
  private let invoices: [JSONValue]

  init() throws {
    let file = Fixtures.packageDirectory.appendingPathComponent("Documentation/invoice.schema.json")
    validator = SchemaValidator(try JSONValue(parsing: [UInt8](Data(contentsOf: file))))
    let sample = try SampleLedger()
    try sample.post(
      "acct-1",
      charges: [
        fee(4_294_967_295), fee(7, kind: .adjustment),
        overage(7, "2025-10-02", quantity: "1/9", exact: "7/9000", amount: "0.00"),
        overage(7, "2025-10-03", amount: "0.00", isPostpaid: false),
      ],
      orders: [
        order("o-1", "168.00", app: nil), order("u-1", "0.01", kind: .upgrade),
        order("r-1", "-625.00", kind: .refund), order("n-1", "1.00", kind: .renewal),
      ])
    try sample.post("acct-2", orders: [order("o-2", "1000.00", months: 12)])
    invoices = try sample.export(.invoices).map { try JSONValue(parsing: Array($0.utf8)) }
  }

  @Test("invoices as exported agree with it")
  func agrees() {
    #expect(invoices.count == 2)
    for invoice in invoices { #expect(validator.complaints(about: invoice).isEmpty) }
  }

  @Test(
    "invoices with a mistake do not",
    arguments: [
      (#""status":"open""#, #""status":"paid""#),
      (#""total":"3544.01""#, #""total":3544.01"#),
      (#""total":"3544.01""#, #""total":"3544.0""#),
      (#""total":"3544.01""#, #""total":"03544.01""#),
      (#""rounding":"-7/9000""#, #""rounding":"0.10""#),
      (#""rounding":"-7/9000""#, #""rounding":0"#),
      (#""month":"2025-10""#, #""month":"2025-13""#),
      (#""uncharged":{"audio":"1"}"#, #""uncharged":{"audio":1}"#),
      (#""totals":{"order""#, #""totals":{"gift""#),
      (#""kind":"order","id":"o-1""#, #""kind":"order","item":"o-1""#),
      (#""kind":"overage","item""#, #""kind":"order","item""#),
      (#""sdk_app_id":null,"quantity":1"#, #""sdk_app_id":null,"quantity":1.5"#),
      (#""sdk_app_id":null"#, #""sdk_app_id":0"#),
      (#""sdk_app_id":null"#, #""sdk_app_id":4294967296"#),
      (#""sdk_app_id":null,"#, ""),
      (#""period":"2025-10-02""#, #""period":"2025-10-32""#),
      (#""period":"2025-10-02","#, ""),
      (#""account_id":"acct-1""#, #""account_id":"""#),
      (#""number":"acct-1-2025-10""#, #""number":"acct-1""#),
      (#""month""#, #""more":1,"month""#),
    ])
  func disagrees(right: String, wrong: String) throws {
    var json = JSONWriter()
    json.value(try #require(invoices.first))
    try #require(json.text.contains(right))
    let changed = json.text.replacing(right, with: wrong, maxReplacements: 1)
    let invoice = try JSONValue(parsing: Array(changed.utf8))
    #expect(!validator.complaints(about: invoice).isEmpty)
  }
}
