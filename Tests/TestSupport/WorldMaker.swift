import Book
import Catalog
import Quantities

/// Throws the dice for a `World`.
struct WorldMaker {
  var random: SplitMix64
  let catalog: Catalog
  let settledDay: CalendarDay

  /// Days on which anything happens: a week before the change of tiers up to some weeks after it.
  private let days = TestCatalog.tierChange.advanced(by: -7)

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let orders: [[DrawKey]] = [
      DrawKey.allCases, DrawKey.allCases, DrawKey.allCases,
      [.scope, .end, .drawnFirst, .orderTime, .grantID], [.orderTime, .grantID], [.grantID],
    ]
    catalog = TestCatalog.make(
      drawOrder: random.pick(orders),
      choices: Choices(suspensionScale: random.oneIn(4) ? .days : .seconds))
    settledDay = days.advanced(by: random.pick(3...45))
  }

  mutating func account(_ number: Int) -> World.Account {
    var commitments = AccountCommitments(
      account: AccountID("acct-\(number)"), postpaid: postpaid())
    commitments.apps = (1...random.pick(1...3)).map {
      AppID(UInt32(1_400_000_000 + number * 10 + $0))
    }
    commitments.grants = grants(of: commitments)
    commitments.quotaTerms = commitments.apps.flatMap { quotaTerms(of: $0) }
    commitments.orders = orders(of: commitments)
    commitments.suspensions = suspensions()
    commitments.monthlyFees = monthlyFees(of: commitments)
    commitments.refunds = refunds(of: commitments)
    return World.Account(
      commitments: commitments, usage: commitments.apps.flatMap { usage(of: $0) })
  }

  private mutating func day(_ from: Int = 0, _ to: Int = 40) -> CalendarDay {
    days.advanced(by: random.pick(from...to))
  }

  private mutating func postpaid() -> Timeline<Bool> {
    var isPostpaid = !random.oneIn(4)
    var segments = [Timeline<Bool>.Segment(from: random.oneIn(2) ? nil : day(0, 3), isPostpaid)]
    for change in 0..<random.pick(0...2) {
      isPostpaid.toggle()
      segments.append(.init(from: day(5 + 10 * change, 12 + 10 * change), isPostpaid))
    }
    return Timeline(segments)
  }

  private mutating func grants(of commitments: AccountCommitments) -> [Grant] {
    var ids = (0..<8).map { "o\($0 / 2)/\($0 % 2 + 1)/av" } + ["o9", "é", "e\u{301}", "O1/1/av"]
    ids = random.shuffled(ids)
    var grants: [Grant] = []
    for id in ids.prefix(random.pick(0...10)) {
      let start = day(-10, 25)
      grants.append(
        Grant(
          id: GrantID(id), account: commitments.account,
          app: random.oneIn(2) ? nil : random.pick(commitments.apps),
          pool: PoolID(random.pick(["av", "av", "av", "rectrans", "ai"])), plan: nil,
          start: start,
          end: random.oneIn(3) ? day(26, 28) : start.advanced(by: random.pick(1...31)),
          minutes: Int64(random.pick([1, random.pick(2...40), random.pick(40...900)])),
          orderTime: Timestamp(epochSeconds: 1_653_000_000 + Int64(random.pick(0...2))),
          isRefunded: random.oneIn(12)))
    }
    if random.oneIn(2) { grants.append(trialPack(of: commitments.account)) }
    return random.shuffled(grants)
  }

  private mutating func trialPack(of account: AccountID) -> Grant {
    Grant(
      id: GrantID("trial/1/av"), account: account, app: nil, pool: PoolID("av"),
      plan: PlanID("pack.trial_10k"), start: day(0, 15), end: days.advanced(by: 400),
      minutes: Int64(random.pick(5...300)), orderTime: Timestamp(epochSeconds: 1_653_000_000),
      isDrawnFirst: true, flatRatio: Fraction(1))
  }

  private mutating func quotaTerms(of app: AppID) -> [QuotaTerm] {
    (0..<random.pick(0...2)).map { number in
      let start = day(-20, 25)
      return QuotaTerm(
        app: app, plan: PlanID("im.professional"), order: OrderID("im\(number)"), start: start,
        end: start.advanced(by: random.pick(3...45)),
        freePeaks: random.oneIn(8)
          ? [:] : ["peak_dau": random.pick([10_000, 20_000]), "peak_groups": 100_000])
    }
  }

  private mutating func orders(of commitments: AccountCommitments) -> [OrderLine] {
    (0..<random.pick(0...4)).map { number in
      let kind = random.pick(OrderLine.Kind.allCases)
      let day = day(-40, 10)
      return OrderLine(
        kind: kind, id: OrderID("o\(number)"),
        app: random.oneIn(2) ? nil : random.pick(commitments.apps),
        time: catalog.zone.start(of: day), day: day, months: Int64(random.pick(1...12)),
        amount: Money(hundredths: Int64(random.pick(0...99_999)) * (kind == .refund ? -1 : 1)))
    }
  }

  private mutating func monthlyFees(of commitments: AccountCommitments) -> [MonthlyFee] {
    (0..<random.pick(0...2)).flatMap { number in
      let first = day()
      return (0..<random.pick(1...3)).map { month in
        MonthlyFee(
          order: OrderID("v\(number)"), app: random.pick(commitments.apps),
          item: PlanID(random.pick(["im.history_30d", "im.history_90d"])),
          day: month == 0 ? first : first.month.advanced(by: month).firstDay,
          price: Money(hundredths: Int64(random.pick(1...99_999))))
      }
    }
  }

  /// What gave back the grants that are void, one by one or together, and a term now and then.
  private mutating func refunds(of commitments: AccountCommitments) -> [RefundClaim] {
    let void = commitments.grants.filter(\.isRefunded)
    return (0..<random.pick(0...3)).map { number in
      let day = day(5, 40)
      let terms = random.oneIn(2) ? quotaTerms(of: random.pick(commitments.apps)) : []
      return RefundClaim(
        refund: OrderID("b\(number)"), purchase: OrderID("o\(number)"),
        time: catalog.zone.start(of: day), day: min(day, settledDay),
        grants: random.shuffled(void.map(\.id)).prefix(random.pick(0...2)).map { $0 },
        terms: terms.filter { !$0.freePeaks.isEmpty })
    }
  }

  /// Suspensions that do not overlap, the last one perhaps without an end.
  private mutating func suspensions() -> [Suspension] {
    var suspensions: [Suspension] = []
    var start = catalog.zone.start(of: day(-20, 10)).epochSeconds + Int64(random.pick(0...86_399))
    for _ in 0..<random.pick(0...3) {
      let end = start + Int64(random.pick(1...400_000))
      suspensions.append(
        Suspension(
          product: random.pick(["im", "im", "trtc"]), start: Timestamp(epochSeconds: start),
          end: Timestamp(epochSeconds: end)))
      start = end + Int64(random.pick(0...400_000))
    }
    if random.oneIn(6) {
      suspensions.append(
        Suspension(product: "im", start: Timestamp(epochSeconds: start), end: nil))
    }
    return random.shuffled(suspensions)
  }

  private mutating func usage(of app: AppID) -> [UsageLine] {
    var lines: [UsageLine] = []
    for _ in 0..<random.pick(0...12) {
      let day = day()
      guard !lines.contains(where: { $0.day == day }) else { continue }
      let names = [
        "audio", "video.sd", "video.hd", "video.fhd", "video.2k", "video.4k", "ai.speech",
        "recording.mixed.audio", "transcoding.audio",
      ]
      for name in random.shuffled(names).prefix(random.pick(1...4)) {
        lines.append(line(app, day, name, quantity: random.pick(0...2400)))
      }
      for (name, step) in [("login", 10_000), ("groups", 100_000)] where random.oneIn(2) {
        let quantity = random.oneIn(3) ? step * random.pick(0...4) : random.pick(0...4 * step)
        lines.append(line(app, day, name, quantity: quantity))
      }
    }
    return lines
  }

  private mutating func line(
    _ app: AppID, _ day: CalendarDay, _ meter: String, quantity: Int
  ) -> UsageLine {
    UsageLine(
      app: app, day: day, meter: catalog.meter(meter), records: Int64(random.pick(1...9)),
      quantity: Int64(quantity))
  }
}
