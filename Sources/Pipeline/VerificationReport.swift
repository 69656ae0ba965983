/// What is verified and how.
public struct VerificationOptions: Sendable {
  /// The ledger's path.
  public var ledger: String
  /// Files and folders in which the posted dumps are looked for, to read them again; `nil` when the
  /// ledger is checked by itself.
  public var dumps: [String]?
  /// Workers that read dumps, at least 1.
  public var workers = 1
  /// Where pipes are copied to while they are read.
  public var spillFolder = "/var/tmp"

  /// A check of a ledger by itself.
  public init(ledger: String) {
    self.ledger = ledger
  }
}

/// What a check of a whole ledger came to.
public struct VerificationReport: Sendable {
  /// What the ledger comes to.
  public var certificate = Certificate()
  /// How it came about.
  public var history = LedgerHistory()
  /// What reading the dumps again came to; `nil` when they were not given.
  public var proof: DumpProof?
  /// Everything that does not hold, one sentence each; empty is good.
  public var findings: [String] = []
  /// What is worth a look and no contradiction, one sentence each.
  public var notices: [String] = []

  /// The runs of a ledger: what depends on how records came, and is no part of a certificate.
  public struct LedgerHistory: Sendable {
    /// Runs that committed.
    public var runs = 0
    /// Dumps that they posted.
    public var dumps = 0
    /// Records that they read.
    public var recordsRead: Int64 = 0
    /// The hash of the last run, which stands for everything that all runs added; `nil` without one.
    public var chainHead: String?
  }

  /// The proof that a ledger follows from its dumps.
  public struct DumpProof: Sendable {
    /// Dumps that were found and read again.
    public var dumpsRead = 0
    /// Records in them.
    public var recordsRead: Int64 = 0
    /// Runs whose dumps were all read again.
    public var runsDerived = 0
    /// Posted dumps that were not found, as they were given then.
    public var missing: [String] = []
  }
}
