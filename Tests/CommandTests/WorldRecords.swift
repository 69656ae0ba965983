import Foundation
import TestSupport

/// The records of the fixture world that are counted or duplicates: those that tell the same in any
/// order.
enum WorldRecords {
  static func all() throws -> [DumpRecord] {
    let outcasts = try outcasts()
    return try FixtureWorld.plainDumps.flatMap { name in
      let text = String(decoding: try Fixtures.bytes("world/\(name)"), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let header = lines[0].split(separator: ",").map { String($0) }
      return try lines.indices.compactMap { index -> DumpRecord? in
        let line = String(lines[index])
        guard !line.isEmpty, !outcasts.contains("\(name):\(index + 1)") else { return nil }
        if name.hasSuffix(".ndjson") { return try ndjson(line) }
        return index == 0 ? nil : csv(line, header)
      }
    }
  }

  /// The places of rejects and conflicts, as `file:line`.
  private static func outcasts() throws -> Set<String> {
    let lines = try FixtureWorld.expected("rejects").split(separator: "\n")
    return Set(
      try lines.map { line in
        let reject = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let source = (reject?["source"] as? String ?? "").replacing(".zst", with: "")
        return "\(source):\(reject?["line"] as? Int ?? 0)"
      })
  }

  private static func csv(_ line: String, _ header: [String]) -> DumpRecord {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0).replacing("\"", with: "") }
    let present = zip(header, cells).filter { !$1.isEmpty }
    return DumpRecord(Dictionary(uniqueKeysWithValues: present))
  }

  private static func ndjson(_ line: String) throws -> DumpRecord {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    return DumpRecord(object.filter { !($1 is NSNull) }.mapValues { "\($0)" })
  }
}
