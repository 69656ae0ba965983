import Catalog
import Quantities

/// What one package minute of a pool is worth at list price, where all meters agree on it.
///
/// Where `rate / ratio` is the same for every meter of a pool, splitting a minute between a grant
/// and overage loses no money: uncovered package minutes have one price, whatever they were used
/// for.
struct PoolPrices {
  private struct Key: Hashable {
    let meter: MeterOrdinal
    let day: CalendarDay
  }

  private let catalog: Catalog
  private var known: [Key: Fraction?] = [:]

  init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// Currency units for one package minute of the meter's pool, `nil` without a pool and on days
  /// on which the meters of the pool do not agree.
  mutating func price(
    of meter: MeterOrdinal, on day: CalendarDay
  ) throws(QuantityOverflow) -> Fraction? {
    let key = Key(meter: meter, day: day)
    if let price = known[key] { return price }
    guard let pool = catalog[meter].pool else { return nil }
    let price = try commonPrice(of: pool, on: day)
    known[key] = .some(price)
    return price
  }

  private func commonPrice(
    of pool: PoolID, on day: CalendarDay
  ) throws(QuantityOverflow) -> Fraction? {
    var common: Fraction?
    for meter in catalog.meters where meter.pool == pool {
      let rate = meter.rate.value(on: day) ?? nil
      guard let ratio = meter.ratio?.value(on: day) else {
        // A meter that neither draws nor costs anything on that day has no say.
        if rate == nil { continue }
        return nil
      }
      guard let rate else { return nil }
      let price = try rate.divided(by: ratio).multiplied(by: Fraction(1, over: 1000))
      guard common == nil || common == price else { return nil }
      common = price
    }
    return common
  }
}
