public import Quantities

/// What a vendor sells and measures: meters, tiers, ratios, rates, plans, quotas, draw order and
/// time zone, each with the days on which it holds.
public struct Catalog: Sendable {
  /// The catalog's own name, `tencent-cn`.
  public let name: String
  /// ISO 4217 code of all money in the catalog and the book.
  public let currency: String
  /// Decides which day an instant belongs to.
  public let zone: ZoneOffset
  /// Kinds of package minutes.
  public let pools: [PoolID]
  /// What can be suspended and what the halves of bundles are: `trtc`, `im`.
  public let products: [String]
  /// Everything that is measured, in the order of settlement; at most 200.
  public let meters: [Meter]
  /// How `video` records find their meter.
  public let resolutionTiers: ResolutionTiers
  /// Monthly fees on peaks.
  public let peakFees: [PeakFee]
  /// By which questions grants are put in order, the weightiest first, the last one unique.
  public let drawOrder: [DrawKey]
  /// What can be bought.
  public let plans: [Plan]
  /// Rules of sale that hold for more than one plan.
  public let saleRules: SaleRules
  /// The file it was read from, kept so that a ledger can hold the catalog it was settled by.
  public let source: [UInt8]

  private let ordinals: [String: MeterOrdinal]
  private let planIndices: [PlanID: Int]

  /// Puts a catalog together; the reader has checked that names agree and are unique.
  public init(
    name: String, currency: String, zone: ZoneOffset, pools: [PoolID], products: [String],
    meters: [Meter], resolutionTiers: ResolutionTiers, peakFees: [PeakFee],
    drawOrder: [DrawKey], plans: [Plan], saleRules: SaleRules, source: [UInt8]
  ) {
    precondition(meters.count <= 200, "a catalog has at most 200 meters")
    self.name = name
    self.currency = currency
    self.zone = zone
    self.pools = pools
    self.products = products
    self.meters = meters
    self.resolutionTiers = resolutionTiers
    self.peakFees = peakFees
    self.drawOrder = drawOrder
    self.plans = plans
    self.saleRules = saleRules
    self.source = source
    self.ordinals = Dictionary(
      uniqueKeysWithValues: meters.enumerated().map { ($1.name, MeterOrdinal(UInt8($0))) })
    self.planIndices = Dictionary(
      uniqueKeysWithValues: plans.enumerated().map { ($1.id, $0) })
  }

  /// The meter of that name, which is not `video`.
  public func ordinal(ofMeter name: String) -> MeterOrdinal? { ordinals[name] }

  /// The meter at that place of the list.
  public subscript(meter: MeterOrdinal) -> Meter { meters[Int(meter.index)] }

  /// The plan of that name.
  public func plan(_ id: PlanID) -> Plan? { planIndices[id].map { plans[$0] } }
}

extension Catalog: CustomStringConvertible {
  /// The catalog by its name.
  public var description: String { "catalog \(name)" }
}

extension Catalog {
  /// The monthly plans that a plan lives as: the halves of a bundle, else the plan itself.
  public func halves(of plan: Plan) -> [Plan] {
    guard case .bundle(let halves) = plan.kind else { return [plan] }
    return halves.compactMap { self.plan($0) }
  }

  /// Price of a month of a plan, or of a whole pack, on a day; a bundle costs what its halves do.
  ///
  /// `nil` when a part has no price on that day, and always for value-added plans, whose price
  /// hangs on what the app holds.
  public func price(of plan: Plan, on day: CalendarDay) -> Money? {
    var sum = Money.zero
    for half in halves(of: plan) {
      guard let price = half.price.value(on: day) ?? nil, let next = try? sum.adding(price) else {
        return nil
      }
      sum = next
    }
    return sum
  }

  /// Whether a plan can be bought anew on a day; a bundle while all its halves can.
  public func isOnSale(_ plan: Plan, on day: CalendarDay) -> Bool {
    ([plan] + halves(of: plan)).allSatisfy { $0.isOnSale.value(on: day) ?? false }
  }
}
