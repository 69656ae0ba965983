import TestSupport
import Testing
import UsageRecords

/// A record in two shapes that say the same: flat, and with its fields at the places of a map.
private struct TwoShapes {
  let map: FieldMap
  let flat: String
  let nested: String

  /// Keys that paths are made of; some need an escape in a path, some get one in JSON.
  private static let keys = ["a", "b", "data", "x.y", #"p\q"#, "é", "time", "quantity", ""]

  /// The values of a record, some of which break a rule.
  private static func values(_ random: inout SplitMix64) -> [String: String] {
    var values = soundValues
    values["meter"] = random.pick([#""audio""#, #""video""#, #""login""#, #""gr\u006fups""#, "7"])
    values["user_id"] = random.pick([#""u""#, #""ü\n\"""#, "null", "true", #""\ud800""#])
    values["quantity"] = random.pick(["1", "0", #""1""#, "2678401", "[1,{}]", #"{"q":1}"#, "1.0"])
    values["width"] = random.pick(["640", "null", "0", #""640""#])
    for name in columns where random.oneIn(20) { values[name] = nil }
    return values
  }

  init(_ random: inout SplitMix64) throws {
    let values = Self.values(&random)
    var places: [(name: String, keys: [String])] = []
    for name in columns.dropLast() {
      var keys: [String]
      repeat {
        keys = (0..<random.pick(1...4)).map { _ in random.pick(Self.keys.dropLast()) }
        // Two fields at one place, or one on the way to another, would not be flat.
      } while places.contains { $0.keys.starts(with: keys) || keys.starts(with: $0.keys) }
      places.append((name, keys))
    }
    map = FieldMap(try places.map { try FieldMap.Entry(field: $0.name, path: Self.path($0.keys)) })
    flat =
      "{"
      + values.keys.sorted().map { "\"\($0)\":\(values[$0] ?? "")" }
      .joined(separator: ",") + "}"
    var object = Object()
    for (name, keys) in places {
      if let value = values[name] { object.put(value, at: keys[...]) }
    }
    nested = object.text(&random)
  }

  private static func path(_ keys: [String]) -> String {
    keys.map { $0.replacing(#"\"#, with: #"\\"#).replacing(".", with: #"\."#) }
      .joined(separator: ".")
  }

  /// An object of values as they are written, and of objects.
  private struct Object {
    var values: [String: String] = [:]
    var objects: [String: Object] = [:]

    mutating func put(_ value: String, at keys: ArraySlice<String>) {
      guard let key = keys.first else { return }
      if keys.count == 1 {
        values[key] = value
      } else {
        objects[key, default: Object()].put(value, at: keys.dropFirst())
      }
    }

    func text(_ random: inout SplitMix64) -> String {
      var members = values.keys.sorted().map { (key: $0, value: values[$0] ?? "") }
      for key in objects.keys.sorted() {
        members.append((key, objects[key]?.text(&random) ?? ""))
      }
      // What nobody reads, under a key that no path has.
      if random.oneIn(2) { members.append(("z", #"{"a":[{"data":1}],"a":"{"}"#)) }
      let space = random.pick(["", " ", "\t"])
      let pairs = random.shuffled(members).map { key, value in
        "\(space)\"\(Self.escaped(key, &random))\"\(space):\(space)\(value)\(space)"
      }
      return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ key: String, _ random: inout SplitMix64) -> String {
      key.unicodeScalars.map { scalar in
        guard scalar == "\\" || random.oneIn(4) else { return String(scalar) }
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    }
  }
}

@Suite("A record reads the same wherever its fields stand")
struct MappedLineTests {
  @Test("random places, keys and values", arguments: 1...8)
  func sameAsFlat(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var counted = 0
    for _ in 0..<250 {
      let shapes = try TwoShapes(&random)
      let flat = scan(shapes.flat)
      let nested = scan(shapes.nested, as: DumpShape(ndjson: shapes.map))
      #expect(flat.reasons == nested.reasons, "seed \(seed): \(shapes.nested)")
      #expect(flat.facts == nested.facts, "seed \(seed): \(shapes.nested)")
      counted += nested.facts.count
    }
    #expect((5...245).contains(counted), "seed \(seed): \(counted)")
  }

  @Test("whether a line is JSON does not depend on where its fields stand", arguments: 1...8)
  func wellFormed(seed: UInt64) throws {
    let shape = DumpShape(ndjson: try fieldMap("quantity=a.b.c user_id=b width=note.a height=x"))
    var random = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let line = WellFormednessTests.mutated(&random)
      let text = String(decoding: line, as: UTF8.self)
      let verdicts = [scan(line), scan(line, as: shape)].map { scanned in
        scanned.reasons.map { $0 == "syntax" || $0 == "encoding" ? $0 : "read" }
      }
      #expect(verdicts[0] == verdicts[1], "seed \(seed): \(text)")
    }
  }
}
