import Aggregation
import ByteStreams
import Catalog
import Partials
import Quantities
import TestSupport
import Testing

@Suite("A partial holds what was written, or is refused")
struct PartialFileTests {
  private let directory: WorkDirectory
  private var path: String { directory.path("partial") }

  init() throws {
    directory = try WorkDirectory("partial")
  }

  /// What is wrong with the file; `nil` when it can be trusted.
  private func trouble() -> DumpFailure? {
    do {
      try readAll(path)
      return nil
    } catch let failure as DumpFailure {
      return failure
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test("everything comes back")
  func roundTrip() throws {
    let sample = SamplePartial()
    let address = try sample.write(to: path)
    let file = try readAll(path)
    #expect(file.address == address)
    #expect(file.source == path)
    #expect(file.hasIdentities)
    #expect(file.order == [1, 0])
    #expect(file.dumps.map(\.receipt.source) == ["b.csv", "ä.ndjson"])
    #expect(file.dumps.map(\.receipt.recordsRead) == [4, 3])
    #expect(file.dumps.map(\.receipt.recordsRejected) == [0, 1])
    #expect(file.dumps.map(\.receipt.digest) == sample.dumps.map(\.receipt.digest))
    #expect(file.dumps.map(\.assumedOffset) == [nil, ZoneOffset("+08:00")])
    #expect(try file.lines() == sample.lines)
    for partition in 0..<256 {
      #expect(try file.claims(ofPartition: partition) == sample.claims[partition] ?? [])
      #expect(try file.users(ofPartition: partition) == sample.users[partition] ?? [])
    }
  }

  @Test("a partial of no dumps")
  func empty() throws {
    var sample = SamplePartial()
    (sample.dumps, sample.lines, sample.names) = ([], [], [])
    (sample.claims, sample.users) = ([:], [:])
    try sample.write(to: path)
    #expect(try readAll(path).dumps.isEmpty)
  }

  @Test("more rows than a section holds")
  func manyRows() throws {
    var sample = SamplePartial()
    let count = 140_000
    sample.dumps[0] = SamplePartial.dump(1, read: Int64(count))
    sample.claims = [
      3: (0..<count).map { SamplePartial.claim(3 << 56 | UInt64($0) << 20, dump: 0) }
    ]
    try sample.write(to: path)
    #expect(try readAll(path).claims(ofPartition: 3) == sample.claims[3])
  }

  @Test("the same content has the same address and the same bytes; names are no content")
  func address() throws {
    let address = try SamplePartial().write(to: path)
    #expect(try SamplePartial().write(to: directory.path("again")) == address)
    #expect(try directory.bytes(of: "again") == directory.bytes(of: "partial"))
    var renamed = SamplePartial()
    renamed.names = [(place: 0, source: "c.csv"), (place: 1, source: "d.csv")]
    #expect(try renamed.write(to: directory.path("renamed")) == address)
    var other = SamplePartial()
    other.lines[1].quantity = 78
    #expect(try other.write(to: directory.path("other")) != address)
    var without = SamplePartial()
    (without.hasIdentities, without.claims) = (false, [:])
    #expect(try without.write(to: directory.path("without")) != address)
  }

  @Test("every truncation is refused, with the place where the file ends")
  func truncations() throws {
    try SamplePartial().write(to: path)
    let bytes = try directory.bytes(of: "partial")
    for size in 0..<bytes.count {
      try directory.write(Array(bytes[..<size]), to: "partial")
      let failure = try #require(trouble(), "\(size) of \(bytes.count) bytes")
      #expect(failure.storedOffset == Int64(size), "\(failure)")
      #expect(failure.reason.contains(size == 0 ? "no partial" : "truncated"), "\(failure)")
    }
  }

  @Test("a change of any byte is refused, and so is a byte more")
  func changes() throws {
    try SamplePartial().write(to: path)
    let bytes = try directory.bytes(of: "partial")
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << (index % 8)
      try directory.write(changed, to: "partial")
      #expect(trouble()?.storedOffset != nil, "byte \(index)")
    }
    for more in [bytes + [0], [0] + bytes, bytes + bytes, bytes[..<200] + [0] + bytes[200...]] {
      try directory.write(Array(more), to: "partial")
      #expect(trouble() != nil)
    }
  }

  @Test("another catalog is refused, and another version")
  func catalog() throws {
    try SamplePartial().write(to: path)
    let other = try Catalog.read(Catalog.builtIn.source + [UInt8(ascii: "\n")], named: "other")
    let failure = #expect(throws: DumpFailure.self) { try readAll(path, catalog: other) }
    #expect(failure?.reason.contains("--catalog") == true)
    var bytes = try directory.bytes(of: "partial")
    bytes[8] = 2
    try directory.write(bytes, to: "partial")
    #expect(trouble()?.reason.contains("version 2") == true)
  }

  @Test("how a partial begins")
  func beginning() throws {
    try SamplePartial().write(to: path)
    let magic: [UInt8] = [0x89, 0x44, 0x50, 0x41, 0x0D, 0x0A, 0x1A, 0x0A]
    #expect(try Array(directory.bytes(of: "partial")[..<8]) == magic)
    func isPartial(_ bytes: [UInt8]) throws -> Bool {
      let path = try directory.write(bytes, to: "file")
      return try PartialFile.isPartial(DumpFile(path, spillFolder: directory.url.path))
    }
    for count in 1...8 { #expect(try isPartial(Array(magic[..<count]))) }
    #expect(try isPartial(magic + [1]))
    #expect(try !isPartial([]))
    #expect(try !isPartial([0x89, 0x44, 0x51]))
    #expect(try !isPartial([0x28, 0xB5, 0x2F, 0xFD]))
  }
}

@Suite("Rows that no program like this one writes are refused, whatever their checksums")
struct ImplausibleRowsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout SamplePartial) -> Void

    init(_ what: String, _ change: @escaping @Sendable (inout SamplePartial) -> Void) {
      testDescription = what
      self.change = change
    }
  }

  static let table = claims + others

  private static let claims = [
    claimCase("a claim of another partition", SamplePartial.claim(9 << 56, dump: 0)),
    claimCase("a claim of a dump that is not there", SamplePartial.claim(1, dump: 2)),
    claimCase("a claim of no records", SamplePartial.claim(1, dump: 0, records: 0)),
    claimCase("a claim of no app", SamplePartial.claim(1, dump: 0, app: 0)),
    claimCase("a claim before 2010", SamplePartial.claim(1, dump: 0, time: 1_262_275_199)),
    claimCase("a claim behind 2099", SamplePartial.claim(1, dump: 0, time: 4_102_416_000)),
    claimCase("a claim of too many seconds", SamplePartial.claim(1, dump: 0, quantity: 2_678_401)),
    claimCase("a claim of a meter that is not there", SamplePartial.claim(1, dump: 0, meter: 200)),
    claimCase(
      "a claim of a meter without identity",
      SamplePartial.claim(1, dump: 0, meter: SamplePartial.key("login").meter.index)),
    claimCase("a picture without height", SamplePartial.claim(1, dump: 0, meter: 255, width: 4)),
    claimCase("a picture of sound", SamplePartial.claim(1, dump: 0, width: 4, height: 3)),
    Case("claims that fall") {
      $0.claims[0] = [SamplePartial.claim(2, dump: 0), SamplePartial.claim(1, dump: 0)]
    },
    Case("claims of dumps that fall") {
      $0.claims[0] = [SamplePartial.claim(1, dump: 1), SamplePartial.claim(1, dump: 0)]
    },
    Case("claims without identities") { $0.hasIdentities = false },
  ]

  private static func claimCase(_ what: String, _ claim: IdentityClaim) -> Case {
    Case(what) { $0.claims[0] = [claim] }
  }

  private static let others = [
    Case("a user of another partition") {
      $0.users[254] = $0.users[255]
    },
    Case("a user of a meter that has none") {
      $0.users[255] = [
        UserEntry(user: Fingerprint(high: .max, low: 3), line: SamplePartial.key("audio"))
      ]
    },
    Case("a user twice") { $0.users[255] = ($0.users[255] ?? []) + ($0.users[255] ?? []) },
    Case("a user on a day far off") {
      $0.users[255] = [
        UserEntry(
          user: Fingerprint(high: .max, low: 3),
          line: SamplePartial.key("login", day: "2190-01-01"))
      ]
    },
    Case("a line twice") { $0.lines.append($0.lines[1]) },
    Case("a line of a dump that is not there") { $0.lines[1].dump = 2 },
    Case("a line of no records") { $0.lines[1].records = 0 },
    Case("a line of a negative count") { $0.lines[1].quantity = -1 },
    Case("a line of users with a count") { $0.lines[0].quantity = 1 },
    Case("a line of seconds beside identities") {
      $0.lines[0] = DumpLine(dump: 0, key: SamplePartial.key("audio"), records: 1, quantity: 1)
    },
    Case("a dump twice") { $0.dumps[1] = $0.dumps[0] },
    Case("dumps that fall") { $0.dumps.reverse() },
    Case("more rejects than records") {
      $0.dumps[0] = SamplePartial.dump(1, read: 1, rejected: 2)
    },
    Case("a negative number of records") { $0.dumps[0] = SamplePartial.dump(1, read: -1) },
    Case("a place twice") { $0.names[0].place = 0 },
    Case("a place too far") { $0.names[0].place = 2 },
    Case("a name less") { $0.names.removeLast() },
  ]

  @Test("a row out of its rules", arguments: table)
  func row(broken: Case) throws {
    let directory = try WorkDirectory("implausible")
    var sample = SamplePartial()
    broken.change(&sample)
    try sample.write(to: directory.path("partial"))
    #expect(throws: DumpFailure.self) { try readAll(directory.path("partial")) }
  }
}
