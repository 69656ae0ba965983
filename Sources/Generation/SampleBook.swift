import Quantities

/// The commercial events that go with the traffic of a plan, account by account.
///
/// Accounts and apps are there a month before the first day; orders follow from then to the last
/// day, so that some terms end and some begin in between. Busy apps buy large plans. A handful of
/// apps has no owner.
struct SampleBook {
  private let plan: GenerationPlan
  private let hotApps: HotApps
  private var random: RandomSequence
  private var orders = 0
  private var grants = 0

  /// The day of the first events.
  private var openingDay: CalendarDay { plan.firstDay.advanced(by: -30) }

  init(_ plan: GenerationPlan) {
    self.plan = plan
    hotApps = HotApps(of: plan.apps)
    random = RandomSequence(RandomWords(seed: plan.seed, purpose: 5))
  }

  /// Calls `write` with the events of one account after another, each a line.
  mutating func write<Failure: Error>(
    to write: (String) throws(Failure) -> Void
  ) throws(Failure) {
    for (number, apps) in accounts().enumerated() {
      try write(events(ofAccount: number, apps: apps))
    }
  }

  /// The apps of each account: the first accounts have many, the last ones a single app.
  private mutating func accounts() -> [[Int]] {
    let unassigned = unassignedApps()
    let count = max(1, (plan.apps - unassigned.count) / 8)
    var accounts = [[Int]](repeating: [], count: count)
    var dealt = 0
    for app in 0..<plan.apps where !unassigned.contains(app) {
      let owner = dealt < count ? dealt : random.below(random.below(count) + 1)
      accounts[owner].append(app)
      dealt += 1
    }
    return accounts
  }

  /// Apps that no account owns: one in twenty, at most five, none of them busy.
  private func unassignedApps() -> Set<Int> {
    let quiet = (0..<plan.apps).reversed().lazy.filter { !hotApps.contains(UInt64($0)) }
    return Set(quiet.prefix(min(5, plan.apps / 20)))
  }

  /// All events of an account.
  private mutating func events(ofAccount number: Int, apps: [Int]) -> String {
    let account = "acct-\(number + 1)"
    var text = ""
    var opening = BookLine("account")
    opening.add("account_id", account)
    opening.add("time", time(on: openingDay, second: 9 * 3600 + number % 3600))
    // The first account pays later whatever the seed, so that the smallest world has charges.
    let isPrepaid = number > 0 && random.happens(percent: 3)
    if isPrepaid { opening.add("postpaid", false) }
    text += opening.line
    if number > 0, random.happens(percent: isPrepaid ? 50 : 1) {
      var change = BookLine("account_change")
      change.add("account_id", account)
      change.add("time", time(on: anyDay()))
      change.add("postpaid", isPrepaid)
      text += change.line
    }
    for app in apps {
      var event = BookLine("app")
      event.add("sdk_app_id", appID(app))
      event.add("account_id", account)
      event.add("time", time(on: openingDay, second: 11 * 3600 + app % 3600))
      text += event.line
    }
    for app in apps { text += plans(of: app, account) }
    text += packs(of: account, apps: apps, isFirst: number == 0)
    return text
  }

  /// Monthly plans of an app.
  private mutating func plans(of app: Int, _ account: String) -> String {
    let isHot = hotApps.contains(UInt64(app))
    var text = ""
    if app == 0 || random.happens(percent: isHot ? 90 : 35) {
      let sizes =
        isHot
        ? ["trtc.premium", "trtc.flagship", "trtc.flagship"]
        : ["trtc.basic", "trtc.basic", "trtc.basic", "trtc.premium"]
      text += purchase(of: random.pick(sizes), account, app)
    }
    if app == 0 || random.happens(percent: isHot ? 60 : 15) {
      let editions = ["im.professional", "im.professional", "im.ultimate"]
      text += purchase(of: random.pick(editions), account, app)
    }
    return text
  }

  /// Packs, a trial pack and grants of an account; the first account has one of each.
  private mutating func packs(of account: String, apps: [Int], isFirst: Bool) -> String {
    var text = ""
    if isFirst || random.happens(percent: 25) {
      let sizes = [
        "pack.general_25k", "pack.general_25k", "pack.general_250k", "pack.general_250k",
        "pack.general_1000k", "pack.general_3000k",
      ]
      text += purchase(of: random.pick(sizes), account, nil)
    }
    if isFirst || random.happens(percent: 20), let app = apps.first {
      var trial = BookLine("trial")
      trial.add("order_id", nextOrder())
      trial.add("time", time(on: anyDay()))
      trial.add("account_id", account)
      trial.add("sdk_app_id", appID(app))
      trial.add("plan", "pack.trial_10k")
      text += trial.line
    }
    if isFirst || random.happens(percent: 10), !apps.isEmpty {
      text += grant(to: account, app: random.happens(percent: 50) ? random.pick(apps) : nil)
    }
    return text
  }

  private mutating func purchase(of name: String, _ account: String, _ app: Int?) -> String {
    var line = BookLine("purchase")
    line.add("order_id", nextOrder())
    line.add("time", time(on: anyDay()))
    line.add("account_id", account)
    if let app {
      line.add("sdk_app_id", appID(app))
    }
    line.add("plan", name)
    if app != nil, random.happens(percent: 30) { line.add("months", 2 + random.below(2)) }
    if random.happens(percent: 10) {
      line.add("paid", "\(100 + random.below(400)).\(10 + random.below(90))")
    }
    return line.line
  }

  private mutating func grant(to account: String, app: Int?) -> String {
    grants += 1
    let day = anyDay()
    var line = BookLine("grant")
    line.add("grant_id", "grant-\(grants)")
    line.add("time", time(on: day))
    line.add("account_id", account)
    if let app { line.add("sdk_app_id", appID(app)) }
    line.add("pool", random.happens(percent: 70) ? "av" : "rectrans")
    line.add("minutes", 1000 * (1 + random.below(50)))
    line.add("start", day.description)
    line.add("end", day.advanced(by: 7 + random.below(84)).description)
    return line.line
  }

  private mutating func nextOrder() -> String {
    orders += 1
    return "order-\(orders)"
  }

  private func appID(_ app: Int) -> Int { Int(GenerationPlan.firstApp) + app }

  /// A day on which something may be ordered: four weeks before the first day to the last one.
  private mutating func anyDay() -> CalendarDay {
    plan.firstDay.advanced(by: random.below(28 + plan.days) - 28)
  }

  /// A moment of a day, at random or at a second.
  private mutating func time(on day: CalendarDay) -> String {
    time(on: day, second: random.below(86_400))
  }

  private func time(on day: CalendarDay, second: Int) -> String {
    let start = GenerationPlan.zone.start(of: day).epochSeconds
    return GenerationPlan.zone.text(of: Timestamp(epochSeconds: start + Int64(second)))
  }
}
