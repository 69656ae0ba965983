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
  /// The file it was read from, kept so that a ledger can hold the catalog it was settled by.
  public let source: [UInt8]

  private let ordinals: [String: MeterOrdinal]
  private let planIndices: [PlanID: Int]

  /// Puts a catalog together; the reader has checked that names agree and are unique.
  public init(
    name: String, currency: String, zone: ZoneOffset, pools: [PoolID], meters: [Meter],
    resolutionTiers: ResolutionTiers, peakFees: [PeakFee], drawOrder: [DrawKey], plans: [Plan],
    source: [UInt8]
  ) {
    precondition(meters.count <= 200, "a catalog has at most 200 meters")
    self.name = name
    self.currency = currency
    self.zone = zone
    self.pools = pools
    self.meters = meters
    self.resolutionTiers = resolutionTiers
    self.peakFees = peakFees
    self.drawOrder = drawOrder
    self.plans = plans
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
