import Aggregation
import Catalog
import Ingest
import Quantities
import TestSupport
import Testing

/// Records that are looked for are found where the bytes say they stand.
@Suite("Looking for records")
struct TraceTests {
  private static let seeds: [UInt64] = Array(1...80)

  private func trace(
    _ query: RecordQuery, _ dumps: [TestDump], workers: Int = 2
  ) throws -> Trace {
    let directory = try WorkDirectory("trace")
    var options = IngestOptions(
      catalog: .builtIn, sources: try dumps.map { try directory.write($0.bytes, to: $0.name) },
      workers: workers, spillFolder: directory.url.path)
    options.limits = .tiny(chunkBytes: 64, unitBytes: 300)
    return try Ingest.trace(query, in: options)
  }

  /// The name of a dump, without the folder that it was written to.
  private func name(_ source: String) -> String {
    source.split(separator: "/").last.map(String.init) ?? source
  }

  @Test("records that count make up the usage lines they are found by", arguments: seeds)
  func lines(seed: UInt64) throws {
    let dumps = RandomRun(seed: seed).dumps.distinctBytes
    let reference = ReferenceIngest(dumps.map(\.reference))
    let lines = reference.lines(.builtIn)
    let keys = Set(lines.map { UsageKey(app: $0.app, day: $0.day, meter: $0.meter) })
    let found = try trace(.lines(keys), dumps)
    let standing = Set(reference.standing.values.map(\.first).map { "\($0.source) \($0.line)" })
    var sums: [UsageKey: Int64] = [:]
    var met = 0
    for (record, position) in found.records {
      let place = "\(name(found.dumps[position.dump].source)) \(position.line)"
      guard record.claim != nil, standing.contains(place) else { continue }
      met += 1
      for share in record.shares { sums[share.line, default: 0] += share.quantity }
    }
    #expect(met == standing.count, "seed \(seed)")
    for line in lines where Catalog.builtIn[line.meter].kind == .sum {
      let key = UsageKey(app: line.app, day: line.day, meter: line.meter)
      #expect(sums[key] == line.quantity, "seed \(seed)")
    }
  }

  @Test("line, offset and frame are those of the bytes, on any number of workers", arguments: seeds)
  func places(seed: UInt64) throws {
    let dumps = RandomRun(seed: seed).dumps.distinctBytes
    let reference = ReferenceIngest(dumps.map(\.reference))
    let keys = Set(
      reference.lines(.builtIn).map { UsageKey(app: $0.app, day: $0.day, meter: $0.meter) })
    let found = try trace(.lines(keys), dumps, workers: 3)
    for position in found.records.map(\.position) {
      let dump = try #require(dumps.first { $0.name == name(found.dumps[position.dump].source) })
      let bytes = dump.frames.flatMap(\.self)
      let before = bytes[..<Int(position.offset)]
      #expect(before.count { $0 == 0x0A } == Int(position.line) - 1, "seed \(seed)")
      #expect(before.isEmpty || before.last == 0x0A || before.count == 3, "seed \(seed)")
      #expect(position.frame.map { Int($0) } == dump.frame(of: before.count), "seed \(seed)")
    }
    let alone = try trace(.lines(keys), dumps, workers: 1)
    #expect(alone.records.map(\.position) == found.records.map(\.position), "seed \(seed)")
  }

  @Test("one record_id is found in records and in broken lines of its app")
  func record() throws {
    let dump = TestDump(lines: [
      #"{"record_id":"r-1","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":5}"#,
      #"{"record_id":"r-1","time":1759248000,"sdk_app_id":2,"meter":"audio","quantity":5}"#,
      #"{"record_id":"r-1","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":5.0}"#,
      #"{"record_id":"r-1","time":1759248000,"sdk_app_id":2,"meter":"audio","quantity":5.0}"#,
      #"{"record_id":"r-10","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":5.0}"#,
      #"{"record_id":"r-1","time":17592"#,
    ])
    let found = try trace(.record(app: AppID(1), id: "r-1"), [dump])
    #expect(found.records.map(\.position.line) == [1])
    #expect(found.rejects.map(\.position.line) == [3, 6])
    #expect(found.rejects.map(\.reason) == ["quantity", "syntax"])
  }

  @Test("the identity of an id is that of its record")
  func identity() throws {
    for id in ["r", String(repeating: "y", count: 64), "é"] {
      let line =
        #"{"record_id":"\#(id)","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5}"#
      let found = try trace(.record(app: AppID(7), id: id), [TestDump(lines: [line])])
      #expect(
        found.records.first?.record.claim?.identity
          == RecordFingerprints(.builtIn).identity(app: AppID(7), recordID: id))
    }
  }

  @Test("a dump that cannot be read to its end is told")
  func broken() throws {
    let dump = TestDump(stored: [0x28, 0xB5, 0x2F, 0xFD, 0x00])
    #expect(throws: UntrustedInput.self) { try trace(.record(app: AppID(1), id: "r"), [dump]) }
  }
}

extension TestDump {
  /// The frame that holds a byte of the decoded dump, from 1; `nil` in a plain one.
  fileprivate func frame(of offset: Int) -> Int? {
    guard isCompressed else { return nil }
    var end = 0
    for (index, frame) in frames.enumerated() {
      end += frame.count
      if offset < end { return index + 1 }
    }
    return nil
  }
}

extension [TestDump] {
  /// The dumps without those that hold the bytes of one in front of them, which are passed over.
  fileprivate var distinctBytes: [TestDump] {
    var kept: [TestDump] = []
    for dump in self
    where !kept.contains(where: {
      $0.frames == dump.frames && $0.isCompressed == dump.isCompressed
    }) {
      kept.append(dump)
    }
    return kept
  }
}
