public import Quantities
public import Settlement

/// What becomes of one grant at a pace.
public struct GrantForecast: Sendable {
  /// The grant.
  public let grant: Grant
  /// What is left on the settled day.
  public let left: Fraction
  /// The first later day behind which nothing is left; `nil` when something is on all days looked at.
  public let runDryDay: CalendarDay?
  /// What is left at the end of the days looked at, or of the grant.
  public let leftAtEnd: Fraction
}

extension GrantForecast {
  /// Follows the grants of a settlement that goes beyond the settled day.
  ///
  /// - Parameters:
  ///   - settlement: settled with usage at a pace, up to the last day looked at.
  ///   - settledDay: the last day with real usage.
  /// - Returns: grants with something left that are valid on a later day, those that end first in front.
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  public static func forecasts(
    of settlement: AccountSettlement, after settledDay: CalendarDay
  ) throws(QuantityOverflow) -> [GrantForecast] {
    let draws = Dictionary(grouping: settlement.deductions, by: \.grant)
    var forecasts: [GrantForecast] = []
    for balance in settlement.grants {
      let grant = balance.grant
      guard settledDay.advanced(by: 1) < grant.end, !grant.isRefunded else { continue }
      var left = Fraction(grant.minutes)
      var (atEnd, runDryDay) = (left, CalendarDay?.none)
      for draw in draws[grant.id, default: []].sorted(by: { $0.day < $1.day }) {
        atEnd = try atEnd.subtracting(draw.packageMinutes)
        if draw.day <= settledDay {
          left = atEnd
        } else if atEnd.isZero, runDryDay == nil {
          runDryDay = draw.day
        }
      }
      guard .zero < left else { continue }
      forecasts.append(
        GrantForecast(grant: grant, left: left, runDryDay: runDryDay, leftAtEnd: atEnd))
    }
    return forecasts.sorted { ($0.grant.end, $0.grant.id) < ($1.grant.end, $1.grant.id) }
  }
}

/// What one account comes to at a pace.
public struct AccountForecast: Sendable {
  /// Who it is.
  public let account: AccountID
  /// Its invoice of the month as it stands; `nil` while there is none.
  public let soFar: Invoice?
  /// Its invoice of the month at the end.
  public let atEnd: Invoice?
  /// Its grants.
  public let grants: [GrantForecast]
  /// The same with further events; `nil` without any.
  public let changed: (atEnd: Invoice?, grants: [GrantForecast])?

  /// What an account comes to.
  public init(
    account: AccountID, soFar: Invoice?, atEnd: Invoice?, grants: [GrantForecast],
    changed: (atEnd: Invoice?, grants: [GrantForecast])?
  ) {
    self.account = account
    self.soFar = soFar
    self.atEnd = atEnd
    self.grants = grants
    self.changed = changed
  }
}

/// What buying one plan would have an account pay and save.
public struct PackageOffer: Sendable {
  /// Who would buy it.
  public let account: AccountID
  /// The app it would be bought for; `nil` for all apps.
  public let app: AppID?
  /// The plan.
  public let plan: PlanID
  /// Its price.
  public let price: Money
  /// By how much less the month charges postpaid.
  public let savedInMonth: Money
  /// By how much less is charged postpaid for all days looked at.
  public let saved: Money
  /// Minutes of it that are left at the end of the days looked at.
  public let left: Fraction

  /// Whether what is saved in the days looked at is at least its price.
  public var paysForItself: Bool { price <= saved }

  /// An offer.
  public init(
    account: AccountID, app: AppID?, plan: PlanID, price: Money, savedInMonth: Money,
    saved: Money, left: Fraction
  ) {
    self.account = account
    self.app = app
    self.plan = plan
    self.price = price
    self.savedInMonth = savedInMonth
    self.saved = saved
    self.left = left
  }
}
