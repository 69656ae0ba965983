public import Quantities

/// Something that can be bought.
public struct Plan: Equatable, Sendable {
  /// What kind of thing it is, which decides what may be done with it.
  public enum Kind: Equatable, Sendable {
    /// Runs for whole months, can be renewed and upgraded, gives its gifts once a cycle.
    case monthly
    /// Bought once, gives its minutes at once.
    case pack(PackValidity)
    /// A pack that is given for nothing, by a `trial` event.
    case trialPack(PackValidity)
    /// Free and that many days long, without effect on minutes and money.
    case trial(days: Int)
    /// An extension of another plan.
    case valueAdded(ValueAddedTerms)
    /// Sold as one, lives as its halves, which are monthly plans of different products.
    case bundle(halves: [PlanID])
  }

  /// Minutes that a cycle, or a pack, gives.
  public struct Gift: Hashable, Sendable {
    /// What kind of minutes.
    public let pool: PoolID
    /// How many package minutes, at least 1.
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
  /// The product it belongs to (`trtc`, `im`); `nil` for bundles, whose halves tell, and for packs.
  public let product: String?
  /// Whether it serves one app (else the whole account).
  public let isAppBound: Bool
  /// Price of a month, or of the whole pack; `nil` on days on which it has none.
  ///
  /// Empty for bundles, which cost the sum of their halves, and for value-added plans, whose price
  /// hangs on the plan they extend. `Catalog.price(of:on:)` knows.
  public let price: Timeline<Money?>
  /// Whether it can be bought anew on a day; a withdrawn plan may still be renewed.
  ///
  /// A bundle is sold while all its halves are: `Catalog.isOnSale(_:on:)` knows.
  public let isOnSale: Timeline<Bool>
  /// What each cycle gives.
  public let gifts: [Gift]
  /// Peak counts that are free under this plan, by the name of the peak fee; empty for plans that
  /// carry no peak fee.
  public let freePeaks: [String: Int64]
  /// Whether an `upgrade` may start from it.
  public let isUpgradable: Bool
  /// How often one account may have it; `nil` is any number of times.
  public let limitPerAccount: Int?
  /// Whether its grants go before all others.
  public let isDrawnFirst: Bool
  /// One ratio for every meter in place of the meters' own.
  public let flatRatio: Fraction?

  /// A plan as the catalog describes it.
  public init(
    id: PlanID, kind: Kind, product: String?, isAppBound: Bool, price: Timeline<Money?>,
    isOnSale: Timeline<Bool> = Timeline(always: true), gifts: [Gift] = [],
    freePeaks: [String: Int64] = [:], isUpgradable: Bool = true, limitPerAccount: Int? = nil,
    isDrawnFirst: Bool = false, flatRatio: Fraction? = nil
  ) {
    self.id = id
    self.kind = kind
    self.product = product
    self.isAppBound = isAppBound
    self.price = price
    self.isOnSale = isOnSale
    self.gifts = gifts
    self.freePeaks = freePeaks
    self.isUpgradable = isUpgradable
    self.limitPerAccount = limitPerAccount
    self.isDrawnFirst = isDrawnFirst
    self.flatRatio = flatRatio
  }
}

/// How long a pack of minutes lasts: from the day it is bought, for some months.
public struct PackValidity: Hashable, Sendable {
  /// Months from the month of the purchase to the month in which it ends, at least 1.
  public let months: Int
  /// Whether it lasts to the end of that month, rather than to the same day of it.
  public let isToMonthEnd: Bool

  /// A length in months.
  public init(months: Int, isToMonthEnd: Bool) {
    self.months = months
    self.isToMonthEnd = isToMonthEnd
  }

  /// The first day on which a pack bought on a day is valid no more.
  ///
  /// Twelve months to the month's end: bought 2020-05-01, valid to 2021-05-31, so 2021-06-01. To
  /// the same day, a day that the last month lacks becomes its last day.
  public func end(boughtOn day: CalendarDay) -> CalendarDay {
    let last = day.month.advanced(by: months)
    return isToMonthEnd
      ? last.advanced(by: 1).firstDay : last.day(clampedTo: day.components.day)
  }
}

/// What a value-added plan extends and costs.
public struct ValueAddedTerms: Equatable, Sendable {
  /// The price of a month beside one of the plans that it extends.
  public struct Offer: Equatable, Sendable {
    /// The plan that the app holds.
    public let base: PlanID
    /// Price of a month; `nil` on days on which it is not offered beside that plan.
    public let price: Timeline<Money?>

    /// A price beside a plan.
    public init(base: PlanID, price: Timeline<Money?>) {
      self.base = base
      self.price = price
    }
  }

  /// Its prices; of the plans that an app holds, the one that stands first here counts.
  public let offers: [Offer]
  /// Whether it is a switch that is charged month by month afterwards, rather than paid in advance.
  public let isPostpaid: Bool

  /// What it extends and costs.
  public init(offers: [Offer], isPostpaid: Bool) {
    self.offers = offers
    self.isPostpaid = isPostpaid
  }
}
