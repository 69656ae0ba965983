import Quantities
import StrictJSON

extension CatalogReader {
  // MARK: Peak fees and draw order

  mutating func peakFees(_ place: Place) -> [PeakFee] {
    var fees: [PeakFee] = []
    for entry in list(place) {
      guard let fields = fields(entry, ["item", "meter", "product", "step", "price"]) else {
        continue
      }
      let item = required(fields, "item", "name the fee").flatMap { name($0) }
      let meter = required(fields, "meter", "name the meter whose peak counts")
        .flatMap { reference($0, to: Set(names.meters.keys), "meter") }
        .flatMap { names.meters[$0] }.flatMap { UInt8(exactly: $0) }
      let product = required(fields, "product", "name the product whose suspensions scale it")
        .flatMap { reference($0, to: names.products, "product") }
      let step = required(fields, "step", "say how many counts a step holds")
        .flatMap { whole($0, in: 1...1 << 53) }
      let price = required(fields, "price", "write the price of a step and month")
        .flatMap { timeline($0) { $0.money($1) } }
      guard let item, let meter, let product, let step, let price else { continue }
      if names.meters[item] != nil || names.plans.contains(item)
        || fees.contains(where: { $0.item == item })
      {
        report(entry, "the name `\(item)` is taken", "exports tell fees, meters and plans by name")
      }
      fees.append(
        PeakFee(item: item, meter: MeterOrdinal(meter), product: product, step: step, price: price))
    }
    return fees
  }

  mutating func reportPeaks(of fees: [PeakFee], among meters: [Meter], _ place: Place) {
    for fee in fees where Int(fee.meter.index) < meters.count {
      let meter = meters[Int(fee.meter.index)]
      guard meter.kind == .sum else { continue }
      report(place, "`\(fee.item)` of the `sum` meter `\(meter.name)`", "only counts have peaks")
    }
  }

  mutating func drawOrder(_ place: Place) -> [DrawKey] {
    var keys: [DrawKey] = []
    for entry in list(place) {
      guard let key: DrawKey = word(entry) else { continue }
      if keys.contains(key) { report(entry, "`\(key.rawValue)` stands twice", "keep the first") }
      keys.append(key)
    }
    if keys.last != .grantID {
      report(
        place, "the order is not total: grants may tie", "end it with `\(DrawKey.grantID.rawValue)`"
      )
    }
    return keys
  }

  // MARK: Rules of sale

  mutating func trialLimits(_ place: Place) -> Timeline<TrialLimits>? {
    timeline(place) { (reader, place) in
      guard let fields = reader.fields(place, ["per_app", "per_account"]) else { return nil }
      func limit(_ key: String) -> Int? {
        guard let place = fields[key], !place.value.isNull else { return nil }
        return reader.whole(place, in: 0...1_000_000).map { Int($0) }
      }
      return TrialLimits(perApp: limit("per_app"), perAccount: limit("per_account"))
    }
  }

  mutating func refunds(_ place: Place) -> Timeline<RefundRegime?>? {
    optionalTimeline(place) { (reader, place) in
      guard let fields = reader.fields(place, ["within_hours", "amount"]) else { return nil }
      let hours = reader.required(fields, "within_hours", "say how long after the purchase")
        .flatMap { reader.whole($0, in: 1...87_600) }
      let amount: RefundRegime.Amount? =
        reader.required(fields, "amount", "write all or remaining_days").flatMap { reader.word($0) }
      guard let hours, let amount else { return nil }
      return RefundRegime(withinHours: Int(hours), amount: amount)
    }
  }

  mutating func promotions(_ place: Place) -> [Promotion] {
    list(place).compactMap { promotion($0) }
  }

  private mutating func promotion(_ place: Place) -> Promotion? {
    let keys = ["name", "plans", "from", "until", "gift_months_after", "gift_scope"]
    guard let fields = fields(place, keys) else { return nil }
    let name = required(fields, "name", "name the promotion").flatMap { self.name($0) }
    let plans = required(fields, "plans", "list the plans whose gifts take part")
      .map { list($0) }?.compactMap { reference($0, to: names.plans, "plan") }
    let start = required(fields, "from", "say on which day it begins").flatMap { day($0) }
    let end = required(fields, "until", "say which is the first day after it").flatMap { day($0) }
    let months = required(fields, "gift_months_after", "say how many months its gifts last on")
      .flatMap { whole($0, in: 0...120) }
    let scope: Scope? = required(fields, "gift_scope", "write app or account").flatMap { word($0) }
    guard let name, let plans, let start, let end, let months, let scope else { return nil }
    if end <= start { report(place, "it ends before it begins", "put `until` after `from`") }
    return Promotion(
      name: name, plans: plans.map { PlanID($0) }, start: start, end: end,
      giftMonthsAfter: Int(months), isGiftAccountWide: scope == .account)
  }

  mutating func choices(_ place: Place) -> Choices {
    let keys = ["upgrade_gift", "upgrade_fee", "month_end", "suspension_scale"]
    guard let fields = fields(place, keys) else { return Choices() }
    return Choices(
      upgradeGift: fields["upgrade_gift"].flatMap { word($0) } ?? .difference,
      upgradeFee: fields["upgrade_fee"].flatMap { word($0) } ?? .cycleDays,
      monthEnd: fields["month_end"].flatMap { word($0) } ?? .keepDay,
      suspensionScale: fields["suspension_scale"].flatMap { word($0) } ?? .seconds)
  }
}
