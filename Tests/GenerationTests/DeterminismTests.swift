import ByteStreams
import Generation
import Quantities
import TestSupport
import Testing

@Suite("Equal plans give equal bytes")
struct DeterminismTests {
  @Test(
    "What is written never changes from one version to the next unannounced",
    arguments: [
      (
        GenerationPlan.Format.csv, GenerationPlan.RecordIDs.hex16,
        "1971492b8ede3761df0e685ce985ff08c9f7726c7210794839467dd670146f50"
      ),
      (.csv, .uuid, "f01b36ddbd6d7f7ec268576289a74df03b0af08d72c5a966d0f4d184cf42c558"),
      (.ndjson, .hex16, "2dc42066ba2968ff1f1a4ea0c025a9c4d910a91cdb3f0ddd65cd393f3dcd2e2d"),
      (.ndjson, .uuid, "8f68a3678cc73d0567d3caa64e15c47987f9bf5e05bb690f4192101cd00d66d1"),
    ])
  func golden(
    format: GenerationPlan.Format, recordIDs: GenerationPlan.RecordIDs, digest: String
  ) throws {
    let plan = GenerationPlan.small(seed: 42) {
      $0.format = format
      $0.recordIDs = recordIDs
      $0.days = 2
      $0.duplicatesPerMillion = 20_000
      $0.conflictsPerMillion = 10_000
      $0.brokenPerMillion = 10_000
    }
    let world = try GeneratedWorld(plan)
    var hash = SHA256()
    for file in world.summary.files {
      try world.decoded(file.path).bytes.withUnsafeBytes { hash.update($0) }
    }
    #expect(hash.hexadecimal() == digest)
  }

  @Test("The book of a seed never changes unannounced")
  func goldenBook() throws {
    let world = try GeneratedWorld(.small(seed: 42) { $0.days = 2 })
    var hash = SHA256()
    try world.stored("book.ndjson").withUnsafeBytes { hash.update($0) }
    #expect(
      hash.hexadecimal() == "75f4fb750e57b0abaa212ef57726d847faf26acd907e11ab8e3a149121281c67")
  }

  @Test("The number of workers changes nothing", arguments: [1, 3])
  func workers(days: Int) throws {
    let plan = GenerationPlan.small(records: 9000) {
      $0.days = days
      $0.framesPerFile = 2
      $0.duplicatesPerMillion = 10_000
    }
    let one = try GeneratedWorld(plan, workers: 1)
    for workers in [2, 3, 7] {
      let other = try GeneratedWorld(plan, workers: workers)
      #expect(other.directory.names == one.directory.names)
      for name in one.directory.names {
        #expect(try other.stored(name) == one.stored(name), "\(name), \(workers) workers")
      }
    }
  }

  @Test("Seeds differ in every record and in the book")
  func seeds() throws {
    let (one, other) = (try GeneratedWorld(.small(seed: 1)), try GeneratedWorld(.small(seed: 2)))
    let ids = Set(try one.rows().map { $0["record_id"] })
    #expect(ids.isDisjoint(with: try other.rows().map { $0["record_id"] }))
    #expect(try one.stored("book.ndjson") != other.stored("book.ndjson"))
  }

  @Test("Both formats say the same")
  func formats() throws {
    let csv = try GeneratedWorld(.small())
    let ndjson = try GeneratedWorld(.small { $0.format = .ndjson })
    #expect(try csv.rows() == ndjson.rows())
    #expect(try csv.stored("book.ndjson") == ndjson.stored("book.ndjson"))
  }

  @Test(
    "Frames are as many as asked for, end with a line, and change no byte of the content",
    arguments: [1, 2, 3, 7, 100, 2500])
  func frames(count: Int) throws {
    let whole = try GeneratedWorld(.small())
    let cut = try GeneratedWorld(.small { $0.framesPerFile = count })
    let (bytes, starts) = try cut.decoded(cut.summary.files[0].path)
    #expect(try whole.decoded(whole.summary.files[0].path).bytes == bytes)
    #expect(starts.count == count)
    #expect(starts.first == 0)
    for start in starts.dropFirst() {
      #expect(bytes[Int(start) - 1] == UInt8(ascii: "\n"))
    }
  }

  @Test("Frames carry a checksum of their content, so damage is found")
  func checksums() throws {
    let world = try GeneratedWorld(.small())
    let name = "usage-2025-10-01.csv.zst"
    // RFC 8878, 3.1.1.1.1: bit 2 of the frame header's descriptor, behind the magic number.
    #expect(try world.stored(name)[4] & 0b100 != 0)
  }

  @Test("Days are dumps of their own with an equal share of the records")
  func days() throws {
    let plan = GenerationPlan.small(records: 1003) {
      $0.days = 4
      $0.firstDay = CalendarDay("2024-02-27") ?? $0.firstDay
    }
    let world = try GeneratedWorld(plan)
    let days = ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01"]
    #expect(world.directory.names == ["book.ndjson"] + days.map { "usage-\($0).csv.zst" })
    #expect(world.summary.files.map(\.records) == [251, 251, 251, 250])
    #expect(world.summary.records == 1003)
    for (day, file) in zip(days, world.summary.files) {
      let lines = try world.lines(file)
      #expect(lines.count == file.records)
      #expect(lines.allSatisfy { Row(csv: $0).day == day })
      #expect(try world.decoded(file.path).bytes.count == file.decodedBytes)
      #expect(try world.stored("usage-\(day).csv.zst").count == file.bytes)
    }
  }

  @Test("Without records a dump is a header or nothing")
  func empty() throws {
    let csv = try GeneratedWorld(.small(records: 0))
    let header = "record_id,time,sdk_app_id,meter,user_id,quantity,width,height\n"
    #expect(try csv.decoded(csv.summary.files[0].path).bytes == Array(header.utf8))
    let ndjson = try GeneratedWorld(
      .small(records: 1) {
        $0.format = .ndjson
        $0.days = 2
      })
    #expect(ndjson.summary.files.map(\.records) == [1, 0])
    #expect(try ndjson.decoded(ndjson.summary.files[1].path).bytes.isEmpty)
  }

  @Test("Progress rises to the number of records")
  func progress() throws {
    let directory = try WorkDirectory("generation")
    let seen = Seen()
    let plan = GenerationPlan.small(records: 20_000) { $0.days = 3 }
    _ = try generate(plan, into: directory.path("deep/er"), workers: 2) { seen.append($0) }
    #expect(seen.numbers == seen.numbers.sorted())
    #expect(seen.numbers.last == 20_000)
    #expect(seen.numbers.count > 3)
  }

  /// Numbers reported from worker threads, one call at a time.
  final class Seen: @unchecked Sendable {
    private(set) var numbers: [Int64] = []
    func append(_ number: Int64) { numbers.append(number) }
  }
}
