public import Quantities

/// Something that can be bought.
public struct Plan: Sendable {
  /// What kind of thing it is, which decides what may be done with it.
  public enum Kind: Hashable, Sendable {
    /// Runs for whole months, can be renewed and upgraded, gives its gifts once a cycle.
    case monthly
    /// Bought once, runs to the end of the same month next year, gives its minutes at once.
    case pack
    /// Free and short; `days` long unless it is a pack of minutes.
    case trial(days: Int?)
    /// An extension of another plan.
    case valueAdded
    /// Sold as one, lives as its halves.
    case bundle(halves: [PlanID])
  }

  /// Minutes that a cycle, or a pack, gives.
  public struct Gift: Hashable, Sendable {
    /// What kind of minutes.
    public let pool: PoolID
    /// How many package minutes.
    public let minutes: Int64

    /// Minutes of a pool.
    public init(pool: PoolID, minutes: Int64) {
      self.pool = pool
      self.minutes = minutes
    }
  }

  /// The plan's name in the book: `trtc.basic`.
  public let id: PlanID
  /// What kind of thing it is.
  public let kind: Kind
  /// The product it belongs to (`trtc`, `im`); `nil` for bundles, whose halves tell.
  public let product: String?
  /// Whether it serves one app (else the whole account).
  public let isAppBound: Bool
  /// Price of a month, or of the whole pack; `nil` on days on which it has none.
  ///
  /// A bundle costs the sum of its halves and has an empty timeline here.
  public let price: Timeline<Money?>
  /// Whether it can be bought anew on a day; a withdrawn plan may still be renewed.
  public let isOnSale: Timeline<Bool>
  /// What each cycle gives.
  public let gifts: [Gift]
  /// Peak counts that are free under this plan, by the name of the peak fee; empty for plans that
  /// carry no peak fee.
  public let freePeaks: [String: Int64]
  /// Whether its grants go before all others.
  public let isDrawnFirst: Bool
  /// One ratio for every meter in place of the meters' own.
  public let flatRatio: Fraction?

  /// A plan as the catalog describes it.
  public init(
    id: PlanID, kind: Kind, product: String?, isAppBound: Bool, price: Timeline<Money?>,
    isOnSale: Timeline<Bool>, gifts: [Gift], freePeaks: [String: Int64], isDrawnFirst: Bool,
    flatRatio: Fraction?
  ) {
    self.id = id
    self.kind = kind
    self.product = product
    self.isAppBound = isAppBound
    self.price = price
    self.isOnSale = isOnSale
    self.gifts = gifts
    self.freePeaks = freePeaks
    self.isDrawnFirst = isDrawnFirst
    self.flatRatio = flatRatio
  }
}

/// A monthly fee on the highest count of a month.
public struct PeakFee: Sendable {
  /// Its name in exports: `peak_dau`.
  public let item: String
  /// The meter whose daily lines are compared.
  public let meter: MeterOrdinal
  /// The product whose suspensions scale it.
  public let product: String
  /// How many counts one step holds; a started step counts whole.
  public let step: Int64
  /// Price of a step and month, by the first day of the month.
  public let price: Timeline<Money>

  /// A fee as the catalog describes it.
  public init(
    item: String, meter: MeterOrdinal, product: String, step: Int64, price: Timeline<Money>
  ) {
    self.item = item
    self.meter = meter
    self.product = product
    self.step = step
    self.price = price
  }
}
