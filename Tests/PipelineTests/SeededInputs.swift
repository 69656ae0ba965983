import Quantities
import TestSupport

/// A book and the records of a week, made from a seed: what a user hands to the program.
///
/// Grants are small and days are few, so that they run dry inside minutes, end on days with usage,
/// and share their ends. Among the records are duplicates, conflicts and rejects.
struct SeededInputs: Sendable, CustomStringConvertible {
  /// Brings the same inputs back.
  let seed: UInt64
  /// The events of the book: accounts and apps in front.
  let events: [String]
  /// How many of the events are accounts and apps.
  let ownerCount: Int
  /// The records in their order, in which the first of an identity stands.
  let records: [DumpRecord]
  private let firstDay: Int32

  var description: String { "seed \(seed)" }

  /// The inputs of a seed.
  init(seed: UInt64) {
    var maker = SeededInputsMaker(seed: seed)
    self.seed = seed
    self.firstDay = maker.firstDay
    let owners = maker.owners()
    self.events = owners + maker.deals()
    self.ownerCount = owners.count
    self.records = maker.records()
  }

  /// A day near those of the records, which are -1...7.
  func day(_ offset: Int) -> CalendarDay { CalendarDay(number: firstDay + Int32(offset)) }

  /// The book as a file.
  var book: [UInt8] { Self.file(events) }

  /// A book that only knows accounts and apps.
  var firstBook: [UInt8] { Self.file(events.prefix(ownerCount)) }

  private static func file(_ lines: some Sequence<String>) -> [UInt8] {
    lines.flatMap { Array("\($0)\n".utf8) }
  }

  /// The records in that many files, in their order: CSV and NDJSON in turns.
  func dumps(_ count: Int) -> [[UInt8]] {
    var random = SplitMix64(seed: seed &+ UInt64(count))
    let cuts =
      [0] + (1..<count).map { _ in random.pick(0...records.count) }.sorted() + [records.count]
    return (0..<count).map { index in
      DumpRecord.dump(records[cuts[index]..<cuts[index + 1]], asCSV: (index + count) % 2 == 0)
    }
  }
}

/// Throws the dice for `SeededInputs`.
private struct SeededInputsMaker {
  private var random: SplitMix64
  private let accounts: Int
  /// The number of the first day: the change of tiers, or the end of a month, lies a few days on.
  let firstDay: Int32
  private var apps: [(app: Int, account: Int)] = []

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    accounts = random.pick(1...3)
    firstDay = random.pick([19_139, 20_388])
    for account in 1...accounts {
      for number in 1...random.pick(1...2) {
        apps.append((1_400_000_000 + account * 10 + number, account))
      }
    }
  }

  private func day(_ offset: Int) -> String {
    CalendarDay(number: firstDay + Int32(offset)).description
  }

  private mutating func time(_ from: Int, _ to: Int) -> Int {
    (Int(firstDay) + random.pick(from...to)) * 86_400 - 8 * 3600 + random.pick(0...86_399)
  }

  // MARK: The book

  mutating func owners() -> [String] {
    let accounts = (1...accounts).map { number in
      let postpaid = random.oneIn(4) ? #","postpaid":false"# : ""
      return
        #"{"type":"account","account_id":"acct-\#(number)","time":\#(time(-60, -50))\#(postpaid)}"#
    }
    return accounts
      + apps.map { app, account in
        #"{"type":"app","sdk_app_id":\#(app),"account_id":"acct-\#(account)","time":\#(time(-50, 3))}"#
      }
  }

  mutating func deals() -> [String] {
    var events: [String] = []
    for account in 1...accounts {
      let id = #""account_id":"acct-\#(account)""#
      for change in 0..<random.pick(0...2) {
        let postpaid = random.oneIn(2)
        events.append(
          #"{"type":"account_change",\#(id),"time":\#(time(change * 4, change * 4 + 3)),"postpaid":\#(postpaid)}"#
        )
      }
      if random.oneIn(3) {
        events.append(
          #"{"type":"trial","order_id":"T\#(account)",\#(id),"time":\#(time(-40, 6)),"plan":"pack.trial_10k"}"#
        )
      }
      if random.oneIn(4) {
        events.append(
          #"{"type":"purchase","order_id":"P\#(account)",\#(id),"time":\#(time(-40, 6)),"plan":"pack.general_25k"}"#
        )
      }
      for number in 0..<random.pick(0...6) { events.append(grant(account, number)) }
      if random.oneIn(2) {
        events.append(
          #"{"type":"suspend",\#(id),"product":"im","time":\#(time(-3, 1))}"#)
        events.append(
          #"{"type":"resume",\#(id),"product":"im","time":\#(time(2, 8))}"#)
      }
    }
    for (app, account) in apps { events += purchases(app, account) }
    return random.shuffled(events)
  }

  private mutating func grant(_ account: Int, _ number: Int) -> String {
    let owned = apps.filter { $0.account == account }.map(\.app)
    let app = random.oneIn(2) ? "" : #""sdk_app_id":\#(random.pick(owned)),"#
    let pool = random.pick(["av", "av", "av", "rectrans", "ai"])
    let start = random.pick(-3...6)
    let end = random.oneIn(3) ? 7 : start + random.pick(1...12)
    return #"{"type":"grant","grant_id":"g\#(account)-\#(number)","time":\#(time(-5, 6)),"#
      + #""account_id":"acct-\#(account)",\#(app)"pool":"\#(pool)","#
      + #""minutes":\#(random.pick([1, random.pick(2...50), random.pick(50...2000)])),"#
      + #""start":"\#(day(start))","end":"\#(day(max(start + 1, end)))"}"#
  }

  private mutating func purchases(_ app: Int, _ account: Int) -> [String] {
    var events: [String] = []
    let head = #""account_id":"acct-\#(account)","sdk_app_id":\#(app)"#
    let plans = [
      "trtc.basic", "trtc.premium", "im.professional", "im.ultimate", "tuicallkit.1v1",
      "tuiroomkit.basic", "trtc.premium_plus",
    ]
    for number in 0..<random.pick(0...2) {
      let paid =
        random.oneIn(3) ? #","paid":"\#(random.pick(0...2000)).\#(random.pick(10...99))""# : ""
      events.append(
        #"{"type":"purchase","order_id":"O\#(app)-\#(number)",\#(head),"time":\#(time(-40, 6)),"#
          + #""plan":"\#(random.pick(plans))","months":\#(random.pick(1...3))\#(paid)}"#)
    }
    return events
  }

  // MARK: Records

  mutating func records() -> [DumpRecord] {
    var records: [DumpRecord] = []
    for number in 0..<random.pick(20...80) {
      if random.oneIn(12), let earlier = records.randomElement(using: &random) {
        records.append(again(earlier))
        continue
      }
      records.append(record(number))
    }
    return records
  }

  /// A record once more: a duplicate, or with another quantity; peaks and logins count again.
  private mutating func again(_ earlier: DumpRecord) -> DumpRecord {
    var record = earlier
    if random.oneIn(3), record.values["meter"] != "login" { record.values["quantity"] = "7" }
    return record
  }

  private mutating func record(_ number: Int) -> DumpRecord {
    let app = random.oneIn(10) ? 1_400_000_099 : random.pick(apps.map(\.app))
    var values = ["time": "\(time(-1, 7))", "sdk_app_id": "\(app)"]
    switch random.pick(1...12) {
    case 1, 2:
      values["meter"] = "groups"
      values["quantity"] = "\(random.pick(50_000...420_000))"
    case 3:
      values["meter"] = "login"
      values["user_id"] = "u\(random.pick(1...4))"
    case 4...6:
      values["meter"] = "video"
      values["width"] = "\(random.pick([640, 1280, 1920, 2560, 4096, random.pick(1...5000)]))"
      values["height"] = "\(random.pick([480, 720, 1080, 1440, 2176]))"
    default:
      values["meter"] = random.pick([
        "audio", "video.sd", "video.hd", "video.fhd", "video.2k", "video.4k", "ai.speech",
        "recording.mixed.hd", "transcoding.h264.fhd",
      ])
    }
    if values["quantity"] == nil, values["meter"] != "login" {
      values["record_id"] = "r\(number)"
      values["quantity"] = "\(random.oneIn(8) ? random.pick(0...200_000) : random.pick(0...3000))"
    }
    if random.oneIn(15) { spoil(&values) }
    return DumpRecord(values)
  }

  private mutating func spoil(_ values: inout [String: String]) {
    let broken = [
      ("record_id", "x/\(String(repeating: "x", count: 64))"), ("time", "0"), ("sdk_app_id", "0"),
      ("meter", "video.8k"), ("user_id", String(repeating: "u", count: 65)), ("quantity", "-1"),
    ]
    let (field, value) = random.pick(broken)
    values[field] = value
  }
}
