import ByteStreams
import Foundation
import Generation
import Quantities
import TestSupport
import Testing

/// A plan carried out in a directory of its own, which goes with the value.
struct GeneratedWorld {
  let directory: WorkDirectory
  let summary: GenerationSummary

  init(_ plan: GenerationPlan, workers: Int = 1) throws {
    directory = try WorkDirectory("generation")
    summary = try generate(plan, into: directory.url.path, workers: workers)
  }

  /// The bytes of a file as stored.
  func stored(_ name: String) throws -> [UInt8] { try directory.bytes(of: name) }

  /// The decoded bytes of a dump, and the offsets in them at which frames begin.
  func decoded(_ path: String) throws -> (bytes: [UInt8], frameStarts: [Int64]) {
    let dump = try DumpFile(path, spillFolder: directory.url.path)
    let limits = ReadingLimits()
    let layout = try dump.layout(limits: limits, withSHA256: false)
    var decoder = UnitDecoder(limits: limits)
    var bytes: [UInt8] = []
    var starts: [Int64] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for unit in layout.units {
      let unitStart = Int64(bytes.count)
      decoder.begin(unit)
      while true {
        let count = try buffer.withUnsafeMutableBytes { try decoder.read(from: dump, into: $0) }
        bytes += buffer[..<count]
        if count < buffer.count { break }
      }
      starts += decoder.frameStarts.map { unitStart + $0.offsetInUnit }
    }
    return (bytes, starts)
  }

  /// The lines of a dump without the header.
  func lines(_ file: GenerationSummary.File) throws -> [String] {
    let text = String(decoding: try decoded(file.path).bytes, as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    return file.path.contains(".csv") ? Array(lines.dropFirst()) : lines
  }

  /// The rows of all dumps in order.
  func rows() throws -> [Row] {
    try summary.files.flatMap { file in
      let isCSV = file.path.contains(".csv")
      return try lines(file).map { isCSV ? Row(csv: $0) : try Row(ndjson: $0) }
    }
  }

  /// The events of the book.
  func events() throws -> [[String: Any]] {
    let text = String(decoding: try stored("book.ndjson"), as: UTF8.self)
    return try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }
}

/// A line of a dump, its cells as text; an absent cell is empty.
struct Row: Hashable {
  static let columns = [
    "record_id", "time", "sdk_app_id", "meter", "user_id", "quantity", "width", "height",
  ]
  let cells: [String]

  init(csv line: String) {
    cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  init(ndjson line: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    let members = try #require(object as? [String: Any])
    #expect(Set(members.keys).isSubset(of: Row.columns))
    cells = Row.columns.map { members[$0].map { "\($0)" } ?? "" }
  }

  subscript(column: String) -> String {
    guard cells.count == Row.columns.count, let index = Row.columns.firstIndex(of: column) else {
      return ""
    }
    return cells[index]
  }

  var app: Int { Int(self["sdk_app_id"]) ?? 0 }
  var day: Substring { self["time"].prefix(10) }
  var quantity: Int? { Int(self["quantity"]) }

  /// Seconds since midnight; -1 when the time is not of the form 2025-10-01T00:00:00+08:00.
  var second: Int {
    let time = Array(self["time"].utf8)
    guard time.count == 25, time[10] == UInt8(ascii: "T"), CalendarDay(day) != nil,
      time[13] == UInt8(ascii: ":"), time[16] == UInt8(ascii: ":"),
      time[19...].elementsEqual("+08:00".utf8)
    else { return -1 }
    func number(_ index: Int) -> Int { Int(time[index]) * 10 + Int(time[index + 1]) - 48 * 11 }
    let (hour, minute, second) = (number(11), number(14), number(17))
    guard 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second else { return -1 }
    return hour * 3600 + minute * 60 + second
  }

  /// What is wrong by the rules for records, judged without the product's own reader; empty when
  /// nothing is.
  var faults: [String] {
    guard cells.count == Row.columns.count else { return ["columns"] }
    var faults: [String] = []
    if second < 0 { faults.append("time") }
    if !(1...4_294_967_295).contains(app) { faults.append("sdk_app_id") }
    let isSum = !["login", "groups"].contains(self["meter"])
    if !Row.meters.contains(self["meter"]) { faults.append("meter") }
    if isSum, !(1...64).contains(self["record_id"].utf8.count) { faults.append("record_id") }
    if self["meter"] == "login", self["user_id"].isEmpty { faults.append("user_id") }
    if self["meter"] == "login" {
      if !self["quantity"].isEmpty { faults.append("quantity") }
    } else if !(0...(isSum ? 2_678_400 : 1 << 53)).contains(quantity ?? -1) {
      faults.append("quantity")
    }
    let sizes = ["width", "height"].filter { (1...65_535).contains(Int(self[$0]) ?? 0) }
    let absent = ["width", "height"].filter { self[$0].isEmpty }
    if (self["meter"] == "video" ? sizes : absent).count != 2 { faults.append("width") }
    return faults
  }

  static let meters: Set<String> = {
    var names: Set<String> = ["audio", "video", "login", "groups"]
    let tiers = ["sd", "hd", "fhd", "2k", "4k"]
    for tier in tiers {
      names.formUnion(["video.\(tier)", "transcoding.h264.\(tier)", "transcoding.h265.\(tier)"])
    }
    for tier in ["audio"] + tiers {
      names.formUnion(["recording.single.\(tier)", "recording.mixed.\(tier)"])
    }
    return names.union(["transcoding.audio"])
  }()
}

extension GenerationPlan {
  /// A plan with changes.
  static func small(
    seed: UInt64 = 1, records: Int64 = 2000, _ change: (inout GenerationPlan) -> Void = { _ in }
  ) -> GenerationPlan {
    var plan = GenerationPlan(seed: seed, records: records)
    plan.apps = 50
    plan.users = 500
    change(&plan)
    return plan
  }
}
