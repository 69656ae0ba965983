import Catalog
import Quantities
import Testing

@Suite("The built-in catalog sells by the contract")
struct BuiltInPlanTests {
  let catalog = Catalog.builtIn

  func plan(_ name: String) throws -> Plan { try #require(catalog.plan(PlanID(name))) }

  func price(_ name: String, _ text: String) throws -> String? {
    catalog.price(of: try plan(name), on: day(text))?.description
  }

  /// Plan, price before and after its change, the first day of the latter, gift minutes.
  static let monthlyTable: [(String, String, String, String, [String: Int64])] = [
    ("trtc.basic", "500.00", "625.00", "2024-05-01", ["av": 110_000]),
    ("trtc.premium", "1500.00", "1875.00", "2024-05-01", ["av": 380_000]),
    ("trtc.flagship", "5000.00", "6250.00", "2024-05-01", ["av": 1_400_000]),
    ("trtc.advanced", "1000.00", "1000.00", "2023-03-07", ["av": 235_000]),
    (
      "trtc.premium_plus", "2875.00", "2875.00", "2024-05-01",
      ["av": 380_000, "rectrans": 260_000, "ai": 10_000]
    ),
    (
      "trtc.flagship_plus", "8000.00", "8000.00", "2024-05-01",
      ["av": 1_400_000, "rectrans": 600_000, "ai": 20_000]
    ),
    ("im.professional", "999.00", "1499.00", "2024-01-01", [:]),
    ("im.ultimate", "2999.00", "2999.00", "2024-01-01", [:]),
  ]

  @Test(
    "monthly plans: price on each side of its change, gifts, free peaks", arguments: monthlyTable)
  func monthly(
    name: String, before: String, after: String, from: String, gifts: [String: Int64]
  ) throws {
    let plan = try plan(name)
    let change = day(from)
    #expect(plan.kind == .monthly)
    #expect(plan.isAppBound && plan.isUpgradable && !plan.isDrawnFirst && plan.flatRatio == nil)
    #expect(plan.product == (name.hasPrefix("im.") ? "im" : "trtc"))
    #expect(catalog.price(of: plan, on: change.advanced(by: -1))?.description == before)
    #expect(catalog.price(of: plan, on: change)?.description == after)
    #expect(catalog.price(of: plan, on: day("2010-01-01"))?.description == before)
    #expect(catalog.price(of: plan, on: day("2099-12-31"))?.description == after)
    #expect(plan.gifts.count == gifts.count)
    for gift in plan.gifts { #expect(gifts[gift.pool.text] == gift.minutes) }
    let free: [String: Int64] = ["peak_dau": 10_000, "peak_groups": 100_000]
    #expect(plan.freePeaks == (name.hasPrefix("im.") ? free : [:]))
  }

  @Test("advanced and its bundle are sold until 2023-03-06, all else always")
  func sales() throws {
    for plan in catalog.plans {
      let isWithdrawn = ["trtc.advanced", "tuicallkit.advanced"].contains(plan.id.text)
      #expect(catalog.isOnSale(plan, on: day("2010-01-01")))
      #expect(catalog.isOnSale(plan, on: day("2023-03-06")))
      #expect(catalog.isOnSale(plan, on: day("2023-03-07")) == !isWithdrawn, "\(plan.id)")
    }
  }

  static let bundlesTable: [(String, [String])] = [
    ("tuicallkit.1v1", ["trtc.basic", "im.professional"]),
    ("tuicallkit.advanced", ["trtc.advanced", "im.professional"]),
    ("tuicallkit.group_380k", ["trtc.premium", "im.ultimate"]),
    ("tuicallkit.group_1400k", ["trtc.flagship", "im.ultimate"]),
    ("tuiroomkit.basic", ["trtc.premium", "im.professional"]),
    ("tuiroomkit.advanced", ["trtc.flagship", "im.professional"]),
    ("tuiroomkit.large", ["trtc.flagship", "im.ultimate"]),
    ("tuilivekit.single", ["trtc.basic", "im.professional"]),
    ("tuilivekit.multi", ["trtc.premium", "im.ultimate"]),
    ("tuilivekit.large", ["trtc.flagship", "im.ultimate"]),
    ("tuilivekit.multi_plus", ["trtc.premium_plus", "im.professional"]),
    ("tuilivekit.large_plus", ["trtc.flagship_plus", "im.ultimate"]),
  ]

  @Test("bundles and their halves; call kits cannot be upgraded", arguments: bundlesTable)
  func bundles(name: String, halves: [String]) throws {
    let plan = try plan(name)
    #expect(plan.kind == .bundle(halves: halves.map { PlanID($0) }))
    #expect(catalog.halves(of: plan).map(\.id.text) == halves)
    #expect(plan.isUpgradable == !name.hasPrefix("tuicallkit."))
    #expect(plan.isAppBound)
  }

  @Test(
    "published prices of bundles (V52, V53)",
    arguments: [
      ("tuicallkit.1v1", "2023-06-01", "1499.00"), ("tuicallkit.1v1", "2024-01-05", "1999.00"),
      ("tuicallkit.1v1", "2024-05-01", "2124.00"), ("tuicallkit.advanced", "2022-08-01", "1999.00"),
      ("tuicallkit.group_380k", "2023-06-01", "4499.00"),
      ("tuicallkit.group_1400k", "2023-06-01", "7999.00"),
      ("tuiroomkit.basic", "2024-04-19", "2999.00"),
      ("tuiroomkit.advanced", "2024-04-19", "6499.00"),
      ("tuiroomkit.large", "2024-04-19", "7999.00"),
      ("tuiroomkit.basic", "2024-05-01", "3374.00"),
      ("tuiroomkit.advanced", "2024-05-01", "7749.00"),
      ("tuiroomkit.large", "2024-05-01", "9249.00"),
      ("tuilivekit.single", "2025-11-21", "2124.00"),
      ("tuilivekit.multi", "2025-11-21", "4874.00"),
      ("tuilivekit.large", "2025-11-21", "9249.00"),
      ("tuilivekit.multi_plus", "2025-11-21", "4374.00"),
      ("tuilivekit.large_plus", "2025-11-21", "10999.00"),
    ])
  func bundlePrices(name: String, day: String, expected: String) throws {
    #expect(try price(name, day) == expected)
  }

  @Test(
    "general packs: price, minutes, account-wide, to the end of the same month next year (V15)",
    arguments: [
      ("25k", "168.00", 25_000), ("250k", "1588.00", 250_000), ("1000k", "5968.00", 1_000_000),
      ("3000k", "16888.00", 3_000_000),
    ])
  func packs(size: String, price: String, minutes: Int64) throws {
    let plan = try plan("pack.general_\(size)")
    let validity = PackValidity(months: 12, isToMonthEnd: true)
    #expect(plan.kind == .pack(validity))
    #expect(!plan.isAppBound && !plan.isDrawnFirst && plan.flatRatio == nil)
    #expect(plan.limitPerAccount == nil)
    #expect(try self.price(plan.id.text, "2020-05-01") == price)
    #expect(plan.gifts == [Plan.Gift(pool: PoolID("av"), minutes: minutes)])
    #expect(validity.end(boughtOn: day("2020-05-01")) == day("2021-06-01"))
    #expect(validity.end(boughtOn: day("2019-10-11")) == day("2020-11-01"))
    #expect(validity.end(boughtOn: day("2023-02-28")) == day("2024-03-01"))
  }

  @Test("a pack may end on the same day, clamped")
  func sameDayPacks() throws {
    let validity = PackValidity(months: 12, isToMonthEnd: false)
    #expect(validity.end(boughtOn: day("2024-02-29")) == day("2025-02-28"))
    #expect(validity.end(boughtOn: day("2024-05-01")) == day("2025-05-01"))
  }

  @Test("the trial pack: free, once, first, one for one")
  func trialPack() throws {
    let plan = try plan("pack.trial_10k")
    #expect(plan.kind == .trialPack(PackValidity(months: 12, isToMonthEnd: true)))
    #expect(!plan.isAppBound && plan.isDrawnFirst && plan.limitPerAccount == 1)
    #expect(plan.flatRatio == Fraction(1))
    #expect(plan.gifts == [Plan.Gift(pool: PoolID("av"), minutes: 10_000)])
    #expect(try price("pack.trial_10k", "2025-01-01") == "0.00")
  }

  @Test("trials of 7 days", arguments: ["trtc", "im", "tuicallkit", "tuiroomkit", "tuilivekit"])
  func trials(family: String) throws {
    let plan = try plan("\(family).trial")
    #expect(plan.kind == .trial(days: 7))
    #expect(plan.isAppBound && plan.gifts.isEmpty && plan.freePeaks.isEmpty)
  }

  /// Plan, whether postpaid, price beside ultimate and beside professional.
  static let valueAddedTable: [(String, Bool, String?, String?)] = [
    ("im.avchatroom_unlimited", false, nil, "1000.00"),
    ("im.group_members", false, "500.00", "500.00"),
    ("im.groups_per_user", false, "900.00", "1100.00"),
    ("im.history_30d", true, nil, "500.00"),
    ("im.history_90d", true, "500.00", "1000.00"),
    ("im.history_180d", true, "1000.00", "1500.00"),
    ("im.history_360d", true, "2000.00", "2500.00"),
  ]

  @Test("value-added plans by edition", arguments: valueAddedTable)
  func valueAdded(name: String, isPostpaid: Bool, ultimate: String?, professional: String?) throws {
    guard case .valueAdded(let terms) = try plan(name).kind else {
      Issue.record("\(name) is no value-added plan")
      return
    }
    let today = day("2025-01-01")
    func price(_ base: String) -> String? {
      let offer = terms.offers.first { $0.base.text == base }
      return (offer?.price.value(on: today) ?? nil)?.description
    }
    #expect(terms.isPostpaid == isPostpaid)
    #expect(price("im.ultimate") == ultimate)
    #expect(price("im.professional") == professional)
  }

  @Test("no other plans")
  func complete() {
    let named =
      Self.monthlyTable.map(\.0) + Self.bundlesTable.map(\.0) + Self.valueAddedTable.map(\.0)
      + ["trtc", "im", "tuicallkit", "tuiroomkit", "tuilivekit"].map { "\($0).trial" }
      + ["25k", "250k", "1000k", "3000k"].map { "pack.general_\($0)" } + ["pack.trial_10k"]
    #expect(catalog.plans.map(\.id.text).sorted() == named.sorted())
  }

  @Test("peak fees: 1000 a started step of 10000 logins or 100000 groups (V41, V43)")
  func peakFees() throws {
    #expect(catalog.peakFees.map(\.item) == ["peak_dau", "peak_groups"])
    #expect(catalog.peakFees.map { catalog[$0.meter].name } == ["login", "groups"])
    #expect(catalog.peakFees.map(\.step) == [10_000, 100_000])
    for fee in catalog.peakFees {
      #expect(fee.product == "im")
      #expect(fee.price.value(on: day("2021-01-01"))?.description == "1000.00")
    }
  }

  @Test("trial limits and refunds by date, the promotion, the choices")
  func rules() throws {
    let rules = catalog.saleRules
    #expect(
      rules.trialLimits.value(on: day("2023-03-06"))
        == TrialLimits(perApp: 1, perAccount: nil))
    #expect(
      rules.trialLimits.value(on: day("2023-03-07")) == TrialLimits(perApp: 2, perAccount: 10))
    #expect(
      rules.refunds.value(on: day("2025-11-20"))
        == RefundRegime(withinHours: 120, amount: .all))
    #expect(
      rules.refunds.value(on: day("2025-11-21"))
        == RefundRegime(withinHours: 120, amount: .remainingDays))
    let promotion = try #require(rules.promotions.first)
    #expect(rules.promotions.count == 1)
    #expect(promotion.start == day("2022-08-01") && promotion.end == day("2022-10-01"))
    #expect(promotion.giftMonthsAfter == 1 && promotion.isGiftAccountWide)
    let kits = Self.bundlesTable.map(\.0).filter { $0.hasPrefix("tuicallkit.") }
    #expect(promotion.plans.map(\.text) == kits)
    #expect(rules.choices == Choices(upgradeGift: .difference, suspensionScale: .seconds))
  }
}
