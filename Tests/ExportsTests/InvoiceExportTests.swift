import Book
import Ledger
import Quantities
import Settlement
import StrictJSON
import TestSupport
import Testing

@testable import Exports

@Suite("Invoices (section 5)")
struct InvoiceExportTests {
  private let sample: SampleLedger

  init() throws {
    sample = try SampleLedger()
  }

  @Test("an invoice is one line with its keys in order")
  func golden() throws {
    try sample.post(
      "acct-1",
      charges: [
        fee(1_400_000_001),
        overage(1_400_000_001, "2025-10-02", quantity: "1/9", exact: "7/9000", amount: "0.00"),
        overage(
          1_400_000_001, "2025-10-03", "video.hd", quantity: "0.5", amount: "0.00",
          isPostpaid: false),
        overage(
          1_400_000_001, "2025-09-30", quantity: "3", exact: "0.021", amount: "0.02",
          kind: .adjustment),
      ],
      orders: [
        order("o-2", "168.00", app: nil), order("o-1", "1875.00", months: 3),
        order("r-1", "-625.00", kind: .refund),
      ])
    let lines = [
      #"{"kind":"order","id":"o-1","sdk_app_id":1400000001,"quantity":3,"amount":"1875.00"}"#,
      #"{"kind":"order","id":"o-2","sdk_app_id":null,"quantity":1,"amount":"168.00"}"#,
      #"{"kind":"refund","id":"r-1","sdk_app_id":1400000001,"quantity":1,"amount":"-625.00"}"#,
      #"{"kind":"overage","item":"audio","sdk_app_id":1400000001,"period":"2025-10-02","#
        + #""quantity":"1/9","amount":"0.00"}"#,
      #"{"kind":"monthly","item":"peak_dau","sdk_app_id":1400000001,"period":"2025-10","#
        + #""quantity":2,"amount":"2000.00"}"#,
      #"{"kind":"adjustment","item":"audio","sdk_app_id":1400000001,"period":"2025-09-30","#
        + #""quantity":"3","amount":"0.02"}"#,
    ]
    #expect(
      try sample.export(.invoices, .ndjson) == [
        #"{"number":"acct-1-2025-10","account_id":"acct-1","month":"2025-10","status":"open","#
          + #""lines":["# + lines.joined(separator: ",") + "],"
          + #""totals":{"order":"2043.00","refund":"-625.00","overage":"0.00","#
          + #""monthly":"2000.00","adjustment":"0.02"},"total":"3418.02","#
          + #""uncharged":{"video.hd":"0.5"},"rounding":"-2/1125"}"#
      ])
    #expect(try sample.export(.invoices, .csv) == sample.export(.invoices, .ndjson))
  }

  @Test("months apart, and only months with a line or uncharged overage")
  func months() throws {
    try sample.post(
      "acct-1",
      charges: [
        overage(1, "2025-11-01", amount: "0.00", isPostpaid: false, invoice: "2025-11"),
        overage(
          1, "2025-12-01", "ai.speech", price: nil, exact: nil, amount: nil,
          invoice: "2025-12"),
      ], orders: [order("o-1", "0.00", on: "2025-09-30")])
    try sample.post("acct-2", grants: [balance("acct-2", "g")])
    let numbers = try sample.export(.invoices).map { String($0.prefix(27)) }
    #expect(numbers == [#"{"number":"acct-1-2025-09","#, #"{"number":"acct-1-2025-11","#])
    #expect(
      try sample.export(.invoices)[1].hasSuffix(
        #""lines":[],"totals":{},"total":"0.00","uncharged":{"audio":"1"},"rounding":"0"}"#))
    #expect(try sample.export(.invoices, month: month("2025-11")).count == 1)
    #expect(try sample.export(.invoices, account: "acct-2").isEmpty)
  }

  private func numbers() throws -> [String] {
    try sample.export(.invoices).map { line in
      let value = try JSONValue(parsing: Array(line.utf8))
      return value["number"]?.string ?? ""
    }
  }

  @Test("invoices come by the bytes of their numbers, also where accounts are beginnings of others")
  func numberOrder() throws {
    let names = ["a", "a!", "a-", "a-2025", "a-2025-10", "a-3", "a.", "b", "a-2025-2025", "A"]
    for name in names {
      try sample.post(
        name,
        orders: ["2024-12-01", "2025-10-01", "2025-11-01", "2026-01-01"].enumerated().map {
          order("\(name)-\($0)", "1.00", on: $1)
        })
    }
    let found = try numbers()
    #expect(found.count == 40)
    let sorted = found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(found == sorted)
  }

  @Test("seeded accounts: the order is that of the numbers", arguments: [1, 2, 3, 4] as [UInt64])
  func seededOrder(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var names = Set<String>()
    for _ in 0..<40 {
      names.insert(
        (0..<random.pick(1...5)).map { _ in random.pick(["a", "-", "2025", "1"]) }
          .joined())
    }
    for name in names.sorted() {
      try sample.post(
        name,
        orders: (0..<random.pick(1...3)).map {
          order("o-\($0)", "1.00", on: "202\(random.pick(0...9))-1\(random.pick(0...2))-01")
        })
    }
    let found = try numbers()
    #expect(found == found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, "seed \(seed)")
    #expect(found.count >= names.count)
  }
}
