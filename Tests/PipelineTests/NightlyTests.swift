import Catalog
import Ingest
import Pipeline
import Quantities
import TestSupport
import Testing

/// A night only settles the accounts for which anything can differ; what it leaves alone must be
/// what settling it would have given.
@Suite("Night after night")
struct NightlyTests {
  /// Lines of a world as records, those of groups with their counts; logins are left out, as each
  /// would need its own user.
  private func dump(_ lines: [UsageLine]) -> [UInt8] {
    let rows = lines.enumerated().compactMap { index, line -> String? in
      let meter = Catalog.builtIn[line.meter]
      guard meter.kind != .unique else { return nil }
      let time = Catalog.builtIn.zone.start(of: line.day).epochSeconds + 3600
      return "\(line.app)-\(line.day)-\(index),\(time),\(line.app),\(meter.name),\(line.quantity)"
    }
    let header = "record_id,time,sdk_app_id,meter,quantity"
    return Array(([header] + rows).joined(separator: "\n").utf8)
  }

  private func run(
    _ files: WorkDirectory, _ ledger: String, book: String? = nil, _ lines: [UsageLine],
    through day: CalendarDay
  ) throws {
    var options = RunOptions(command: "run", ledger: files.path(ledger))
    options.book = book
    options.dumps = [try files.write(dump(lines), to: "\(ledger)-\(day).csv")]
    options.through = day
    _ = try runJob(options, progress: Progress())
  }

  @Test("comes to the same as all at once", arguments: 1...60 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    let world = BookWorld(seed: seed)
    var random = SplitMix64(seed: seed)
    let files = try WorkDirectory("nights")
    let book = try files.write(Array(world.text.utf8), to: "book.ndjson")
    // Without usage only the book and the days can bring an account on.
    let usage = seed % 2 == 0 ? [] : world.usage
    try run(files, "at-once", book: book, usage, through: world.settledDay)

    var rest = usage
    var day = world.settledDay.advanced(by: -random.pick(5...60))
    try run(files, "nights", book: book, [], through: day)
    while day < world.settledDay {
      day = min(day.advanced(by: random.pick(1...8)), world.settledDay)
      try run(files, "nights", rest.filter { $0.day <= day }, through: day)
      rest.removeAll { $0.day <= day }
    }
    try run(files, "nights", rest, through: day)
    #expect(
      try LedgerExports(of: files.path("nights")) == LedgerExports(of: files.path("at-once")),
      "\(world)")
  }

  @Test("a monthly fee comes due without any event or usage")
  func dueFee() throws {
    let files = try WorkDirectory("nights")
    let book = try files.write(
      Array(
        """
        {"type":"account","account_id":"acct-1","time":"2024-01-01T00:00:00+08:00"}
        {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2024-01-01T00:00:00+08:00"}
        {"type":"purchase","order_id":"O1","time":"2024-01-10T00:00:00+08:00","account_id":"acct-1",\
        "sdk_app_id":1400000001,"plan":"im.professional","months":3}
        {"type":"purchase","order_id":"V1","time":"2024-01-20T00:00:00+08:00","account_id":"acct-1",\
        "sdk_app_id":1400000001,"plan":"im.history_30d","months":3}
        """.utf8), to: "book.ndjson")
    func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
    try run(files, "nights", book: book, [], through: day("2024-01-31"))
    for (text, count) in [("2024-01-31", 1), ("2024-02-01", 2), ("2024-03-01", 3)] {
      try run(files, "nights", [], through: day(text))
      #expect(try LedgerExports(of: files.path("nights")).rows(.charges).count == count, "\(text)")
    }
  }
}
