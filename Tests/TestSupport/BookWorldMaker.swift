import Quantities

/// Throws the dice for a `BookWorld`.
struct BookWorldMaker {
  var random: SplitMix64
  /// No event but those of accounts and apps is earlier.
  let firstDay: CalendarDay
  /// Events that the rules forbid at their time.
  private(set) var refused: [ReferenceEvent] = []
  private var book = ReferenceBook()
  private var apps: [(app: Int, account: String)] = []
  private var time: Int64

  /// Days shortly before one on which a rule changes or a month ends oddly.
  private static let starts = [
    "2020-01-25", "2022-05-20", "2022-07-20", "2022-08-25", "2022-09-20", "2023-01-25",
    "2023-02-25", "2023-12-20", "2024-01-28", "2024-04-20", "2025-11-10", "2025-12-28",
  ]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let day = CalendarDay(random.pick(Self.starts)) ?? CalendarDay(number: 19_000)
    firstDay = day.advanced(by: random.pick(0...10))
    time = Int64(firstDay.number) * 86_400 - 8 * 3600
  }

  /// Events in their order: accounts and apps, then what the rules allow.
  mutating func events() -> [ReferenceEvent] {
    var events: [ReferenceEvent] = []
    for account in ["acct-1", "acct-2"].prefix(random.pick(1...2)) {
      var event = ReferenceEvent("account", at: time - Int64(random.pick(1...900_000)))
      event.account = account
      event.isPostpaid = !random.oneIn(4)
      events.append(event)
      for _ in 0..<random.pick(1...2) {
        var event = ReferenceEvent("app", at: time + Int64(random.pick(-900_000...9_000_000)))
        event.account = account
        event.app = 1_400_000_001 + apps.count
        apps.append((event.app, account))
        events.append(event)
      }
    }
    for event in events { book.take(event) }
    for number in 0..<random.pick(8...24) {
      advance()
      guard let event = event(number), book.isInTime(event) else { continue }
      if book.allows(event) {
        book.take(event)
        events.append(event)
        time = event.time
      } else {
        refused.append(event)
      }
    }
    return events
  }

  /// Moves on to a later second, often to one at the border of a day or of 120 hours.
  private mutating func advance() {
    let midnight = (time + 8 * 3600) / 86_400 * 86_400 - 8 * 3600
    switch random.pick(0...7) {
    case 0: break
    case 1: time += 1
    case 2: time = midnight + Int64(random.pick(1...4)) * 86_400
    case 3: time = max(time, midnight + Int64(random.pick(1...4)) * 86_400 - 1)
    default: time += Int64(random.pick(1...500_000))
    }
  }

  private mutating func event(_ number: Int) -> ReferenceEvent? {
    let kinds = [
      "purchase", "purchase", "purchase", "purchase", "valueAdded", "renewal", "renewal",
      "upgrade", "upgrade", "upgrade", "refund", "refund", "refund", "trial", "trial", "grant",
      "suspend", "suspend", "resume", "resume", "account_change",
    ]
    let kind = random.pick(kinds)
    let (app, account) = random.pick(apps)
    // Ids in no order, so that they decide nothing by being counted up.
    let id = "\(random.pick(["a", "O", "z"]))\(random.pick(0...9))-\(number)"
    var event = ReferenceEvent(kind == "valueAdded" ? "purchase" : kind, at: time)
    switch kind {
    case "purchase", "valueAdded", "trial":
      buy(kind, &event, app, account)
      event.id = id
    case "renewal", "upgrade", "refund":
      guard change(kind, &event) else { return nil }
      event.id = id
    case "grant":
      event.account = account
      event.app = random.oneIn(2) ? app : 0
      event.grant = grant()
      event.id = id
    case "suspend", "resume":
      event.account = account
      event.product = random.pick(["im", "im", "im", "trtc"])
    default:
      event.account = account
      event.isPostpaid = random.oneIn(2)
    }
    return event
  }

  private mutating func buy(
    _ kind: String, _ event: inout ReferenceEvent, _ app: Int, _ account: String
  ) {
    let plans = ReferencePlan.all.filter { plan in
      switch plan.kind {
      case .valueAdded: kind == "valueAdded"
      case .trial, .trialPack: kind == "trial"
      case .monthly, .bundle, .pack: kind == "purchase"
      }
    }
    let plan = random.pick(plans)
    event.plan = plan.name
    event.account = account
    event.app = plan.kind == .pack || plan.kind == .trialPack ? 0 : app
    if plan.kind == .monthly || plan.kind == .bundle || plan.kind == .valueAdded {
      event.months = random.oneIn(2) ? 0 : random.pick(1...4)
    }
    if kind != "trial" && random.oneIn(4) { event.paid = Int64(random.pick(0...999_999)) }
  }

  /// Renews, upgrades or gives back something that was bought; refunds like the border of 120 hours.
  private mutating func change(_ kind: String, _ event: inout ReferenceEvent) -> Bool {
    let sales = book.sales.keys.sorted()
    guard !sales.isEmpty else { return false }
    event.purchase = random.pick(sales)
    guard let sale = book.sales[event.purchase] else { return false }
    switch kind {
    case "renewal":
      event.half = random.pick(["", "", "trtc", "im"])
      event.months = random.oneIn(2) ? 0 : random.pick(1...3)
    case "upgrade": event.plan = random.pick(ReferencePlan.all.filter { $0.kind == .monthly }).name
    default:
      let border = sale.event.time + 120 * 3600 + Int64(random.pick(-1...1))
      if random.oneIn(3) && border > time { event.time = border }
    }
    if kind != "refund" && random.oneIn(4) { event.paid = Int64(random.pick(0...999_999)) }
    return true
  }

  /// Minutes from some day of the month on; an earlier one may be closed.
  private mutating func grant() -> (
    pool: String, minutes: Int, start: CalendarDay, end: CalendarDay
  ) {
    let day = CalendarDay(number: Int32((time + 8 * 3600) / 86_400))
    let start = max(day.advanced(by: random.pick(-10...20)), day.month.firstDay)
    return (
      random.pick(["av", "av", "rectrans", "ai"]), random.pick(1...500), start,
      start.advanced(by: random.pick(1...40))
    )
  }

  /// Lines of every app on some days.
  mutating func usage() -> [UsageLine] {
    let meters = ["audio", "video.sd", "video.fhd", "recording.mixed.audio", "ai.speech"]
    return apps.flatMap { app, _ -> [UsageLine] in
      var lines: [UsageLine] = []
      let days = Set((0..<random.pick(0...25)).map { _ in random.pick(-2...110) }).sorted()
      for day in days {
        for meter in meters where random.oneIn(3) {
          lines.append(line(app, day, meter, random.pick(0...24_000)))
        }
        for (meter, step) in [("login", 10_000), ("groups", 100_000)] where random.oneIn(3) {
          let quantity = random.oneIn(3) ? step * random.pick(0...4) : random.pick(0...4 * step)
          lines.append(line(app, day, meter, quantity))
        }
      }
      return random.shuffled(lines)
    }
  }

  private func line(_ app: Int, _ day: Int, _ meter: String, _ quantity: Int) -> UsageLine {
    UsageLine(
      app: AppID(UInt32(app)), day: firstDay.advanced(by: day),
      meter: BookWorld.catalog.meter(meter), records: 1, quantity: Int64(quantity))
  }
}
