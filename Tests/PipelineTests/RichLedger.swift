import Catalog
import Ingest
import Pipeline
import Quantities
import TestSupport
import UsageRecords

/// A small ledger in which everything has happened that can: every type of event, rejects,
/// duplicates, conflicts within a run and across runs, a changed catalog, an app that got its owner
/// late and one that never did, a refund of what was used, closed months and usage that came later,
/// forgotten months and records of them that came later still.
struct RichLedger {
  let directory: WorkDirectory
  /// The path of the ledger.
  let path: String
  /// The names of the dumps in the order in which they were posted.
  static let dumps = ["october.csv", "october.ndjson", "november.csv", "late.csv", "too-late.csv"]

  /// - Parameter address: where the ledger is kept; without it in a file named `ledger`.
  init(at address: String? = nil) throws {
    directory = try WorkDirectory("rich")
    path = address ?? directory.path("ledger")
    try directory.write(Self.october, to: "october.csv")
    try directory.write(Self.more, to: "october.ndjson")
    try directory.write(Self.november, to: "november.csv")
    try directory.write(Self.late, to: "late.csv")
    try directory.write(Self.tooLate, to: "too-late.csv")
    try directory.write(Self.book, to: "book.ndjson")
    try directory.write(Self.book + Self.laterBook, to: "later-book.ndjson")
    try directory.write(Catalog.builtIn.source + [UInt8(ascii: "\n")], to: "first.json")
    try directory.write(Catalog.builtIn.source, to: "second.json")

    try run(book: "book.ndjson", "october.csv") { $0.catalog = directory.path("first.json") }
    try run("october.ndjson")
    for month in ["2025-09", "2025-10"] { try close(month) }
    try run(book: "later-book.ndjson", "november.csv") { $0.assumedOffset = ZoneOffset("+09:00") }
    try makePartial(of: "late.csv", "late.partial")
    try run("late.partial") { $0.catalog = directory.path("second.json") }
    try close("2025-10", forgets: true)
    try run("too-late.csv") { $0.map = .cloudEvents }
  }

  private func makePartial(of dump: String, _ name: String) throws {
    var options = IngestOptions(
      catalog: .builtIn, sources: [directory.path(dump)], workers: 1,
      spillFolder: directory.path(""))
    options.partial = directory.path(name)
    options.assumedOffset = ZoneOffset("+01:00")
    _ = try aggregateJob(options, progress: Progress())
  }

  /// Checks the ledger.
  func verify(dumps: [String]? = nil, workers: Int = 1) throws -> VerificationReport {
    var options = VerificationOptions(ledger: path)
    options.dumps = dumps?.map { directory.path($0) }
    options.workers = workers
    return try verifyLedger(options)
  }

  private func run(
    book: String? = nil, _ dump: String, _ change: (inout RunOptions) -> Void = { _ in }
  ) throws {
    var options = RunOptions(command: "run", ledger: path)
    options.book = book.map { directory.path($0) }
    options.dumps = [directory.path(dump)]
    options.spillFolder = directory.path("")
    options.time = Timestamp(epochSeconds: 1_762_000_000)
    options.poster = "night"
    // Beside a ledger on a server is where the tests run.
    if path != directory.path("ledger") { options.rejects = directory.path("rejects") }
    change(&options)
    _ = try runJob(options, progress: Progress())
  }

  private func close(_ month: String, forgets: Bool = false) throws {
    guard let month = CalendarMonth(month) else { preconditionFailure("\(month) is a month") }
    var options = RunOptions(command: "close", ledger: path)
    options.poster = "day"
    _ = try closeJob(month, options, forgets: forgets)
  }
}

// MARK: - What happened

extension RichLedger {
  private static let header = "record_id,time,sdk_app_id,meter,user_id,quantity,width,height\n"

  private static let october =
    header + """
      a1,2025-10-02T09:00:00+08:00,1400000001,audio,,3600,,
      a2,2025-10-02T10:00:00+08:00,1400000001,video,,607,1280,720
      a3,2025-10-03T23:59:00+08:00,1400000001,video,,7000,1920,1080
      a1,2025-10-02T01:00:00Z,1400000001,audio,,3600,,
      a2,2025-10-02T10:00:00+08:00,1400000001,video,,608,1280,720
      a4,2025-10-04T10:00:00+08:00,1400000002,video,,61,8000,8000
      a5,2025-10-05T10:00:00+08:00,1400000002,recording.mixed.hd,,121,,
      a6,2025-10-06T10:00:00+08:00,1400000003,audio,,600,,
      a7,2025-10-06T10:00:00+08:00,1400000009,audio,,5,,
      b9,2025-10-08T10:00:00+08:00,1400000006,audio,,61,,
      a8,2025-10-06T10:00:00+08:00,1400000001,audio,,5.0,,
      a9,2025-10-06T10:00:00,1400000001,audio,,5,,
      ,2025-10-07T10:00:00+08:00,1400000003,login,u1,,,
      ,2025-10-07T11:00:00+08:00,1400000003,login,u2,,,
      ,2025-10-07T12:00:00+08:00,1400000003,login,u1,,,
      ,2025-10-08T12:00:00+08:00,1400000003,groups,,250000,,

      """

  private static let more = """
    {"record_id":"b1","time":1759716000,"sdk_app_id":1400000001,"meter":"audio","quantity":59}
    {"record_id":"a1","time":1759366800,"sdk_app_id":1400000001,"meter":"audio","quantity":3600}
    {"record_id":"a4","time":1759366800,"sdk_app_id":1400000002,"meter":"audio","quantity":60}
    {"time":"2025-10-07T13:00:00+08:00","sdk_app_id":1400000003,"meter":"login","user_id":"u1"}
    {"time":"2025-10-07T14:00:00+08:00","sdk_app_id":1400000003,"meter":"login","user_id":"u3"}
    {"time":"2025-10-08T14:00:00+08:00","sdk_app_id":1400000003,"meter":"groups","quantity":450000}
    {"time":"2025-10-08T15:00:00+08:00","sdk_app_id":1400000003,"meter":"groups","quantity":1}
    {"record_id":"b2","time":"2025-10-31T23:59:59+08:00","sdk_app_id":1400000004,"meter":"audio","quantity":1}
    {"record_id":"b3"

    """

  private static let november =
    header + """
      c1,2025-11-01T12:00:00,1400000001,audio,,90000,,
      c2,2025-11-02T12:00:00+08:00,1400000008,transcoding.h264.hd,,600,,
      c3,2025-11-03T12:00:00+08:00,1400000004,video,,61,640,360
      ,2025-11-03T12:00:00+08:00,1400000003,groups,,7,,

      """

  private static let late =
    header + """
      d1,2025-11-04T12:00:00+08:00,1400000002,audio,,61,,
      d2,2025-10-20T12:00:00+08:00,1400000002,video,,61,640,360
      ,2025-10-08T16:00:00+08:00,1400000003,groups,,650000,,
      a1,2025-11-04T12:00:00+08:00,1400000001,audio,,1,,

      """

  /// Two records that are too old, a duplicate, a count, and an id that was used in October before.
  private static let tooLate =
    "id,time,sdk_app_id,type,user_id,data.value,width,height\n" + """
      b2,2025-10-31T23:59:59+08:00,1400000004,audio,,1,,
      e1,2025-10-31T23:59:59+08:00,1400000001,audio,,5,,
      c1,2025-11-01T11:00:00+08:00,1400000001,audio,,90000,,
      ,2025-10-08T17:00:00+08:00,1400000003,groups,,5,,
      a5,2025-11-03T12:00:00+08:00,1400000002,audio,,61,,

      """

  private static let book = """
    {"type":"account","account_id":"acct-1","time":"2025-09-01T00:00:00+08:00","name":"one"}
    {"type":"account","account_id":"acct-2","time":"2025-09-01T00:00:00+08:00"}
    {"type":"account","account_id":"acct-3","time":"2025-09-01T00:00:00+08:00","postpaid":false}
    {"type":"account_change","account_id":"acct-3","time":"2025-11-02T12:00:00+08:00","postpaid":true}
    {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000002,"account_id":"acct-1","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000003,"account_id":"acct-2","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000004,"account_id":"acct-3","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000005,"account_id":"acct-3","time":"2025-09-01T00:00:00+08:00"}
    {"type":"purchase","order_id":"O1","time":"2025-10-01T10:00:00+08:00","account_id":"acct-1","sdk_app_id":1400000001,"plan":"trtc.basic","months":2}
    {"type":"renewal","order_id":"O2","time":"2025-10-02T10:00:00+08:00","renews":"O1","months":1}
    {"type":"upgrade","order_id":"O3","time":"2025-10-04T10:00:00+08:00","upgrades":"O1","plan":"trtc.premium"}
    {"type":"purchase","order_id":"O4","time":"2025-10-01T10:00:00+08:00","account_id":"acct-2","sdk_app_id":1400000003,"plan":"im.professional","months":2}
    {"type":"purchase","order_id":"O5","time":"2025-10-02T10:00:00+08:00","account_id":"acct-2","sdk_app_id":1400000003,"plan":"im.history_30d","months":2}
    {"type":"purchase","order_id":"O6","time":"2025-10-03T10:00:00+08:00","account_id":"acct-3","sdk_app_id":1400000005,"plan":"trtc.basic"}
    {"type":"refund","order_id":"O7","time":"2025-10-05T10:00:00+08:00","refunds":"O6"}
    {"type":"trial","order_id":"O8","time":"2025-10-05T10:00:00+08:00","account_id":"acct-2","plan":"pack.trial_10k"}
    {"type":"purchase","order_id":"O9","time":"2025-10-05T10:00:00+08:00","account_id":"acct-3","sdk_app_id":1400000004,"plan":"tuilivekit.single"}
    {"type":"grant","grant_id":"gift","time":"2025-10-01T10:00:00+08:00","account_id":"acct-1","pool":"av","minutes":7,"start":"2025-10-02","end":"2025-10-09"}
    {"type":"app","sdk_app_id":1400000006,"account_id":"acct-3","time":"2025-09-01T00:00:00+08:00"}
    {"type":"purchase","order_id":"O11","time":"2025-10-07T10:00:00+08:00","account_id":"acct-3","sdk_app_id":1400000006,"plan":"trtc.basic"}
    {"type":"refund","order_id":"O12","time":"2025-10-09T10:00:00+08:00","refunds":"O11"}
    {"type":"suspend","account_id":"acct-2","time":"2025-10-10T00:00:00+08:00","product":"im"}
    {"type":"resume","account_id":"acct-2","time":"2025-10-12T06:00:00+08:00","product":"im"}

    """

  private static let laterBook = """
    {"type":"app","sdk_app_id":1400000008,"account_id":"acct-3","time":"2025-11-02T00:00:00+08:00"}
    {"type":"purchase","order_id":"O10","time":"2025-11-03T10:00:00+08:00","account_id":"acct-1","plan":"pack.general_25k"}

    """
}
