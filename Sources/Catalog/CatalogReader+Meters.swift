import Quantities
import StrictJSON

extension CatalogReader {
  /// The meters in their order; fewer than declared when some are broken.
  mutating func meters(_ place: Place) -> [Meter] {
    let entries = list(place)
    if entries.count > 200 {
      report(place, "has \(entries.count) meters", "a catalog has at most 200")
    }
    let meters = entries.enumerated().compactMap { meter($1, at: $0) }
    if meters.count == entries.count {
      for (meter, entry) in zip(meters, entries) { reportChains(of: meter, among: meters, entry) }
    }
    return meters
  }

  private mutating func meter(_ place: Place, at index: Int) -> Meter? {
    guard
      let fields = fields(place, ["name", "kind", "pool", "ratio", "rate", "counted_as"])
    else { return nil }
    let name = required(fields, "name", "every meter has a name").flatMap { meterName($0, index) }
    let kind: MeterKind? = required(fields, "kind", "write sum, unique or peak")
      .flatMap { word($0) }
    guard let kind else { return nil }
    if kind != .sum {
      reportSumOnly(fields, kind)
      return name.map {
        Meter(
          name: $0, kind: kind, pool: nil, ratio: nil, rate: Timeline(always: nil),
          countedAs: Timeline(always: nil))
      }
    }
    let pool = fields["pool"].flatMap { reference($0, to: names.pools, "pool") }
    let countedAs =
      fields["counted_as"].map { optionalTimeline($0) { $0.sumMeter($1) } }
      ?? Timeline(always: nil)
    let ratio = ratio(fields)
    let rate = required(fields, "rate", "write the price of 1000 minutes, or null for none")
      .flatMap { optionalTimeline($0, from: .anyDay) { $0.decimal($1) } }
    if let countedAs {
      reportGaps(fields["ratio"], ratio, countedAs, "ratio")
      reportGaps(fields["rate"], rate, countedAs, "rate")
    }
    guard let name, let rate, let countedAs, pool != nil || fields["pool"] == nil else {
      return nil
    }
    return Meter(
      name: name, kind: kind, pool: pool.map { PoolID($0) }, ratio: ratio, rate: rate,
      countedAs: countedAs)
  }

  private mutating func meterName(_ place: Place, _ index: Int) -> String? {
    guard let name = name(place) else { return nil }
    if name == "video" {
      report(place, "`video` is no meter of its own", "its records find their meter by area")
      return nil
    }
    if names.meters[name] != index {
      report(place, "a second meter `\(name)`", "give every meter its own name")
      return nil
    }
    return name
  }

  private mutating func reportSumOnly(_ fields: Fields, _ kind: MeterKind) {
    for key in ["pool", "ratio", "rate", "counted_as"] {
      guard let place = fields[key] else { continue }
      report(
        place, "`\(key)` of a `\(kind.rawValue)` meter", "only `sum` meters are paid by the minute")
    }
  }

  private mutating func ratio(_ fields: Fields) -> Timeline<Fraction>? {
    guard let place = fields["ratio"] else {
      if fields["pool"] != nil {
        report(fields.place, "`ratio` is missing", "say what a minute costs of the pool")
      }
      return nil
    }
    if fields["pool"] == nil {
      report(place, "a ratio without a pool", "name the pool that the meter draws from")
    }
    return timeline(place, from: .anyDay) { $0.positiveDecimal($1) }
  }

  /// Days on which a meter counts as itself and has no ratio or rate.
  private mutating func reportGaps<Value>(
    _ place: Place?, _ timeline: Timeline<Value>?, _ countedAs: Timeline<MeterOrdinal?>,
    _ noun: String
  ) {
    guard let place, let timeline else { return }
    let changes = [nil] + timeline.changes + countedAs.changes
    let gap = changes.first { change in
      (countedAs.value(at: change) ?? nil) == nil && timeline.value(at: change) == nil
    }
    guard let gap else { return }
    report(
      place, "gap: no \(noun) \(gap.map { "on \($0)" } ?? "before its first day")",
      "put a value without `from` in front")
  }

  private mutating func sumMeter(_ place: Place) -> MeterOrdinal? {
    guard let name = reference(place, to: Set(names.meters.keys), "meter") else { return nil }
    return names.meters[name].flatMap { UInt8(exactly: $0) }.map { MeterOrdinal($0) }
  }

  /// A meter counted as one that counts elsewhere itself, or that adds up otherwise.
  private mutating func reportChains(of meter: Meter, among meters: [Meter], _ place: Place) {
    for change in meter.countedAs.changes {
      guard let target = meter.countedAs.value(at: change) ?? nil else { continue }
      let other = meters[Int(target.index)]
      if other.kind != .sum || other.pool != meter.pool {
        report(place, "counted as `\(other.name)` of another kind or pool", "name a like meter")
      } else if (other.countedAs.value(at: change) ?? nil) != nil {
        report(
          place, "counted as `\(other.name)`, which counts as another meter then",
          "name the meter that it ends up as")
      }
    }
  }

  // MARK: Tiers

  mutating func resolutionTiers(_ place: Place, _ meters: [Meter]) -> ResolutionTiers? {
    guard let fields = fields(place, ["largest_known_area", "tiers"]) else { return nil }
    let largest = required(fields, "largest_known_area", "say above which area to warn")
      .flatMap { whole($0, in: 1...Int64(UInt32.max)) }
    let tiers = required(fields, "tiers", "list the tiers, dated: [{\"value\": [...]}]")
      .flatMap { place in timeline(place) { $0.tiers($1) } }
    guard let largest, let tiers else { return nil }
    if names.areAll(meters) {
      for segment in tiers.segments {
        reportMovedTiers(segment.value, at: segment.start, meters, place)
      }
    }
    return ResolutionTiers(tiers: tiers, largestKnownArea: largest)
  }

  private mutating func tiers(_ place: Place) -> [ResolutionTiers.Tier]? {
    let entries = list(place)
    var tiers: [ResolutionTiers.Tier] = []
    for (index, entry) in entries.enumerated() {
      guard let fields = fields(entry, ["up_to", "meter"]) else { continue }
      let meter = required(fields, "meter", "name the tier's meter").flatMap { sumMeter($0) }
      let area = fields["up_to"].flatMap { whole($0, in: 1...Int64(UInt32.max)) }
      let isLast = index == entries.count - 1
      if !isLast && fields["up_to"] == nil {
        report(
          entry, "a tier without a bound in front of others", "give it `up_to`, or move it last")
      } else if isLast && fields["up_to"] != nil {
        report(entry, "no tier above this one", "leave `up_to` out of the last tier")
      }
      if let area, let below = tiers.last?.largestArea, area <= below {
        report(entry, "not above the tier before it", "put the tiers in order of their areas")
      }
      if let meter { tiers.append(ResolutionTiers.Tier(upTo: area, meter)) }
    }
    if entries.isEmpty { report(place, "has no tier", "list at least one") }
    return tiers.count == entries.count ? tiers : nil
  }

  private mutating func reportMovedTiers(
    _ tiers: [ResolutionTiers.Tier], at change: CalendarDay?, _ meters: [Meter], _ place: Place
  ) {
    for tier in tiers {
      let meter = meters[Int(tier.meter.index)]
      if meter.kind != .sum {
        report(
          place, "the tier `\(meter.name)` is no `sum` meter", "pictures are counted in seconds")
      } else if (meter.countedAs.value(at: change) ?? nil) != nil {
        report(
          place, "the tier `\(meter.name)` counts as another meter on its first day",
          "name the meter that it counts as")
      }
    }
  }
}
