import Book
import Quantities
import Testing

@Suite("A bundle is its two halves")
struct BundleTests {
  /// Bundle, a time, the published price of that time, and where it stands.
  static let published: [(String, String, String, String)] = [
    ("tuicallkit.advanced", "2022-08-01T00:00:00+08:00", "1999.00", "public:P43"),
    ("tuicallkit.1v1", "2023-06-01T00:00:00+08:00", "1499.00", "public:P39"),
    ("tuicallkit.group_380k", "2023-06-01T00:00:00+08:00", "4499.00", "public:P39"),
    ("tuicallkit.group_1400k", "2023-06-01T00:00:00+08:00", "7999.00", "public:P39"),
    ("tuicallkit.1v1", "2023-12-31T23:59:59+08:00", "1499.00", "public:P39"),
    ("tuicallkit.1v1", "2024-01-01T00:00:00+08:00", "1999.00", "public:P38"),
    ("tuicallkit.1v1", "2024-01-05T12:00:00+08:00", "1999.00", "V52, public:P38"),
    ("tuiroomkit.basic", "2024-04-19T16:36:21+08:00", "2999.00", "V53, seed:S3"),
    ("tuiroomkit.advanced", "2024-04-19T16:36:21+08:00", "6499.00", "V53, seed:S3"),
    ("tuiroomkit.large", "2024-04-19T16:36:21+08:00", "7999.00", "V53, seed:S3"),
    ("tuiroomkit.basic", "2024-04-30T23:59:59+08:00", "2999.00", "seed:S3"),
    ("tuiroomkit.basic", "2024-05-01T00:00:00+08:00", "3374.00", "V53, seed:S3"),
    ("tuiroomkit.advanced", "2024-05-01T00:00:00+08:00", "7749.00", "V53, seed:S3"),
    ("tuiroomkit.large", "2024-05-01T00:00:00+08:00", "9249.00", "V53, seed:S3"),
    ("tuilivekit.single", "2025-11-21T14:15:32+08:00", "2124.00", "V53, seed:S4"),
    ("tuilivekit.multi", "2025-11-21T14:15:32+08:00", "4874.00", "V53, seed:S4"),
    ("tuilivekit.large", "2025-11-21T14:15:32+08:00", "9249.00", "V53, seed:S4"),
    ("tuilivekit.multi_plus", "2025-11-21T14:15:32+08:00", "4374.00", "V53, seed:S4"),
    ("tuilivekit.large_plus", "2025-11-21T14:15:32+08:00", "10999.00", "V53, seed:S4"),
    ("tuicallkit.1v1", "2025-11-21T14:15:32+08:00", "2124.00", "derived from seed:S0"),
  ]

  @Test("its order is the published price, one line for both halves", arguments: published)
  func price(plan: String, time: String, price: String, source: String) throws {
    let orders = try commitments(purchase(plan, at: time)).orders
    #expect(orders.map(\.amount.description) == [price], "\(source)")
    #expect(orders.map(\.months) == [1] && orders.map(\.kind) == [.order])
  }

  @Test("the activity price of V52 is given as what was paid")
  func activity() throws {
    let line = purchase("tuicallkit.1v1", at: "2024-01-05T12:00:00+08:00", #","paid":"1499.00""#)
    #expect(try commitments(line).orders.map(\.amount.description) == ["1499.00"])
  }

  /// Bundle, then the plan, pool and minutes of each gift of a cycle, and the plan that frees peaks.
  static let giftTable: [(String, [String], String)] = [
    ("tuicallkit.1v1", ["trtc.basic av 110000"], "im.professional"),
    ("tuicallkit.group_380k", ["trtc.premium av 380000"], "im.ultimate"),
    ("tuicallkit.group_1400k", ["trtc.flagship av 1400000"], "im.ultimate"),
    ("tuiroomkit.basic", ["trtc.premium av 380000"], "im.professional"),
    ("tuiroomkit.advanced", ["trtc.flagship av 1400000"], "im.professional"),
    ("tuiroomkit.large", ["trtc.flagship av 1400000"], "im.ultimate"),
    ("tuilivekit.single", ["trtc.basic av 110000"], "im.professional"),
    ("tuilivekit.multi", ["trtc.premium av 380000"], "im.ultimate"),
    ("tuilivekit.large", ["trtc.flagship av 1400000"], "im.ultimate"),
    (
      "tuilivekit.multi_plus",
      [
        "trtc.premium_plus av 380000", "trtc.premium_plus rectrans 260000",
        "trtc.premium_plus ai 10000",
      ], "im.professional"
    ),
    (
      "tuilivekit.large_plus",
      [
        "trtc.flagship_plus av 1400000", "trtc.flagship_plus rectrans 600000",
        "trtc.flagship_plus ai 20000",
      ], "im.ultimate"
    ),
  ]

  @Test("it gives what its halves give, cycle by cycle", arguments: giftTable)
  func gifts(bundle: String, gifts: [String], edition: String) throws {
    let account = try commitments(
      purchase(bundle, at: "2024-01-31T12:00:00+08:00", #","months":2"#))
    let cycles = ["2024-01-31..<2024-02-29", "2024-02-29..<2024-03-31"]
    let expected = cycles.enumerated().flatMap { index, days in
      gifts.map { gift in
        let words = gift.split(separator: " ")
        return "O1/\(index + 1)/\(words[1]) \(days) \(words[2]) of \(words[0])"
      }
    }
    #expect(account.grants.map { "\($0.summary) of \($0.plan?.text ?? "-")" } == expected)
    #expect(account.grants.allSatisfy { $0.app == AppID(1_400_000_001) })
    let term = try #require(account.quotaTerms.first)
    #expect(account.quotaTerms.count == 1 && term.plan == PlanID(edition))
    #expect(term.start == day("2024-01-31") && term.end == day("2024-03-31"))
    #expect(term.freePeaks == ["peak_dau": 10_000, "peak_groups": 100_000])
  }

  @Test("the withdrawn call kit is sold to the last second of 2023-03-06")
  func withdrawn() throws {
    let last = purchase("tuicallkit.advanced", at: "2023-03-06T23:59:59+08:00")
    #expect(try commitments(last).grants.map(\.minutes) == [235_000])
    let late = purchase("tuicallkit.advanced", at: "2023-03-07T00:00:00+08:00")
    #expect(problems(late).map(\.rule) == [.notOnSale])
  }
}
