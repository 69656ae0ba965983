import Book
import Catalog
import Ingest
import Pipeline
import Quantities
import TestSupport

/// A ledger that lives through a seeded world: every few days a night with the usage of these days
/// and some of earlier ones, the book as far as it is written, now and then a close or a new catalog.
struct NightLife {
  private let world: BookWorld
  private let files: WorkDirectory
  private var random: SplitMix64
  private var rest: [UsageLine]
  private(set) var lastClosed: CalendarMonth?
  /// The last settled day.
  private(set) var day: CalendarDay
  /// Accounts that went on from what stood.
  private(set) var continued = 0
  /// Accounts that were settled anew.
  private(set) var anew = 0
  private(set) var closes = 0
  private(set) var catalogs = 0

  let ledger: String

  init(seed: UInt64) throws {
    world = BookWorld(seed: seed)
    files = try WorkDirectory("night-life")
    ledger = try TestServer.ledger(or: files.path("ledger.db"))
    random = SplitMix64(seed: ~seed)
    rest = world.usage
    day = world.settledDay.advanced(by: -random.pick(10...70))
  }

  /// Lives through a night; `false` when the world has ended.
  mutating func liveNight() throws -> Bool {
    guard day < world.settledDay else { return false }
    day = min(day.advanced(by: random.pick([1, 1, 1, 2, 4, 8])), world.settledDay)
    var lines: [UsageLine] = []
    var later: [UsageLine] = []
    for line in rest {
      // A few come late, and some before their day is settled.
      let isDue = line.day <= day ? !random.oneIn(12) : line.day <= day.advanced(by: 3)
      if isDue { lines.append(line) } else { later.append(line) }
    }
    rest = later
    var options = RunOptions(command: "run", ledger: ledger)
    options.book = try files.write(Array(bookSoFar.utf8), to: "book.ndjson")
    options.dumps = [try files.write(dump(lines), to: "\(day).csv")]
    options.through = day
    options.workers = random.pick(1...3)
    if lastClosed == nil, random.oneIn(9) {
      catalogs += 1
      options.catalog = try files.write(catalog(number: catalogs), to: "catalog.json")
    }
    let summary = try runJob(options, progress: Progress())
    continued += summary.continuedAccounts
    anew += summary.settledAccounts - summary.continuedAccounts
    if random.oneIn(4) { try close() }
    return true
  }

  /// The book as it was written up to a day or two after the settled one.
  private var bookSoFar: String {
    let end = (Int64(day.number) + 3) * 86_400 - 8 * 3600
    let isOwner = { (event: ReferenceEvent) in event.type == "account" || event.type == "app" }
    return world.events.filter { isOwner($0) || $0.time < end }.map(\.line).joined(separator: "\n")
  }

  /// The built-in catalog with another rate of a meter.
  private func catalog(number: Int) throws -> [UInt8] {
    let text = String(decoding: Catalog.builtIn.source, as: UTF8.self)
    let meter = #"{"name": "recording.mixed.audio", "kind": "sum", "pool": "rectrans", "#
    let (old, new) = (#""ratio": "1", "rate": "9""#, #""ratio": "1", "rate": "\#(9 + number)""#)
    let changed = text.replacing(meter + old, with: meter + new)
    precondition(changed != text, "the built-in catalog has the rate that is changed")
    return Array(changed.utf8)
  }

  /// Closes the months that have ended, from the earliest one with anything in it.
  private mutating func close() throws {
    let ended = day == day.month.lastDay ? day.month : day.month.advanced(by: -1)
    while true {
      let first = lastClosed?.advanced(by: 1) ?? firstMonth
      guard let first, first <= ended else { return }
      do {
        _ = try closeJob(first, RunOptions(command: "close", ledger: ledger))
      } catch is RefusedClose {
        return
      }
      lastClosed = first
      closes += 1
    }
  }

  /// The month of the first event or of the first usage that is in the ledger.
  private var firstMonth: CalendarMonth? {
    let waiting = Set(rest)
    let events = world.events.map {
      Catalog.builtIn.zone.day(of: Timestamp(epochSeconds: $0.time))
    }
    let used = world.usage.filter {
      !waiting.contains($0) && Catalog.builtIn[$0.meter].kind != .unique
    }.map(\.day)
    return (events + used).map(\.month).min()
  }

  /// Lines as records; logins are left out, as each would need its own user.
  private func dump(_ lines: [UsageLine]) -> [UInt8] {
    let rows = lines.compactMap { line -> String? in
      let meter = Catalog.builtIn[line.meter]
      guard meter.kind != .unique else { return nil }
      let time = Catalog.builtIn.zone.start(of: line.day).epochSeconds + 3600
      return "\(line.app)-\(line.day)-\(meter.name),\(time),\(line.app),\(meter.name),"
        + "\(line.quantity)"
    }
    let header = "record_id,time,sdk_app_id,meter,quantity"
    return Array(([header] + rows).joined(separator: "\n").utf8)
  }
}
