public import Quantities

/// Covers usage of one account from its grants, in draw order.
///
/// A grant serves a demand when it is of the same pool, covers the app, is valid on the day of the
/// usage and has something left. Each grant is drawn at its own ratio, to zero if need be, before
/// the next one is touched; what nothing covers is given back to the caller.
///
/// Worked example: a day has 100 minutes of a meter with ratio 9. A grant that ends today holds
/// 500, so it covers 500/9 of a minute's worth: 55 5/9 minutes. The next grant pays for the other
/// 44 4/9 minutes with 400 package minutes. Nothing is rounded.
///
/// - Complexity: making it sorts the grants once. A demand then costs O(1) on average plus the
///   grants it draws from, as long as days do not go back.
public struct DrawdownEngine: Sendable {
  private struct QueueKey: Hashable {
    let pool: PoolIndex
    let app: AppID
  }

  /// What stands of each grant, in the order in which they were given.
  public private(set) var allotments: [Allotment]
  /// Index into `allotments` by rank in draw order.
  private let ranked: [Int]
  private let pools: [PoolID: PoolIndex]
  private var queues: [GrantQueue]
  /// Index into `queues` of what only one app may draw.
  private let boundQueues: [QueueKey: Int]
  /// Index into `queues` of what every app may draw, by pool; `nil` when there is nothing.
  private let wideQueues: [Int?]

  /// An engine over all grants of an account; refunded ones are kept but never drawn.
  public init(_ allotments: [Allotment], order: DrawOrder) {
    let ranked = allotments.indices.sorted {
      order.draws(allotments[$0].grant, before: allotments[$1].grant)
    }
    var pools: [PoolID: PoolIndex] = [:]
    var arrivals: [[GrantQueue.Arrival]] = []
    var boundQueues: [QueueKey: Int] = [:]
    var wideQueues: [Int?] = []
    for (rank, index) in ranked.enumerated() where !allotments[index].grant.isRefunded {
      let grant = allotments[index].grant
      let pool = pools[grant.pool] ?? PoolIndex(number: pools.count)
      if pool.number == pools.count {
        pools[grant.pool] = pool
        wideQueues.append(nil)
      }
      let key = grant.app.map { QueueKey(pool: pool, app: $0) }
      let known = if let key { boundQueues[key] } else { wideQueues[pool.number] }
      let queue = known ?? arrivals.count
      if known == nil {
        arrivals.append([])
        if let key { boundQueues[key] = queue } else { wideQueues[pool.number] = queue }
      }
      arrivals[queue].append(GrantQueue.Arrival(start: grant.start, rank: rank))
    }
    self.allotments = allotments
    self.ranked = ranked
    self.pools = pools
    self.queues = arrivals.map { GrantQueue($0) }
    self.boundQueues = boundQueues
    self.wideQueues = wideQueues
  }

  /// The pool of that name, `nil` when no grant is of it.
  public func pool(_ id: PoolID) -> PoolIndex? { pools[id] }

  /// Draws what a demand needs, as far as grants reach.
  ///
  /// - Parameters:
  ///   - demand: usage to be covered.
  ///   - draws: what was taken is appended, in draw order.
  /// - Returns: minutes of usage that no grant covers.
  /// - Throws: `QuantityOverflow` when a term does not fit in 128 bits; the engine is then of no
  ///   further use.
  public mutating func cover(
    _ demand: Demand, draws: inout [Draw]
  ) throws(QuantityOverflow) -> Fraction {
    let bound = boundQueues[QueueKey(pool: demand.pool, app: demand.app)]
    let wide = wideQueues[demand.pool.number]
    if let bound { queues[bound].begin(on: demand.day) }
    if let wide { queues[wide].begin(on: demand.day) }
    var uncovered = demand.minutes
    while !uncovered.isZero, let index = nextGrant(bound, wide, on: demand.day) {
      guard let ratio = allotments[index].grant.flatRatio ?? demand.ratio else { continue }
      let draw = try allotments[index].draw(uncovered, ratio: ratio, as: index)
      uncovered = try uncovered.subtracting(draw.usageMinutes)
      draws.append(draw)
    }
    return uncovered
  }

  /// The next grant in draw order of two queues, each in draw order itself.
  private mutating func nextGrant(_ bound: Int?, _ wide: Int?, on day: CalendarDay) -> Int? {
    let boundRank = bound.flatMap { peek($0, on: day) }
    let wideRank = wide.flatMap { peek($0, on: day) }
    if let bound, let boundRank, wideRank.map({ boundRank < $0 }) ?? true {
      queues[bound].pass()
      return ranked[boundRank]
    }
    guard let wide, let wideRank else { return nil }
    queues[wide].pass()
    return ranked[wideRank]
  }

  private mutating func peek(_ queue: Int, on day: CalendarDay) -> Int? {
    queues[queue].peek { rank in
      let index = ranked[rank]
      return allotments[index].left.isZero || allotments[index].grant.end <= day
    }
  }
}
