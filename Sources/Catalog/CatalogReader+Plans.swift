import Quantities
import StrictJSON

// A value that could not be read has been reported, and a catalog with findings is never made: so
// what stands in its place below does not matter.
extension CatalogReader {
  private enum KindWord: String, CaseIterable {
    case monthly
    case pack
    case trialPack = "trial_pack"
    case trial
    case valueAdded = "value_added"
    case bundle

    /// The keys that a plan of the kind may have.
    var keys: [String] {
      let common = ["id", "kind", "on_sale"]
      let minutes = ["scope", "gifts", "limit_per_account", "drawn_first", "flat_ratio"]
      return switch self {
      case .monthly: common + minutes + ["product", "price", "free_peaks", "upgradable"]
      case .pack: common + minutes + ["price", "months", "ends"]
      case .trialPack: common + minutes + ["months", "ends"]
      case .trial: common + ["product", "days"]
      case .valueAdded: common + ["product", "charged", "offers"]
      case .bundle: common + ["halves", "upgradable"]
      }
    }
  }

  enum Scope: String, CaseIterable {
    case app
    case account
  }

  private enum PackEnd: String, CaseIterable {
    case monthEnd = "month_end"
    case sameDay = "same_day"
  }

  private enum Charged: String, CaseIterable {
    case prepaid
    case postpaid
  }

  mutating func plans(_ place: Place) -> [Plan] {
    var byName: [PlanID: Plan] = [:]
    var plans: [(plan: Plan, place: Place)] = []
    for entry in list(place) {
      guard let plan = plan(entry) else { continue }
      if byName.updateValue(plan, forKey: plan.id) != nil {
        report(entry, "a second plan `\(plan.id)`", "give every plan its own name")
      }
      plans.append((plan, entry))
    }
    for (plan, place) in plans { reportRelations(of: plan, among: byName, place) }
    return plans.map(\.plan)
  }

  private mutating func plan(_ place: Place) -> Plan? {
    guard let kindValue = place.value["kind"] else {
      report(place, "is no plan", "write an object with `id`, `kind` and what the kind needs")
      return nil
    }
    guard let word: KindWord = word(place.member("kind", kindValue)),
      let fields = fields(place, word.keys),
      let id = required(fields, "id", "every plan has a name").flatMap({ name($0) }),
      let kind = kind(word, fields)
    else { return nil }
    let scope: Scope = fields["scope"].flatMap { self.word($0) } ?? .app
    let plan = Plan(
      id: PlanID(id), kind: kind, product: product(word, fields), isAppBound: scope == .app,
      price: price(word, fields),
      isOnSale: (fields["on_sale"].map { timeline($0) { $0.flag($1) } } ?? Timeline(always: true))
        ?? Timeline([]),
      gifts: fields["gifts"].map { gifts($0) } ?? [],
      freePeaks: fields["free_peaks"].map { freePeaks($0, scope) } ?? [:],
      isUpgradable: fields["upgradable"].flatMap { flag($0) } ?? true,
      limitPerAccount: fields["limit_per_account"].flatMap { whole($0, in: 1...1_000_000) }
        .map { Int($0) },
      isDrawnFirst: fields["drawn_first"].flatMap { flag($0) } ?? false,
      flatRatio: fields["flat_ratio"].flatMap { positiveDecimal($0) })
    return plan
  }

  private mutating func kind(_ word: KindWord, _ fields: Fields) -> Plan.Kind? {
    switch word {
    case .monthly: return .monthly
    case .pack: return .pack(packValidity(fields))
    case .trialPack: return .trialPack(packValidity(fields))
    case .trial:
      let days = required(fields, "days", "say how many days it runs")
        .flatMap { whole($0, in: 1...366) }
      return .trial(days: Int(days ?? 0))
    case .valueAdded: return .valueAdded(valueAddedTerms(fields))
    case .bundle:
      let halves =
        required(fields, "halves", "name the plans that it is made of").map { list($0) } ?? []
      if fields["halves"] != nil && halves.count < 2 {
        report(fields.place, "a bundle of fewer than two plans", "name at least two halves")
      }
      return .bundle(
        halves: halves.compactMap { reference($0, to: names.plans, "plan") }.map { PlanID($0) })
    }
  }

  private mutating func product(_ word: KindWord, _ fields: Fields) -> String? {
    let place =
      word == .monthly || word == .valueAdded
      ? required(fields, "product", "name the product that it belongs to") : fields["product"]
    return place.flatMap { reference($0, to: names.products, "product") }
  }

  private mutating func price(_ word: KindWord, _ fields: Fields) -> Timeline<Money?> {
    switch word {
    case .trial, .trialPack: return Timeline(always: .zero)
    case .bundle, .valueAdded: return Timeline([])
    case .monthly, .pack:
      let price = required(fields, "price", "write a price, or null for days without one")
      return price.flatMap { optionalTimeline($0) { $0.money($1) } } ?? Timeline([])
    }
  }

  private mutating func packValidity(_ fields: Fields) -> PackValidity {
    let months = required(fields, "months", "say how many months it lasts")
      .flatMap { whole($0, in: 1...1200) }
    let end: PackEnd? = required(fields, "ends", "write month_end or same_day")
      .flatMap { word($0) }
    return PackValidity(months: Int(months ?? 1), isToMonthEnd: end == .monthEnd)
  }

  private mutating func valueAddedTerms(_ fields: Fields) -> ValueAddedTerms {
    let charged: Charged? = required(fields, "charged", "write prepaid or postpaid")
      .flatMap { word($0) }
    let place = required(fields, "offers", "list the plans that it extends, with prices")
    let entries = place.map { list($0) } ?? []
    if place != nil && entries.isEmpty {
      report(fields.place, "extends no plan", "list at least one offer")
    }
    var offers: [ValueAddedTerms.Offer] = []
    for entry in entries {
      guard let fields = self.fields(entry, ["base", "price"]) else { continue }
      let base = required(fields, "base", "name the plan that it extends")
        .flatMap { reference($0, to: names.plans, "plan") }
      let price = required(fields, "price", "write a price, or null for none")
        .flatMap { optionalTimeline($0) { $0.money($1) } }
      guard let base, let price else { continue }
      if offers.contains(where: { $0.base == PlanID(base) }) {
        report(entry, "a second offer beside `\(base)`", "keep one; a price may be dated")
      }
      offers.append(ValueAddedTerms.Offer(base: PlanID(base), price: price))
    }
    return ValueAddedTerms(offers: offers, isPostpaid: charged == .postpaid)
  }

  private mutating func gifts(_ place: Place) -> [Plan.Gift] {
    var gifts: [Plan.Gift] = []
    for entry in list(place) {
      guard let fields = fields(entry, ["pool", "minutes"]) else { continue }
      let pool = required(fields, "pool", "name the pool of the minutes")
        .flatMap { reference($0, to: names.pools, "pool") }
      let minutes = required(fields, "minutes", "say how many minutes a cycle gives")
        .flatMap { whole($0, in: 1...1 << 53) }
      guard let pool, let minutes else { continue }
      if gifts.contains(where: { $0.pool == PoolID(pool) }) {
        report(entry, "a second gift of pool `\(pool)`", "add the minutes up")
      } else {
        gifts.append(Plan.Gift(pool: PoolID(pool), minutes: minutes))
      }
    }
    return gifts
  }

  private mutating func freePeaks(_ place: Place, _ scope: Scope) -> [String: Int64] {
    if scope == .account {
      report(place, "free peaks of an account-wide plan", "peaks are those of one app")
    }
    var free: [String: Int64] = [:]
    for (key, member) in namedMembers(place) {
      if !names.peakFees.contains(key) {
        report(member, "unknown peak fee `\(key)`", "declare it under `peak_fees`")
      }
      free[key] = whole(member, in: 0...1 << 53)
    }
    return free
  }
}
