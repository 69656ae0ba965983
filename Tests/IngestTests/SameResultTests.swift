import ByteStreams
import Foundation
import Quantities
import TestSupport
import Testing

@Suite("the same records come to the same usage, however they are given")
struct SameResultTests {
  /// Records as values of fields: of all kinds of meters, with duplicates and conflicts among them.
  static let records: [[(name: String, value: String)]] = {
    var random = SplitMix64(seed: 7)
    var records: [[(name: String, value: String)]] = []
    for _ in 0..<120 {
      let meter = random.pick(["audio", "video", "video.hd", "ai.speech", "login", "groups"])
      records.append([
        ("record_id", "r\(random.pick(1...90))"),
        ("time", "\(1_759_248_000 + random.pick(-90_000...90_000))"),
        ("sdk_app_id", "\(random.pick(1...3))"), ("meter", meter),
        ("user_id", random.oneIn(3) ? "" : "u\(random.pick(1...5)) \"é\",x"),
        ("quantity", meter == "login" ? "1" : "\(random.pick(0...90_000))"),
        ("width", "640"), ("height", "\(random.pick(100...3000))"),
      ])
      if random.oneIn(6), let last = records.last { records.append(last) }
    }
    return records.filter { $0[3].value != "login" || !$0[4].value.isEmpty }
  }()

  static let json: [[UInt8]] = records.map { record in
    let members = record.filter { !$0.value.isEmpty }.map { field in
      let isNumber = Int(field.value) != nil
      let text = field.value.replacing("\"", with: "\\\"")
      return isNumber ? "\"\(field.name)\":\(text)" : "\"\(field.name)\":\"\(text)\""
    }
    return Array("{\(members.joined(separator: ","))}\n".utf8)
  }

  static let header = Array((records[0].map(\.name).joined(separator: ",") + "\n").utf8)

  static let csv: [[UInt8]] = records.map { record in
    let cells = record.map { field in
      field.value.contains("\"")
        ? "\"\(field.value.replacing("\"", with: "\"\""))\"" : field.value
    }
    return Array((cells.joined(separator: ",") + "\n").utf8)
  }

  /// What all of these dumps must come to, places aside.
  static func expect(
    _ dumps: [TestDump], _ comment: String, workers: Int = 2,
    limits: ReadingLimits = .tiny(chunkBytes: 64, unitBytes: 300), memory: Int? = nil
  ) throws {
    let expected = Outcome(ReferenceIngest([TestDump(plain: json.flatMap(\.self)).reference]))
    var outcome = try outcome(dumps) {
      ($0.workers, $0.limits, $0.memory) = (workers, limits, memory)
    }
    #expect(outcome.rejects.allSatisfy { $0.reason == "conflict" })
    #expect(outcome.rejects.count == expected.rejects.count)
    outcome.rejects = expected.rejects
    #expect(outcome.differences(from: expected) == "", "\(comment)")
  }

  @Test("the records are worth counting")
  func rich() throws {
    let reference = ReferenceIngest([TestDump(plain: Self.json.flatMap(\.self)).reference])
    #expect(reference.counted > 60 && reference.duplicates > 5 && reference.conflicts > 5)
    #expect(reference.rejected == 0)
  }

  @Test("1, 2, 3 and 7 workers", arguments: [1, 2, 3, 7])
  func workers(count: Int) throws {
    let frames = [TestDump(frames: Self.json), TestDump(frames: [Self.json.flatMap(\.self)])]
    for dump in frames + [TestDump(plain: Self.json.flatMap(\.self))] {
      for limits in [ReadingLimits(), .tiny(chunkBytes: 7, unitBytes: 50)] {
        try Self.expect([dump], "\(count) workers", workers: count, limits: limits)
      }
    }
  }

  @Test("identities and users that go to a file, and come back whole or in pieces")
  func memory() throws {
    for memory in [100, 1000, 10_000, 1 << 20] {
      for workers in [1, 3] {
        try Self.expect(
          [TestDump(frames: Self.json)], "memory \(memory)", workers: workers, memory: memory)
      }
    }
  }

  @Test("CSV and NDJSON")
  func formats() throws {
    try Self.expect([TestDump(plain: (Self.json).flatMap(\.self))], "JSON")
    try Self.expect([TestDump(plain: ([Self.header] + Self.csv).flatMap(\.self))], "CSV")
    try Self.expect([TestDump(frames: [Self.header] + Self.csv)], "CSV in frames")
  }

  @Test("every split of the records into two files, in either format")
  func twoFiles() throws {
    for cut in stride(from: 0, through: Self.json.count, by: 3) {
      let first = TestDump(frames: Array(Self.json[..<cut]), name: "first")
      let second = TestDump(
        plain: ([Self.header] + Self.csv[cut...]).flatMap(\.self), name: "second")
      try Self.expect([first, second], "split at \(cut)", workers: 3, limits: ReadingLimits())
    }
  }

  @Test("one file a record")
  func manyFiles() throws {
    let dumps = Self.json.enumerated().map { index, line in
      // The same record may stand in two files; what stands behind it makes their bytes differ.
      TestDump(
        plain: line + Array(repeating: UInt8(ascii: "\n"), count: index), name: "dump\(index)")
    }
    try Self.expect(dumps, "one file a record", workers: 7, limits: ReadingLimits())
  }

  @Test("more files than a process may usually open")
  func veryManyFiles() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 40, rlim_max: 0)
      var found = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &found)
      limit.rlim_max = found.rlim_max
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let dumps = (0..<120).map { index in
        TestDump(plain: Self.json[0] + Array(repeating: 10, count: index), name: "dump\(index)")
      }
      let outcome = try outcome(dumps) { $0.workers = 3 }
      precondition(outcome.counted == 1 && outcome.duplicates == 119)
    }
  }

  @Test("a pipe that can be read once")
  func pipe() throws {
    let workshop = try Workshop()
    let bytes = TestDump(frames: Self.json).bytes
    let path = workshop.directory.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    Thread {
      try? FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: Data(bytes))
    }.start()
    let result = try workshop.result([]) { ($0.sources, $0.workers) = ([path], 2) }
    let expected = Outcome(ReferenceIngest([TestDump(frames: Self.json, name: "pipe").reference]))
    #expect(Outcome(result, in: workshop.directory).differences(from: expected) == "")
    #expect(result.receipts.map(\.storedBytes) == [Int64(bytes.count)])
  }
}
