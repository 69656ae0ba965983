import Catalog
import Quantities
import Testing

/// A small catalog of another vendor, one line a part, so that tests can name lines.
let smallCatalog = """
  {"schema": "drawdown-catalog/1",
  "name": "elsewhere", "currency": "USD", "zone": "-05:30",
  "pools": ["minutes", "storage"], "products": ["calls", "chat"],
  "meters": [
  {"name": "voice", "kind": "sum", "pool": "minutes", "ratio": "1", "rate": "0.99"},
  {"name": "small", "kind": "sum", "pool": "minutes", "ratio": "4", "rate": "3.99"},
  {"name": "large", "kind": "sum", "pool": "minutes", "ratio": [{"from": "2023-01-01", "value": "9"}], "rate": [{"from": "2023-01-01", "value": "8.99"}], "counted_as": [{"value": "small"}, {"from": "2023-01-01", "value": null}]},
  {"name": "bots", "kind": "sum", "rate": null},
  {"name": "users", "kind": "unique"}],
  "video_tiers": {"largest_known_area": 8847360, "tiers": [
  {"value": [{"up_to": 921600, "meter": "small"}, {"meter": "small"}]},
  {"from": "2023-01-01", "value": [{"up_to": 921600, "meter": "small"}, {"meter": "large"}]}]},
  "peak_fees": [{"item": "top_users", "meter": "users", "product": "chat", "step": 100, "price": "3.00"}],
  "draw_order": ["scope", "end", "grant_id"],
  "plans": [
  {"id": "calls.free", "kind": "monthly", "product": "calls", "scope": "account", "price": "0.00", "gifts": [{"pool": "minutes", "minutes": 10000}]},
  {"id": "calls.one", "kind": "monthly", "product": "calls", "price": [{"value": "9.00"}, {"from": "2024-01-01", "value": null}], "on_sale": [{"value": true}, {"from": "2024-01-01", "value": false}]},
  {"id": "chat.one", "kind": "monthly", "product": "chat", "price": "5.00", "gifts": [{"pool": "minutes", "minutes": 7}], "free_peaks": {"top_users": 100}},
  {"id": "both", "kind": "bundle", "halves": ["calls.one", "chat.one"]},
  {"id": "pack", "kind": "pack", "scope": "account", "price": "1.00", "months": 6, "ends": "same_day", "gifts": [{"pool": "storage", "minutes": 1}]},
  {"id": "try", "kind": "trial", "days": 14},
  {"id": "more", "kind": "value_added", "product": "chat", "charged": "prepaid", "offers": [{"base": "chat.one", "price": "2.00"}]}],
  "promotions": [{"name": "spring", "plans": ["both"], "from": "2024-03-01", "until": "2024-05-01", "gift_months_after": 1, "gift_scope": "account"}],
  "trial_limits": {"per_app": 1, "per_account": null},
  "refunds": [{"value": null}, {"from": "2024-01-01", "value": {"within_hours": 24, "amount": "all"}}],
  "choices": {"upgrade_gift": "none", "month_end": "drift"}}
  """

@Suite("A user's own catalog")
struct CatalogLintTests {
  @Test("another vendor's meters, tiers, zone and currency are read")
  func elsewhere() throws {
    let catalog = try Catalog.read(Array(smallCatalog.utf8), named: "own.json")
    #expect(catalog.zone.description == "-05:30" && catalog.currency == "USD")
    #expect(catalog.drawOrder == [.scope, .end, .grantID])
    #expect(catalog.plan(PlanID("calls.free"))?.isAppBound == false)
    #expect(catalog.saleRules.refunds.value(on: day("2023-12-31")) == .some(nil))
    #expect(
      catalog.saleRules.choices
        == Choices(upgradeGift: .none, upgradeFee: .cycleDays, monthEnd: .drift))
    let large = try #require(catalog.ordinal(ofMeter: "large"))
    #expect(catalog[large].ratio?.value(on: day("2022-12-31")) == nil)
    let area = catalog.resolutionTiers.meter(width: 2000, height: 2000, on: day("2023-01-01"))
    #expect(area == large)
    #expect(catalog.source == Array(smallCatalog.utf8))
  }

  @Test("a catalog of nothing but seconds and one meter is enough")
  func least() throws {
    let text = """
      {"schema":"drawdown-catalog/1","name":"n","currency":"EUR","zone":"Z","pools":[],"products":[],
      "meters":[{"name":"m","kind":"sum","rate":"1"}],"draw_order":["grant_id"],"plans":[]}
      """
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let catalog = try Catalog.read(mark + Array(text.utf8), named: "least.json")
    #expect(catalog.resolutionTiers.meter(width: 1, height: 1, on: day("2020-01-01")) == nil)
    #expect(catalog.saleRules.refunds.value(on: day("2020-01-01")) == .some(nil))
  }

  /// One mistake made in the small catalog, and the finding that it should give.
  struct Broken: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let line: Int
    let path: String
    let what: String
    /// More than one where a name goes missing that others use.
    let count: Int

    init(_ old: String, _ new: String, _ line: Int, _ path: String, _ what: String, count: Int = 1)
    {
      self.old = old
      self.new = new
      self.line = line
      self.path = path
      self.what = what
      self.count = count
    }

    var testDescription: String { "\(path): \(what)" }
  }

  static let heads = [
    Broken("\"drawdown-catalog/1\"", "\"v9\"", 1, "schema", "no schema known here"),
    Broken("\"schema\": \"drawdown-catalog/1\",", "", 1, "", "`schema` is missing"),
    Broken("\"elsewhere\"", "\"else where\"", 2, "name", "is no name"),
    Broken("\"elsewhere\"", "7", 2, "name", "is a number"),
    Broken("\"USD\"", "\"usd\"", 2, "currency", "no currency code"),
    Broken("-05:30", "EST", 2, "zone", "no fixed offset"),
    Broken("\"storage\"]", "\"storage\", \"storage\"]", 3, "pools[2]", "stands twice"),
    Broken("\"name\": \"elsewhere\"", "\"nmae\": 1, \"name\": \"x\"", 2, "", "unknown key `nmae`"),
    Broken("\"zone\"", "\"currency\": \"EUR\", \"zone\"", 2, "", "`currency` stands twice"),
    Broken("{\"schema\"", "[{\"schema\"", 26, "", "not JSON: it ends too early"),
    Broken("\"scope\", \"end\", \"grant_id\"", "\"scope\", \"end\"", 14, "draw_order", "not total"),
    Broken("\"grant_id\"]", "\"grant_id\", \"order_time\"]", 14, "draw_order", "not total"),
    Broken("[\"scope\"", "[\"end\"", 14, "draw_order[1]", "stands twice"),
    Broken("[\"scope\"", "[\"price\"", 14, "draw_order[0]", "unknown word `price`"),
  ]

  static let meters = [
    Broken(
      "\"pool\": \"minutes\", \"ratio\": \"1\"", "\"pool\": \"minutes\"", 5, "meters[0]",
      "`ratio` is missing"),
    Broken(
      "\"ratio\": \"1\", \"rate\": \"0.99\"", "\"ratio\": \"1\"", 5, "meters[0]",
      "`rate` is missing"),
    Broken(
      "\"rate\": null", "\"rate\": null, \"ratio\": \"1\"", 8, "meters[3].ratio", "without a pool"),
    Broken(
      "\"pool\": \"minutes\", \"ratio\": \"4\"", "\"pool\": \"mins\", \"ratio\": \"4\"", 6,
      "meters[1].pool", "unknown pool `mins`"),
    Broken("\"ratio\": \"4\"", "\"ratio\": 4", 6, "meters[1].ratio", "is a number"),
    Broken("\"ratio\": \"4\"", "\"ratio\": \"1/3\"", 6, "meters[1].ratio", "may not terminate"),
    Broken("\"ratio\": \"4\"", "\"ratio\": \"-4\"", 6, "meters[1].ratio", "is negative"),
    Broken("\"ratio\": \"4\"", "\"ratio\": \"0\"", 6, "meters[1].ratio", "is zero"),
    Broken("\"ratio\": \"4\"", "\"ratio\": \"4e1\"", 6, "meters[1].ratio", "is no decimal"),
    Broken("\"ratio\": \"4\"", "\"ratio\": []", 6, "meters[1].ratio", "has no value"),
    Broken(
      "\"ratio\": \"4\"", "\"ratio\": [{\"from\": \"2020-01-01\", \"value\": \"4\"}]", 6,
      "meters[1].ratio", "gap: no ratio before"),
    Broken(
      "\"rate\": \"3.99\"", "\"rate\": \"0.0123456789\"", 6, "meters[1].rate", "too many digits"),
    Broken(
      "\"from\": \"2023-01-01\", \"value\": \"9\"", "\"from\": \"2023-01-02\", \"value\": \"9\"", 7,
      "meters[2].ratio", "gap: no ratio on 2023-01-01"),
    Broken(
      "\"from\": \"2023-01-01\", \"value\": \"8.99\"",
      "\"from\": \"2023-02-01\", \"value\": \"8.99\"", 7, "meters[2].rate",
      "gap: no rate on 2023-01-01"),
    Broken(
      "{\"from\": \"2023-01-01\", \"value\": \"9\"}",
      "{\"from\": \"2023-01-01\", \"value\": \"9\"}, {\"from\": \"2023-01-01\", \"value\": \"8\"}",
      7, "meters[2].ratio[1]", "overlap: it starts on 2023-01-01"),
    Broken(
      "{\"from\": \"2023-01-01\", \"value\": \"9\"}",
      "{\"from\": \"2023-01-01\", \"value\": \"9\"}, {\"value\": \"8\"}", 7, "meters[2].ratio[1]",
      "overlap: only the first"),
    Broken(
      "{\"from\": \"2023-01-01\", \"value\": \"9\"}",
      "{\"from\": \"2023-02-29\", \"value\": \"9\"}", 7, "meters[2].ratio[0].from", "is no day"),
    Broken(
      "{\"from\": \"2023-01-01\", \"value\": \"9\"}", "{\"from\": \"2023-01-01\"}", 7,
      "meters[2].ratio[0]", "`value` is missing"),
    Broken(
      "[{\"value\": \"small\"}", "[{\"value\": \"tiny\"}", 7, "meters[2].counted_as[0].value",
      "unknown meter `tiny`"),
    Broken(
      "[{\"value\": \"small\"}", "[{\"value\": \"large\"}", 7, "meters[2]",
      "which counts as another meter then"),
    Broken(
      "[{\"value\": \"small\"}", "[{\"value\": \"bots\"}", 7, "meters[2]", "of another kind or pool"
    ),
    Broken("\"bots\"", "\"voice\"", 8, "meters[3].name", "a second meter `voice`"),
    Broken("\"bots\"", "\"video\"", 8, "meters[3].name", "no meter of its own"),
    Broken("\"unique\"", "\"distinct\"", 9, "meters[4].kind", "unknown word `distinct`"),
    Broken(
      "\"unique\"", "\"unique\", \"rate\": \"1\"", 9, "meters[4].rate", "`rate` of a `unique` meter"
    ),
    Broken("8847360", "0", 10, "video_tiers.largest_known_area", "is 0"),
    Broken(
      "{\"meter\": \"large\"}", "{\"up_to\": 9999999, \"meter\": \"large\"}", 12,
      "video_tiers.tiers[1].value[1]", "no tier above this one"),
    Broken(
      "{\"up_to\": 921600, \"meter\": \"small\"}, {\"meter\": \"large\"}",
      "{\"meter\": \"small\"}, {\"meter\": \"large\"}", 12, "video_tiers.tiers[1].value[0]",
      "without a bound in front"),
    Broken(
      "{\"meter\": \"large\"}", "{\"up_to\": 921600, \"meter\": \"large\"}, {\"meter\": \"large\"}",
      12, "video_tiers.tiers[1].value[1]", "not above the tier before"),
    Broken(
      "{\"meter\": \"large\"}", "{\"meter\": \"huge\"}", 12, "video_tiers.tiers[1].value[1].meter",
      "unknown meter `huge`"),
    Broken("{\"meter\": \"large\"}", "{\"meter\": \"users\"}", 10, "video_tiers", "no `sum` meter"),
    Broken(
      "\"value\": [{\"up_to\": 921600, \"meter\": \"small\"}, {\"meter\": \"small\"}]",
      "\"value\": []", 11, "video_tiers.tiers[0].value", "has no tier"),
    Broken(
      "{\"value\": [{\"up_to\": 921600, \"meter\": \"small\"}, {\"meter\": \"small\"}]}",
      "{\"from\": \"2020-01-01\", \"value\": [{\"meter\": \"small\"}]}", 11, "video_tiers.tiers[0]",
      "gap: no value before 2020-01-01"),
    Broken(
      "{\"up_to\": 921600, \"meter\": \"small\"}, {\"meter\": \"small\"}",
      "{\"up_to\": 921600, \"meter\": \"small\"}, {\"meter\": \"large\"}", 10, "video_tiers",
      "counts as another meter"),
  ]

  static let plansAndRules = [
    Broken("\"meter\": \"users\"", "\"meter\": \"voice\"", 13, "peak_fees", "of the `sum` meter"),
    Broken(
      "\"top_users\", \"meter\"", "\"voice\", \"meter\"", 13, "peak_fees[0]",
      "the name `voice` is taken", count: 2),
    Broken("\"step\": 100", "\"step\": 0", 13, "peak_fees[0].step", "is 0"),
    Broken("\"3.00\"", "\"3\"", 13, "peak_fees[0].price", "no amount of money"),
    Broken("\"0.00\"", "\"-1.00\"", 16, "plans[0].price", "out of range"),
    Broken("10000}", "0}", 16, "plans[0].gifts[0].minutes", "is 0"),
    Broken("\"price\": \"0.00\"", "\"price\": null", 16, "plans[0]", "on sale without a price"),
    Broken(
      "\"product\": \"calls\", \"scope\"", "\"scope\"", 16, "plans[0]", "`product` is missing"),
    Broken(
      "\"from\": \"2024-01-01\", \"value\": false", "\"from\": \"2024-01-02\", \"value\": false",
      17, "plans[1]", "on sale without a price on 2024-01-01"),
    Broken(
      "\"id\": \"chat.one\"", "\"id\": \"calls.one\"", 18, "plans[2]", "a second plan", count: 3),
    Broken(
      "[{\"pool\": \"minutes\", \"minutes\": 7}]",
      "[{\"pool\": \"minutes\", \"minutes\": 7}, {\"pool\": \"minutes\", \"minutes\": 7}]", 18,
      "plans[2].gifts[1]", "a second gift"),
    Broken(
      "{\"top_users\": 100}", "{\"top\": 100}", 18, "plans[2].free_peaks.top", "unknown peak fee"),
    Broken(
      "\"halves\": [\"calls.one\", ", "\"halves\": [\"calls.two\", ", 19, "plans[3].halves[0]",
      "unknown plan `calls.two`"),
    Broken(
      "\"halves\": [\"calls.one\", ", "\"halves\": [\"chat.one\", ", 19, "plans[3]",
      "two halves of one product"),
    Broken("\"halves\": [\"calls.one\", ", "\"halves\": [", 19, "plans[3]", "fewer than two plans"),
    Broken(
      "\"halves\": [\"calls.one\", ", "\"halves\": [\"calls.free\", ", 19, "plans[3]",
      "no monthly plan of an app"),
    Broken("\"ends\": \"same_day\", ", "", 20, "plans[4]", "`ends` is missing"),
    Broken("\"months\": 6", "\"months\": 6.0", 20, "plans[4].months", "is 6.0"),
    Broken(
      ", \"gifts\": [{\"pool\": \"storage\", \"minutes\": 1}]", "", 20, "plans[4]",
      "a pack without minutes"),
    Broken(
      "\"days\": 14", "\"days\": 14, \"price\": \"0.00\"", 21, "plans[5]", "unknown key `price`"),
    Broken("\"kind\": \"trial\", ", "", 21, "plans[5]", "is no plan"),
    Broken("{\"base\": \"chat.one\", \"price\": \"2.00\"}", "", 22, "plans[6]", "extends no plan"),
    Broken(
      "\"base\": \"chat.one\"", "\"base\": \"calls.free\"", 22, "plans[6]",
      "no monthly plan of an app"),
    Broken(
      "\"2024-05-01\", \"gift", "\"2024-03-01\", \"gift", 23, "promotions[0]",
      "ends before it begins"),
    Broken("[\"both\"]", "[\"none\"]", 23, "promotions[0].plans[0]", "unknown plan `none`"),
    Broken("\"per_app\": 1", "\"per_app\": -1", 24, "trial_limits.per_app", "is -1"),
    Broken(
      "\"amount\": \"all\"", "\"amount\": \"some\"", 25, "refunds[1].value.amount",
      "unknown word `some`"),
    Broken("\"drift\"}}", "\"half\"}}", 26, "choices.month_end", "unknown word `half`"),
    Broken("\"month_end\"", "\"upgrade_fee\"", 26, "choices.upgrade_fee", "unknown word `drift`"),
  ]

  @Test("one mistake is one finding, with its place", arguments: heads + meters + plansAndRules)
  func findings(_ broken: Broken) throws {
    var text = smallCatalog
    text.replaceSubrange(try #require(text.firstRange(of: broken.old)), with: broken.new)
    let failure = #expect(throws: CatalogFailure.self) {
      try Catalog.read(Array(text.utf8), named: "own.json")
    }
    let findings = try #require(failure?.findings)
    #expect(findings.count == broken.count, "\(findings)")
    let finding = try #require(findings.first { $0.what.contains(broken.what) }, "\(findings)")
    #expect(finding.path == broken.path)
    #expect(finding.line == broken.line)
    #expect(!finding.fix.isEmpty)
  }

  @Test("all findings come at once, in the order of the file")
  func all() throws {
    let text = smallCatalog.replacing("\"ratio\": \"4\"", with: "\"ratio\": \"x\"")
      .replacing("\"USD\"", with: "5").replacing("\"days\": 14", with: "\"days\": \"x\"")
    let failure = #expect(throws: CatalogFailure.self) {
      try Catalog.read(Array(text.utf8), named: "own.json")
    }
    #expect(failure?.findings.map(\.line) == [2, 6, 21])
    #expect(
      failure?.description.split(separator: "\n").first
        == "own.json:2:34: currency: is a number; write a string")
  }

  @Test("a catalog with a few bytes changed is read or refused, and never traps")
  func mutations() {
    for seed in UInt64(0)..<800 {
      var state = seed
      /// The next number of the generator below `bound`.
      func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
      }
      var bytes = Array(smallCatalog.utf8)
      for _ in 0...next(2) {
        let place = next(bytes.count)
        switch next(3) {
        case 0: bytes[place] = UInt8(ascii: "0") + UInt8(next(10))
        case 1: bytes.removeSubrange(place..<min(place + 1 + next(30), bytes.count))
        default: bytes.insert(contentsOf: [Array(",[]{}19".utf8)[next(7)]], at: place)
        }
      }
      do throws(CatalogFailure) {
        _ = try Catalog.read(bytes, named: "mutated")
      } catch {
        #expect(!error.findings.isEmpty, "seed \(seed)")
        #expect(error.findings.map(\.line) == error.findings.map(\.line).sorted(), "seed \(seed)")
      }
    }
  }

  @Test("meters without names are findings, and what stands behind them is still looked at")
  func namelessMeters() {
    let text = smallCatalog.replacing(
      #""meters": ["#, with: #""meters": [{"kind":"sum"},{"kind":"sum"},{"kind":"sum"},"#)
    let failure = #expect(throws: CatalogFailure.self) {
      try Catalog.read(Array(text.utf8), named: "own.json")
    }
    let paths = Set(failure?.findings.map(\.path) ?? [])
    #expect(paths.isSuperset(of: ["meters[0]", "meters[1]", "meters[2]"]), "\(paths)")
  }

  @Test("more meters than ordinals are a finding")
  func manyMeters() {
    let meters = (0..<300).map {
      #"{"name":"m\#($0)","kind":"sum","rate":"1","counted_as":"m299"}"#
    }
    let text = smallCatalog.replacing(
      #"{"name": "users""#, with: meters.joined(separator: ",") + #",{"name": "users""#)
    let failure = #expect(throws: CatalogFailure.self) {
      try Catalog.read(Array(text.utf8), named: "own.json")
    }
    #expect(failure?.findings.contains { $0.what == "has 305 meters" } == true)
  }
}
