public import Exports
public import Quantities
public import Settlement

/// What a sound ledger comes to, in figures that two people can compare.
///
/// Equal facts give an equal certificate: on any machine, for any number of workers, in any order,
/// whatever files and runs the records came in (what a conflict keeps excepted).
public struct Certificate: Hashable, Sendable {
  /// The last settled day; `nil` before the first settlement.
  public var settledDay: CalendarDay?
  /// The last closed month; `nil` while none is closed.
  public var closedMonth: CalendarMonth?
  /// Accounts that were settled.
  public var accounts = 0
  /// Usage lines that were settled.
  public var usageLines = 0
  /// Usage lines that wait: of apps that no account owns, or of days behind the settled day.
  public var waitingUsageLines = 0
  /// Package minutes, in the order of the catalog's pools.
  public var pools: [PoolTotals] = []
  /// Settled usage, in the order of the catalog's meters; meters without usage are left out.
  public var meters: [MeterTotals] = []
  /// Monthly fees, by the bytes of their names.
  public var fees: [FeeTotals] = []
  /// Invoice lines by their kind; kinds without a line are left out.
  public var kinds: [KindTotals] = []
  /// How many invoices there are.
  public var invoices = 0
  /// The sum of all invoices.
  public var invoiced = Money.zero
  /// What rounding added to all invoices.
  public var rounding = Fraction.zero
  /// The exports that the hash stands for.
  public var exports: [ExportDigest] = []
  /// The SHA-256 over the digests of the exports, as `sha256sum` lists them: the SHA-256, two
  /// spaces, `usage.csv`, and a line feed for each; `nil` when the ledger is not sound.
  public var hash: String?

  /// Package minutes of the grants of one pool.
  public struct PoolTotals: Hashable, Sendable {
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

    init(pool: PoolID) {
      self.pool = pool
    }
  }

  /// Settled usage of one meter and what became of it.
  public struct MeterTotals: Hashable, Sendable {
    /// The meter's name.
    public let meter: String
    /// Whether it is charged by the minute; users and peaks are charged by the month, as fees.
    public let isOfMinutes: Bool
    /// Usage lines.
    public var lines = 0
    /// Records on them.
    public var records: Int64 = 0
    /// The sum of their quantities: seconds, users of each day, or counts.
    public var quantity = Fraction.zero
    /// Minutes: what follows is about them.
    public var minutes = Fraction.zero
    /// Minutes that grants covered.
    public var covered = Fraction.zero
    /// Minutes that no grant covered.
    public var overage = Fraction.zero
    /// Money for the overage before rounding, whether it is invoiced or not.
    public var exactAmount = Fraction.zero
    /// Money for the overage on invoices.
    public var amount = Money.zero

    init(meter: String, isOfMinutes: Bool) {
      self.meter = meter
      self.isOfMinutes = isOfMinutes
    }
  }

  /// Charges of one monthly fee, adjustments included.
  public struct FeeTotals: Hashable, Sendable {
    /// The fee's name.
    public let item: String
    /// How many charges.
    public var charges = 0
    /// Steps, or months.
    public var quantity = Fraction.zero
    /// Money before rounding.
    public var exactAmount = Fraction.zero
    /// Money on invoices.
    public var amount = Money.zero

    init(item: String) {
      self.item = item
    }
  }

  /// Invoice lines of one kind.
  public struct KindTotals: Hashable, Sendable {
    /// The kind.
    public let kind: InvoiceLine.Kind
    /// How many lines.
    public var lines = 0
    /// The sum of their amounts.
    public var amount = Money.zero

    init(kind: InvoiceLine.Kind) {
      self.kind = kind
    }
  }

  /// An export, hashed.
  public struct ExportDigest: Hashable, Sendable {
    /// What is exported.
    public let kind: ExportKind
    /// How it is written: invoices as lines of JSON, everything else as CSV.
    public let format: ExportFormat
    /// How many bytes `export` writes.
    public let bytes: Int64
    /// Their SHA-256 in hexadecimal digits.
    public let sha256: String

    /// The name that it has in the list under the hash of the certificate: `usage.csv`.
    public var name: String { "\(kind.rawValue).\(format.rawValue)" }
  }
}
