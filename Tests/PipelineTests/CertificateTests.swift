import ByteStreams
import Exports
import Ingest
import Pipeline
import Quantities
import TestSupport
import Testing

@Suite("Certificates")
struct CertificateTests {
  /// Records of a seed that agree with each other, so that any order of them says the same: some
  /// are there twice, none contradicts another.
  private static func records(_ random: inout SplitMix64) -> [String] {
    var records: [String] = []
    for number in 0..<random.pick(40...80) {
      let day = random.pick(1...9)
      let time = "2025-10-0\(day)T\(10 + random.pick(0...13)):59:\(10 + random.pick(0...49))+08:00"
      let app = 1_400_000_001 + random.pick(0...6)
      let seconds = random.pick([0, 59, 60, 61, random.pick(0...200_000)])
      let record =
        switch random.pick(0...9) {
        case 0: ",\(time),\(app),login,u\(random.pick(1...4)),,,"
        case 1: ",\(time),\(app),groups,,\(random.pick(0...5) * 70_000),,"
        case 2: "r\(number),\(time),\(app),transcoding.h265.hd,,\(seconds),,"
        case 3: "r\(number),\(time),\(app),audio,,-1,,"
        case 4, 5: "r\(number),\(time),\(app),audio,,\(seconds),,"
        default:
          "r\(number),\(time),\(app),video,,\(seconds),\(random.pick([320, 1280, 2560])),720"
        }
      records.append(record)
      if random.oneIn(8), !record.hasPrefix(",") { records.append(record) }
    }
    return records
  }

  private static let book = """
    {"type":"account","account_id":"a","time":"2025-09-01T00:00:00+08:00"}
    {"type":"account","account_id":"b","time":"2025-09-01T00:00:00+08:00","postpaid":false}
    {"type":"app","sdk_app_id":1400000001,"account_id":"a","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000002,"account_id":"a","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000003,"account_id":"b","time":"2025-09-01T00:00:00+08:00"}
    {"type":"app","sdk_app_id":1400000004,"account_id":"b","time":"2025-09-01T00:00:00+08:00"}
    {"type":"grant","grant_id":"g","time":"2025-10-01T10:00:00+08:00","account_id":"a","pool":"av","minutes":5000,"start":"2025-10-02","end":"2025-10-05"}
    {"type":"purchase","order_id":"O1","time":"2025-10-01T10:00:00+08:00","account_id":"a","sdk_app_id":1400000001,"plan":"tuilivekit.single"}
    {"type":"purchase","order_id":"O2","time":"2025-10-03T10:00:00+08:00","account_id":"b","plan":"pack.general_25k"}

    """

  /// A way to post the records.
  private struct Posting {
    let dumps: [[String]]
    let bookComesLast: Bool
    let workers: Int
  }

  private static func post(_ posting: Posting) throws -> VerificationReport {
    let directory = try WorkDirectory("certificate")
    let book = try directory.write(Self.book, to: "book")
    let header = "record_id,time,sdk_app_id,meter,user_id,quantity,width,height"
    var options = RunOptions(command: "run", ledger: directory.path("ledger"))
    options.workers = posting.workers
    options.spillFolder = directory.path("")
    var paths: [String] = []
    for (number, lines) in posting.dumps.enumerated() {
      let text = ([header] + lines).joined(separator: "\n")
      paths.append(try directory.write(text, to: "dump-\(number)"))
      // Two dumps go into one run now and then.
      guard number % 3 != 1 || number + 1 == posting.dumps.count else { continue }
      options.dumps = paths
      options.book = posting.bookComesLast ? nil : book
      _ = try runJob(options, progress: Progress())
      paths = []
    }
    options.book = book
    options.dumps = []
    options.through = CalendarDay("2025-10-12")
    _ = try runJob(options, progress: Progress())
    var check = VerificationOptions(ledger: directory.path("ledger"))
    check.dumps = [directory.url.path]
    return try verifyLedger(check)
  }

  @Test("the same records in any order, files and runs give the same certificate", arguments: 1...6)
  func sameFacts(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let records = Self.records(&random)
    let first = try Self.post(Posting(dumps: [records], bookComesLast: false, workers: 1))
    #expect(first.findings == [], "seed \(seed)")
    #expect(first.certificate.hash != nil, "seed \(seed)")
    for round in 1...3 {
      let shuffled = random.shuffled(records)
      let cuts = [0] + (0..<random.pick(1...4)).map { _ in random.pick(0...records.count) }.sorted()
      let dumps = zip(cuts, cuts.dropFirst() + [records.count]).map { Array(shuffled[$0..<$1]) }
      let other = try Self.post(
        Posting(dumps: dumps, bookComesLast: random.oneIn(2), workers: round))
      #expect(other.findings == [], "seed \(seed)")
      #expect(other.certificate == first.certificate, "seed \(seed), round \(round)")
      #expect(other.history.chainHead != first.history.chainHead, "seed \(seed), round \(round)")
    }
  }

  @Test("one second more gives another certificate")
  func oneSecond() throws {
    var random = SplitMix64(seed: 1)
    let records = Self.records(&random)
    let first = try Self.post(Posting(dumps: [records], bookComesLast: false, workers: 1))
    let more = records + ["x,2025-10-03T10:00:00+08:00,1400000001,audio,,1,,"]
    let second = try Self.post(Posting(dumps: [more], bookComesLast: false, workers: 1))
    #expect(second.certificate.hash != first.certificate.hash)
  }

  @Test("its figures add up among each other")
  func figures() throws {
    let certificate = try RichLedger().verify().certificate
    #expect(certificate.accounts == 3)
    #expect(certificate.settledDay == CalendarDay("2025-11-04"))
    #expect(certificate.closedMonth == CalendarMonth("2025-10"))
    #expect(certificate.waitingUsageLines == 1)
    for pool in certificate.pools {
      let parts = try pool.drawn.adding(pool.expired).adding(pool.left)
      #expect(pool.given == parts, "\(pool.pool)")
    }
    for meter in certificate.meters where meter.isOfMinutes {
      #expect(try meter.minutes == meter.covered.adding(meter.overage), "\(meter.meter)")
    }
    var total = Money.zero
    for kind in certificate.kinds { total = try total.adding(kind.amount) }
    #expect(total == certificate.invoiced)
    #expect(certificate.meters.map(\.meter).prefix(2) == ["audio", "video.sd"])
    #expect(certificate.fees.map(\.item).contains("peak_groups"))
    #expect(certificate.usageLines == certificate.meters.reduce(0) { $0 + $1.lines })
  }

  @Test("its hashes are those of the bytes that `export` writes")
  func exports() throws {
    let ledger = try RichLedger()
    let certificate = try ledger.verify().certificate
    #expect(
      certificate.exports.map(\.name) == [
        "usage.csv", "deductions.csv", "charges.csv", "grants.csv", "invoices.ndjson",
      ])
    var list = ""
    for export in certificate.exports {
      var bytes: [UInt8] = []
      try exportLedger(ledger.path, export.kind, filter: ExportFilter(), format: export.format) {
        bytes += $0
      }
      #expect(export.bytes == Int64(bytes.count))
      #expect(export.sha256 == sha256(bytes))
      list += "\(sha256(bytes))  \(export.name)\n"
    }
    #expect(certificate.hash == sha256(Array(list.utf8)))
  }

  private func sha256(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal()
  }
}
