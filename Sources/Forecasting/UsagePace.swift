public import Catalog
public import Quantities

/// The pace of usage over some settled days, and what usage of later days comes to at that pace.
///
/// Of each app and meter of durations it is the seconds of these days. Later days get them over and
/// over: behind the k-th day, `floor(seconds * k / days)` are given out. So after as many days as the
/// pace was taken from, exactly its seconds are, whatever they divide by, and no day has a part of a
/// second. Distinct users and peaks do not add up over days; every later day has the highest of them.
public struct UsagePace: Sendable {
  private struct Key: Hashable, Comparable {
    let app: AppID
    let meter: MeterOrdinal

    static func < (left: Key, right: Key) -> Bool {
      (left.app, left.meter) < (right.app, right.meter)
    }
  }

  /// The days that the pace is taken from.
  public let days: ClosedRange<CalendarDay>
  private let catalog: Catalog
  /// Seconds of all days, or the highest count; by app, then meter.
  private var amounts: [(key: Key, amount: Int64)] = []

  /// The pace of some usage.
  ///
  /// - Parameters:
  ///   - lines: usage of any days; only that of the days counts.
  ///   - days: the days, the last of them being the last settled one.
  ///   - catalog: says which meters are of durations.
  /// - Throws: `QuantityOverflow` when seconds do not fit.
  public init(
    of lines: [UsageLine], on days: ClosedRange<CalendarDay>, catalog: Catalog
  ) throws(QuantityOverflow) {
    self.days = days
    self.catalog = catalog
    var amounts: [Key: Int64] = [:]
    for line in lines where days.contains(line.day) {
      let key = Key(app: line.app, meter: line.meter)
      let before = amounts[key] ?? 0
      guard catalog[line.meter].kind == .sum else {
        amounts[key] = max(before, line.quantity)
        continue
      }
      let (sum, overflow) = before.addingReportingOverflow(line.quantity)
      guard !overflow else { throw QuantityOverflow("seconds of \(days.count) days") }
      amounts[key] = sum
    }
    self.amounts = amounts.map { ($0.key, $0.value) }.sorted { $0.key < $1.key }
  }

  /// The usage of the days behind the pace up to another one, in settlement order.
  ///
  /// - Complexity: O(days x lines of a day).
  public func usage(through last: CalendarDay) -> [UsageLine] {
    let count = days.upperBound.distance(to: last)
    guard count > 0 else { return [] }
    var lines: [UsageLine] = []
    lines.reserveCapacity(count * amounts.count)
    for day in 1...count {
      for (key, amount) in amounts {
        let quantity = catalog[key.meter].kind == .sum ? seconds(of: amount, on: day) : amount
        guard quantity > 0 else { continue }
        lines.append(
          UsageLine(
            app: key.app, day: days.upperBound.advanced(by: day), meter: key.meter, records: 1,
            quantity: quantity))
      }
    }
    return lines
  }

  /// What the n-th later day gets of the seconds of all days.
  private func seconds(of amount: Int64, on day: Int) -> Int64 {
    let count = Int128(days.count)
    let until = Int128(amount) * Int128(day) / count
    let before = Int128(amount) * Int128(day - 1) / count
    return Int64(until - before)
  }
}

extension ClosedRange<CalendarDay> {
  /// How many days there are.
  public var count: Int { lowerBound.distance(to: upperBound) + 1 }
}
