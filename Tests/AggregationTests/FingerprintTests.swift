import Catalog
import Quantities
import TestSupport
import Testing
import UsageRecords

@testable import Aggregation

@Suite("what makes records the same")
struct FingerprintTests {
  /// Identity and content of each line.
  static func prints(
    _ lines: [String], _ catalog: Catalog = .builtIn
  ) -> [(identity: Fingerprint, content: ContentFingerprint)] {
    let fingerprints = RecordFingerprints(catalog)
    var prints: [(identity: Fingerprint, content: ContentFingerprint)] = []
    forEachBatch(lines, catalog: catalog) { batch in
      for index in 0..<batch.count {
        prints.append(
          (fingerprints.identity(of: batch[index]), fingerprints.content(of: batch[index])))
      }
    }
    return prints
  }

  @Test("app and record id are the identity, and nothing else")
  func identity() {
    let same = Self.prints([
      record("audio", id: "a"), record("video.hd", id: "a"), record("audio", id: "a", quantity: 9),
      record("audio", id: "a", time: "1", user: "u").replacing(
        "\"time\":1", with: "\"time\":1759248001"),
      record("video", id: "a", picture: (1, 2)), record("audio", id: #"\u0061"#),
    ])
    #expect(Set(same.map(\.identity)).count == 1)
    // Ids that end where others go on, and apps whose digits would run into the id.
    let ids = [
      "a", "A", "aa", "a ", " a", "\u{E9}", "e\u{301}", #"a\u0000"#, #"\u0000a"#, #"\u0000"#,
    ]
    let long = (1...64).map { String(repeating: "x", count: $0) }
    let lines = [1, 256, 4_294_967_295].flatMap { app in
      (ids + long).map { record("audio", id: $0, app: app) }
    }
    #expect(Set(Self.prints(lines).map(\.identity)).count == lines.count)
  }

  @Test("every field of the table counts for the content, the picture only of video")
  func content() {
    let lines = [
      record("audio"), record("audio", time: "1759248001"), record("audio", quantity: 2),
      record("audio", user: "u"), record("audio", user: "v"), record("audio", user: "uu"),
      record("video.hd"), record("video", picture: (640, 480)),
      record("video", picture: (480, 640)),
      record("video", picture: (640, 481)), record("video", user: "u", picture: (640, 480)),
    ]
    #expect(Set(Self.prints(lines).map(\.content)).count == lines.count)
    let same = [
      record("audio"), record("audio", picture: (1, 2)), record("audio", time: "\"1759248000\""),
      record("audio", time: "\"2025-10-01T00:00:00.7+08:00\""),
      record("audio", time: "\"2025-09-30 16:00:00Z\""),
      record("audio").replacing(":1,", with: ":\"1\",").replacing(
        "\"audio\"", with: "\"\\u0061udio\""),
      record("audio").replacing("}", with: ",\"user_id\":null,\"x\":1}"),
    ]
    #expect(Set(Self.prints(same).map(\.content)).count == 1)
  }

  @Test("contents outlive a catalog that orders its meters otherwise")
  func meterOrder() throws {
    let catalog = TestCatalog.catalog
    let other = Catalog(
      name: "other", currency: catalog.currency, zone: catalog.zone, pools: catalog.pools,
      products: catalog.products, meters: catalog.meters.reversed(),
      resolutionTiers: catalog.resolutionTiers, peakFees: [], drawOrder: catalog.drawOrder,
      plans: [], saleRules: catalog.saleRules, source: [])
    let lines = ["audio", "video.hd", "ai.speech"].map { record($0) }
    #expect(Self.prints(lines, catalog).map(\.content) == Self.prints(lines, other).map(\.content))
  }

  @Test("of equal records the first dump's stands, whichever worker was faster")
  func firstDump() throws {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] as [[Int32]] {
      let usage = try usage(order.map { (lines: [record("audio"), record("audio")], dump: $0) })
      var dumps: [Int32] = []
      try usage.identities.forEachPart { dumps += $0.map(\.dump) }
      #expect(dumps == [0])
    }
  }

  @Test("identities lie in their partitions, in rising order")
  func partitions() throws {
    let lines = (0..<3000).map { record("audio", id: "r\($0)") }
    let identities = try usage([(Array(lines[..<1000]), 0), (Array(lines[1000...]), 1)]).identities
    var parts: [[Fingerprint]] = []
    try identities.forEachPart { parts.append($0.map(\.identity)) }
    #expect(parts.count == 256)
    #expect(parts.joined().count == 3000)
    #expect(parts.flatMap(\.self) == parts.joined().sorted())
    for (partition, entries) in parts.enumerated() {
      #expect(entries.allSatisfy { Int($0.high >> 56) == partition })
    }
  }
}
