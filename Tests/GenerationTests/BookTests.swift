import Generation
import Quantities
import Testing

@Suite("Generated books")
struct BookTests {
  static let keys: [String: (required: Set<String>, optional: Set<String>)] = [
    "account": (["account_id", "time"], ["postpaid"]),
    "account_change": (["account_id", "time", "postpaid"], []),
    "app": (["sdk_app_id", "account_id", "time"], []),
    "purchase": (["order_id", "time", "account_id", "plan"], ["sdk_app_id", "months", "paid"]),
    "trial": (["order_id", "time", "account_id", "sdk_app_id", "plan"], []),
    "grant": (
      ["grant_id", "time", "account_id", "pool", "minutes", "start", "end"], ["sdk_app_id"]
    ),
  ]

  private func plan(seed: UInt64, apps: Int) -> GenerationPlan {
    .small(seed: seed, records: 10) {
      $0.apps = apps
      $0.days = 30
    }
  }

  @Test("Events have the keys of their type", arguments: [1, 2, 3], [1, 8, 50, 2000])
  func shape(seed: UInt64, apps: Int) throws {
    for event in try GeneratedWorld(plan(seed: seed, apps: apps)).events() {
      let type = try #require(event["type"] as? String)
      let keys = try #require(Self.keys[type], "\(type)")
      let present = Set(event.keys).subtracting(["type"])
      #expect(keys.required.isSubset(of: present), "\(event)")
      #expect(present.isSubset(of: keys.required.union(keys.optional)), "\(event)")
    }
  }

  @Test("Events keep the rules of sale", arguments: [1, 2, 3], [1, 8, 50, 2000])
  func rules(seed: UInt64, apps: Int) throws {
    let all = try GeneratedWorld(plan(seed: seed, apps: apps)).events()
    func events(_ type: String) -> [[String: Any]] {
      all.filter { $0["type"] as? String == type }
    }
    let opened = Dictionary(
      events("account").map { ($0["account_id"] as? String ?? "", $0["time"] as? String ?? "") },
      uniquingKeysWith: { _, _ in "twice" })
    #expect(!opened.values.contains("twice"))
    let owners = Dictionary(
      events("app").map { ($0["sdk_app_id"] as? Int ?? 0, $0["account_id"] as? String ?? "") },
      uniquingKeysWith: { _, _ in "twice" })
    #expect(owners.values.allSatisfy { opened[$0] != nil })
    var ids: Set<String> = []
    for event in all {
      let account = try #require(event["account_id"] as? String)
      let time = try #require(event["time"] as? String)
      #expect(time >= opened[account] ?? "9999", "\(event)")
      #expect(time < "2025-10-31" && time.hasSuffix("+08:00"), "\(event)")
      if let app = event["sdk_app_id"] as? Int { #expect(owners[app] == account, "\(event)") }
      if let id = event["order_id"] ?? event["grant_id"] {
        #expect(ids.insert(id as? String ?? "").inserted, "\(event)")
      }
    }
    let trials = events("trial").compactMap { $0["account_id"] as? String }
    #expect(Set(trials).count == trials.count)
    #expect(events("trial").allSatisfy { $0["plan"] as? String == "pack.trial_10k" })
  }

  @Test("Orders are of plans on sale, and grants of days that follow each other")
  func orders() throws {
    let plans: Set<String> = [
      "trtc.basic", "trtc.premium", "trtc.flagship", "im.professional", "im.ultimate",
    ]
    let packs: Set<String> = [
      "pack.general_25k", "pack.general_250k", "pack.general_1000k", "pack.general_3000k",
    ]
    let events = try GeneratedWorld(plan(seed: 4, apps: 2000)).events()
    var bought: [String: Int] = [:]
    for event in events where event["type"] as? String == "purchase" {
      let name = try #require(event["plan"] as? String)
      bought[name, default: 0] += 1
      #expect((event["sdk_app_id"] == nil ? packs : plans).contains(name), "\(event)")
      #expect((1...3).contains(event["months"] as? Int ?? 1))
      if let paid = event["paid"] as? String {
        #expect(paid.wholeMatch(of: #/\d+\.\d\d/#) != nil)
      }
    }
    #expect(Set(bought.keys) == plans.union(packs))
    for grant in events where grant["type"] as? String == "grant" {
      let start = try #require(CalendarDay(grant["start"] as? String ?? ""))
      let end = try #require(CalendarDay(grant["end"] as? String ?? ""))
      #expect(start < end)
      #expect(["av", "rectrans"].contains(grant["pool"] as? String ?? ""))
      #expect((grant["minutes"] as? Int ?? 0) > 0)
    }
  }

  @Test(
    "A handful of apps has no owner",
    arguments: [(1, 0), (19, 0), (20, 1), (50, 2), (100, 5), (2000, 5)])
  func unassigned(apps: Int, count: Int) throws {
    let events = try GeneratedWorld(plan(seed: 1, apps: apps)).events()
    #expect(events.count { $0["type"] as? String == "app" } == apps - count)
    let accounts = events.count { $0["type"] as? String == "account" }
    #expect(accounts == max(1, (apps - count) / 8))
  }

  @Test("Even a world of eight apps has every kind of order")
  func kinds() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let events = try GeneratedWorld(plan(seed: seed, apps: 8)).events()
      let types = Set(events.compactMap { $0["type"] as? String })
      #expect(
        types.isSuperset(of: ["account", "app", "purchase", "grant", "trial"]), "seed \(seed)")
      let plans = Set(events.compactMap { $0["plan"] as? String }.map { $0.prefix { $0 != "." } })
      #expect(plans == ["trtc", "im", "pack"], "seed \(seed)")
    }
  }

  @Test("Accounts differ in size")
  func sizes() throws {
    let events = try GeneratedWorld(plan(seed: 1, apps: 2000)).events()
    let apps = events.filter { $0["type"] as? String == "app" }
    let sizes = Dictionary(grouping: apps) { $0["account_id"] as? String }.values.map(\.count)
    #expect(sizes.max() ?? 0 > 40)
    #expect(sizes.contains(1))
  }

  @Test("Terms end and begin among the days of the dumps")
  func terms() throws {
    let events = try GeneratedWorld(plan(seed: 1, apps: 200)).events()
    let times = events.filter { $0["type"] as? String == "purchase" }
      .compactMap { $0["time"] as? String }
    #expect(times.contains { $0 < "2025-10-01" })
    #expect(times.contains { $0 > "2025-10-01" })
    #expect(times.allSatisfy { $0 >= "2025-09-03" })
  }

  @Test("Some accounts do not pay later, and some change their mind")
  func prepaid() throws {
    let events = try GeneratedWorld(plan(seed: 1, apps: 2000)).events()
    #expect(
      events.contains { $0["type"] as? String == "account" && $0["postpaid"] as? Bool == false })
    #expect(events.contains { $0["type"] as? String == "account_change" })
  }
}
