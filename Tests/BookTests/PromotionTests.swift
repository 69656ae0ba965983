import Book
import Quantities
import Testing

@Suite("The promotion of 2022")
struct PromotionTests {
  private static let own = "1400000001"

  /// Time of the order, months, and each gift with the app it is bound to.
  static let table: [(String, String, Int, [String])] = [
    // The last second before it begins.
    (
      "tuicallkit.1v1", "2022-07-31T23:59:59+08:00", 2,
      [
        "O1/1/av 2022-07-31..<2022-08-31 110000 \(own)",
        "O1/2/av 2022-08-31..<2022-09-30 110000 \(own)",
      ]
    ),
    // V54: to 2022-09-30, any app; a later cycle that starts inside takes part too.
    (
      "tuicallkit.1v1", "2022-08-01T00:00:00+08:00", 3,
      [
        "O1/1/av 2022-08-01..<2022-10-01 110000 any",
        "O1/2/av 2022-09-01..<2022-11-01 110000 any",
        "O1/3/av 2022-10-01..<2022-11-01 110000 \(own)",
      ]
    ),
    // Ordered inside; the first cycle is inside, the second starts after it.
    (
      "tuicallkit.group_380k", "2022-08-31T08:00:00+08:00", 3,
      [
        "O1/1/av 2022-08-31..<2022-10-01 380000 any",
        "O1/2/av 2022-09-30..<2022-11-01 380000 any",
        "O1/3/av 2022-10-31..<2022-11-30 380000 \(own)",
      ]
    ),
    // The last second of it.
    (
      "tuicallkit.advanced", "2022-09-30T23:59:59+08:00", 1,
      ["O1/1/av 2022-09-30..<2022-11-01 235000 any"]
    ),
    (
      "tuicallkit.1v1", "2022-10-01T00:00:00+08:00", 1,
      ["O1/1/av 2022-10-01..<2022-11-01 110000 \(own)"]
    ),
    // Others have no part in it.
    (
      "trtc.basic", "2022-08-01T00:00:00+08:00", 1,
      ["O1/1/av 2022-08-01..<2022-09-01 110000 \(own)"]
    ),
    (
      "tuilivekit.single", "2022-08-01T00:00:00+08:00", 1,
      ["O1/1/av 2022-08-01..<2022-09-01 110000 \(own)"]
    ),
    // V55, months before it.
    (
      "tuicallkit.1v1", "2022-05-01T08:00:00+08:00", 1,
      ["O1/1/av 2022-05-01..<2022-06-01 110000 \(own)"]
    ),
  ]

  @Test("call-kit gifts of its time last longer and reach further (V54, V55)", arguments: table)
  func gifts(plan: String, time: String, months: Int, gifts: [String]) throws {
    let account = try commitments(purchase(plan, at: time, #","months":\#(months)"#))
    let found = account.grants.map { "\($0.summary) \($0.app?.description ?? "any")" }
    #expect(found == gifts)
  }

  @Test("the plan's own term stays as it is")
  func term() throws {
    let account = try commitments(purchase("tuicallkit.1v1", at: "2022-08-31T08:00:00+08:00"))
    #expect(account.quotaTerms.map(\.end) == [day("2022-09-30")])
  }
}
