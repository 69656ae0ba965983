public import Aggregation
public import ByteStreams
public import Explanation
public import Ingest
public import Ledger
public import Quantities

/// What a run did and what it found, for people and machines.
public struct RunSummary: Sendable {
  /// `run` or `settle`.
  public var command: String
  /// The number of the run in the ledger.
  public var run: Int64
  /// Whether nothing was kept.
  public var isRehearsal: Bool
  /// What a rehearsal would change; `nil` for a run that was kept.
  public var preview: Explained<RunDifference>?
  /// What became of the records.
  public var counts = RecordCounts()
  /// Dumps that were read.
  public var dumps: [DumpReceipt] = []
  /// Partials that were taken in; their dumps are among those that were read.
  public var partials: [TakenPartial] = []
  /// Dumps that were passed over, because their bytes were posted before.
  public var skippedDumps: [SkippedDump] = []
  /// Dumps that cannot be trusted and were left out.
  public var failedDumps: [DumpFailure] = []
  /// Where the rejects are, when there are any.
  public var rejectsFile: String?
  /// Usage lines that the dumps came to.
  public var usageLines = 0
  /// The last settled day before; `nil` on the first run.
  public var settledBefore: CalendarDay?
  /// The last settled day; `nil` while there is neither usage nor an event.
  public var settledDay: CalendarDay?
  /// Accounts of the book.
  public var accounts = 0
  /// Accounts whose settlement was worked out.
  public var settledAccounts = 0
  /// Those of them that had nothing new up to the last settled day before: only the days after it
  /// were settled.
  public var continuedAccounts = 0
  /// Entries of the journal that the run added.
  public var entries = PostedEntries()
  /// Apps with usage that no account owns.
  public var unownedApps: [AppID] = []
  /// Overage that the catalog has no rate for.
  public var unpriced: [UnpricedCharge] = []
  /// Refunds that gave back something used and that no run has told before.
  public var usedRefunds: [OrderID] = []
  /// What needs a person, one sentence each; the exit code is 1 when there is any.
  public var attention: [String] = []

  /// A run that has done nothing yet.
  init(command: String, run: Int64, isRehearsal: Bool) {
    self.command = command
    self.run = run
    self.isRehearsal = isRehearsal
  }

  /// Days by which the settled day moved on, when they are more than a month: a sign of a wrong
  /// date in a dump or a book.
  public var settledDayJump: Int? {
    guard let settledBefore, let settledDay else { return nil }
    let days = settledBefore.distance(to: settledDay)
    return days > 31 ? days : nil
  }
}
