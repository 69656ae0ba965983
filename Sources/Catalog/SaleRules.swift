public import Quantities

/// The rules of sale that hold for more than one plan, each by day.
public struct SaleRules: Sendable {
  /// How many trials there may be, by the day of the trial.
  public let trialLimits: Timeline<TrialLimits>
  /// How purchases are given back, by the day of the refund; `nil` is not at all.
  public let refunds: Timeline<RefundRegime?>
  /// Times in which gifts last longer and reach further.
  public let promotions: [Promotion]
  /// Choices where the vendor has published no rule.
  public let choices: Choices

  /// Rules of sale.
  public init(
    trialLimits: Timeline<TrialLimits>, refunds: Timeline<RefundRegime?>, promotions: [Promotion],
    choices: Choices
  ) {
    self.trialLimits = trialLimits
    self.refunds = refunds
    self.promotions = promotions
    self.choices = choices
  }
}

/// How many trials there may be, all trial plans together; `nil` is any number.
public struct TrialLimits: Hashable, Sendable {
  /// Trials of one app.
  public let perApp: Int?
  /// Trials of all apps of one account.
  public let perAccount: Int?

  /// Limits of trials.
  public init(perApp: Int?, perAccount: Int?) {
    self.perApp = perApp
    self.perAccount = perAccount
  }
}

/// How an unused purchase is given back.
public struct RefundRegime: Hashable, Sendable {
  /// How much of what was paid comes back.
  public enum Amount: String, Hashable, Sendable, CaseIterable {
    /// All of it.
    case all
    /// All but the started days since the purchase; packs in whole.
    case remainingDays = "remaining_days"
  }

  /// Hours after the purchase within which it can be given back, the last second included.
  public let withinHours: Int
  /// How much of what was paid comes back.
  public let amount: Amount

  /// A regime of refunds.
  public init(withinHours: Int, amount: Amount) {
    self.withinHours = withinHours
    self.amount = amount
  }
}

/// A time in which the gifts of some plans last longer and cover the whole account.
///
/// A gift takes part when its order was placed and its cycle starts in `[start, end)`.
public struct Promotion: Hashable, Sendable {
  /// Its name, for messages.
  public let name: String
  /// The plans, as bought, whose gifts take part.
  public let plans: [PlanID]
  /// The first day.
  public let start: CalendarDay
  /// The first day after.
  public let end: CalendarDay
  /// How many months after the one in which the cycle starts the gift ends, with that month's end.
  public let giftMonthsAfter: Int
  /// Whether the gift covers every app of the account.
  public let isGiftAccountWide: Bool

  /// A promotion as the catalog describes it.
  public init(
    name: String, plans: [PlanID], start: CalendarDay, end: CalendarDay, giftMonthsAfter: Int,
    isGiftAccountWide: Bool
  ) {
    self.name = name
    self.plans = plans
    self.start = start
    self.end = end
    self.giftMonthsAfter = giftMonthsAfter
    self.isGiftAccountWide = isGiftAccountWide
  }
}

/// Named choices for questions that a vendor's pages leave open.
public struct Choices: Hashable, Sendable {
  /// What becomes of the gift minutes when a plan is upgraded.
  public enum UpgradeGift: String, Hashable, Sendable, CaseIterable {
    /// The running and all later cycles get the difference of the two gifts.
    case difference
    /// The gifts stay those of the old plan until a renewal.
    case none
  }

  /// By what a monthly fee is scaled in a month with a suspension.
  public enum SuspensionScale: String, Hashable, Sendable, CaseIterable {
    /// Seconds in service by seconds of the month.
    case seconds
    /// Days with any service by days of the month.
    case days
  }

  /// How an upgrade counts the months that are left.
  public enum UpgradeFee: String, Hashable, Sendable, CaseIterable {
    /// Days left by days of the cycle, cycle by cycle.
    case cycleDays = "cycle_days"
    /// All days left by the days of an average month, 365/12.
    case averageMonth = "average_month"
  }

  /// What a monthly term makes of a day that a month lacks.
  public enum MonthEnd: String, Hashable, Sendable, CaseIterable {
    /// The last day of that month; later months have the day of the purchase again.
    case keepDay = "keep_day"
    /// The last day of that month, and no later day from then on.
    case drift
  }

  /// What becomes of the gift minutes when a plan is upgraded.
  public let upgradeGift: UpgradeGift
  /// How an upgrade counts the months that are left.
  public let upgradeFee: UpgradeFee
  /// What a monthly term makes of a day that a month lacks.
  public let monthEnd: MonthEnd
  /// By what a monthly fee is scaled in a month with a suspension.
  public let suspensionScale: SuspensionScale

  /// Choices as the catalog makes them.
  public init(
    upgradeGift: UpgradeGift = .difference, upgradeFee: UpgradeFee = .cycleDays,
    monthEnd: MonthEnd = .keepDay, suspensionScale: SuspensionScale = .seconds
  ) {
    self.upgradeGift = upgradeGift
    self.upgradeFee = upgradeFee
    self.monthEnd = monthEnd
    self.suspensionScale = suspensionScale
  }
}
