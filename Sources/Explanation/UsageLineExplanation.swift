public import Catalog
public import Ledger
public import Quantities
public import Settlement

/// Why a usage line stands as it does and what it came to: from money to minutes, to grants, to the
/// runs that brought it.
public struct UsageLineExplanation: Sendable {
  /// How far the line has come.
  public enum State: Hashable, Sendable {
    /// All of its minutes are drawn or charged.
    case settled
    /// Its day is after the settled day.
    case notYet
    /// No account owns its app.
    case unowned
    /// It costs nothing by itself; a monthly fee may look at it.
    case countsForFees
  }

  /// Who pays; `nil` when nobody owns the app.
  public let account: AccountID?
  /// The line.
  public let line: UsageLine
  /// What was measured.
  public let meter: Meter
  /// How far it has come.
  public let state: State
  /// What was drawn and charged for it, by invoice month.
  public let settlements: [LineSettlement]
  /// What brought its usage, run by run.
  public let sources: [UsageSource]
  /// Its records, when dumps were given to look for them.
  public var records: LineRecords?

  /// Minutes of the line that are drawn or charged.
  public func settledMinutes() throws(QuantityOverflow) -> Fraction {
    var sum = Fraction.zero
    for settlement in settlements { sum = try sum.adding(settlement.minutes) }
    return sum
  }
}

/// What the minutes of a usage line came to that one invoice month carries.
public struct LineSettlement: Sendable {
  /// The month whose invoice carries it.
  public let invoiceMonth: CalendarMonth
  /// Whether the usage came when its own month was closed.
  public let isLate: Bool
  /// Usage minutes that were settled: covered and overage.
  public let minutes: Fraction
  /// Of these, minutes that grants covered.
  public let covered: Fraction
  /// What was drawn, in draw order.
  public let draws: [DrawExplanation]
  /// Grants of the pool that cover the app and were not drawn, in draw order.
  public let undrawn: [UndrawnGrant]
  /// What nothing covered; `nil` when grants covered all.
  public let overage: OverageExplanation?
}

/// One draw, and why it was made as it was.
public struct DrawExplanation: Sendable {
  /// Where the ratio of a draw comes from.
  public enum RatioSource: Hashable, Sendable {
    /// The meter has it on that day, since its first day; `nil` is since ever.
    case meter(since: CalendarDay?)
    /// The plan that gave the grant has one ratio for all meters.
    case plan(PlanID?)
    /// A catalog by which a month was closed; today's says otherwise.
    case earlierCatalog
  }

  /// The row.
  public let deduction: SettledDeduction
  /// The grant.
  public let grant: Grant
  /// Package minutes it held before.
  public let heldBefore: Fraction
  /// Where its ratio comes from.
  public let ratioSource: RatioSource
  /// Why it came before the grant that is next in draw order; `nil` for the last one.
  public let precedence: DrawPrecedence?
}

/// A grant that could have paid by its pool and its scope, and did not.
public struct UndrawnGrant: Sendable {
  /// Why it did not.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// It was given back.
    case refunded
    /// It was not valid yet.
    case notBegun = "not_begun"
    /// It was valid no more.
    case ended
    /// Nothing was left of it.
    case empty
    /// The catalog has no ratio for the meter on that day.
    case noRatio = "no_ratio"
    /// Grants in front of it covered everything.
    case notNeeded = "not_needed"
  }

  /// The grant.
  public let grant: Grant
  /// Package minutes it held.
  public let held: Fraction
  /// Why it was not drawn.
  public let reason: Reason
}

/// An overage charge and where its price comes from.
public struct OverageExplanation: Sendable {
  /// The row.
  public let charge: Charge
  /// Where the unit price comes from; `nil` without a rate.
  public let rate: RateFact?
  /// Since when the account is, or is not, charged postpaid; `nil` is since ever.
  public let postpaidSince: CalendarDay?
  /// The change of the account that made it so.
  public let postpaidEvent: EventFact?
}

/// A rate of the catalog.
public struct RateFact: Hashable, Sendable {
  /// Currency units for 1000 minutes.
  public let perThousand: Fraction
  /// Its first day; `nil` is since ever.
  public let since: CalendarDay?
  /// The first day on which it holds no more; `nil` while it holds.
  public let until: CalendarDay?
  /// Whether today's catalog has it; one by which a month was closed may have had another.
  public let isCurrent: Bool
}

/// What one run added to a usage line.
public struct UsageSource: Sendable {
  /// The run.
  public let run: RunRecord
  /// Records that were counted.
  public let records: Int64
  /// By how much the quantity grew.
  public let quantity: Int64
  /// All dumps of the run; the ledger does not keep which of them a line's records stood in.
  public let dumps: [PostedDump]
}
