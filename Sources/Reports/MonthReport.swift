public import Aggregation
public import Quantities
public import Settlement

/// One month of a ledger in the figures of a page that people look at.
///
/// All of it is read off rows that stand, or comes from the code that makes exports of them; nothing
/// is settled or priced here.
public struct MonthReport: Sendable {
  /// The month.
  public let month: CalendarMonth
  /// Up to which day the ledger is settled; `nil` before the first settlement.
  public let settledDay: CalendarDay?
  /// Whether the month is closed.
  public let isClosed: Bool
  /// The currency of all amounts.
  public let currency: String
  /// The hash of the ledger's certificate.
  public let certificate: String

  /// What the invoices of the month come to.
  public var invoices = InvoiceFigures()
  /// Usage by day.
  public var usage: UsageFigures
  /// Packages.
  public var packages = PackageFigures()
  /// Apps with usage or a charge in the month or usage in the month before; by account, then app.
  public var apps: [AppFigures] = []
  /// Peaks of the month.
  public var peaks: [PeakFigures] = []
  /// What became of all records of all runs.
  public var records = RecordFigures()
  /// Days without usage.
  public var gaps = GapFigures()

  /// The days of the month.
  public var days: [CalendarDay] {
    (0..<month.dayCount).map { month.firstDay.advanced(by: $0) }
  }

  /// How many days of the month are settled, 0 to all.
  public var settledDays: Int {
    guard let settledDay else { return 0 }
    return max(0, min(month.dayCount, month.firstDay.distance(to: settledDay) + 1))
  }

  /// Whether the month is settled to its end.
  public var isWhole: Bool { settledDays == month.dayCount }
}

/// What the invoices of a month come to.
public struct InvoiceFigures: Sendable {
  /// Lines of one kind.
  public struct Kind: Sendable {
    /// The kind.
    public let kind: InvoiceLine.Kind
    /// How many lines.
    public var lines = 0
    /// The sum of their amounts.
    public var amount = Money.zero
  }

  /// How many invoices.
  public var count = 0
  /// By kind, in the order of invoices; kinds without a line are left out.
  public var kinds: [Kind] = []
  /// The sum of all invoices.
  public var total = Money.zero
  /// What rounding added.
  public var rounding = Fraction.zero
  /// Minutes that are listed and not charged.
  public var uncharged = Fraction.zero
  /// Charges without a rate, of invoices up to the month.
  public var unpriced = 0
}

/// Usage of a month by day.
public struct UsageFigures: Sendable {
  /// One meter that is counted in minutes.
  public struct Meter: Sendable {
    /// Its name.
    public let name: String
    /// Minutes of each day of the month.
    public var minutes: [Int64]
    /// The sum of all days.
    public var total: Int64
  }

  /// Meters with usage, in catalog order.
  public var meters: [Meter] = []
  /// How many apps have usage, by day of the month.
  public var apps: [Int]
  /// Minutes of all meters in the month: those that were covered, those beyond packages, and those
  /// that wait.
  public var total: Int64 = 0
  /// Minutes that packages covered.
  public var covered = Fraction.zero
  /// Minutes that no package covered.
  public var beyond = Fraction.zero
  /// Minutes of apps that nobody owns, and of days that are not settled.
  public var waiting: Int64 = 0
}

/// Packages of a month.
public struct PackageFigures: Sendable {
  /// All minutes of one pool.
  public struct Pool: Sendable {
    /// The pool.
    public let pool: PoolID
    /// Minutes given.
    public var given = Fraction.zero
    /// Minutes drawn.
    public var drawn = Fraction.zero
    /// Minutes that ended undrawn.
    public var expired = Fraction.zero
    /// Minutes that can still be drawn.
    public var left = Fraction.zero
  }

  /// Of the grants that are valid on a day of the month, by pool in catalog order.
  public var pools: [Pool] = []
  /// How many grants there are.
  public var count = 0
  /// How many of them ran dry in the month.
  public var ranDry = 0
  /// How many ended in the month with something left.
  public var endedUndrawn = 0
  /// Package minutes that usage of the month drew.
  public var drawn = Fraction.zero
  /// The grants that usage of the month drew most from, the one that gave most in front.
  public var histories: [PackageHistory] = []
}

/// One app in a month.
public struct AppFigures: Sendable {
  /// The application.
  public let app: AppID
  /// Who owns it; `nil` when nobody does.
  public let account: AccountID?
  /// Minutes of the month.
  public var minutes: Int64 = 0
  /// Minutes of as many days of the month before.
  public var before: Int64 = 0
  /// Minutes that the month's invoice charges or lists.
  public var beyond = Fraction.zero
  /// Money for them on the month's invoice.
  public var amount = Money.zero

  /// By how much minutes rose.
  public var change: Int64 { minutes.subtractingReportingOverflow(before).partialValue }
}

/// A peak of a month.
public struct PeakFigures: Sendable {
  /// Who owns the app.
  public let account: AccountID
  /// The peak beside what is free.
  public let standing: PeakStanding
  /// What is charged for it, whenever it was.
  public let amount: Money
}

/// Records of all runs.
public struct RecordFigures: Sendable {
  /// How many runs.
  public var runs = 0
  /// How many dumps.
  public var dumps = 0
  /// What became of the records.
  public var counts = RecordCounts()
  /// How many lines the rejects have, by reason; the most frequent in front.
  public var reasons: [(reason: String, count: Int64)] = []
}

/// Days of a month without usage.
public struct GapFigures: Sendable {
  /// Days of the month without any usage, from the first one of the ledger with usage to the last.
  public var emptyDays: Set<CalendarDay> = []
  /// How many apps have a gap on a day.
  public var apps: [CalendarDay: Int] = [:]
  /// The first day of the ledger with usage.
  public var firstUsageDay: CalendarDay?
}
