import Quantities
import TestSupport

/// Dumps made from a seed: records of few apps and few names, so that they meet again, around
/// midnights and around the change of tiers, some of them broken.
struct RandomRun {
  private var random: SplitMix64
  var dumps: [TestDump] = []
  private var known: [Fields] = []

  /// A record as texts, each the value of a field as JSON would write it.
  typealias Fields = [(name: String, value: String)]

  init(seed: UInt64, dumps count: ClosedRange<Int> = 1...3) {
    random = SplitMix64(seed: seed)
    for number in 1...random.pick(count) { dumps.append(dump("dump\(number)")) }
  }

  private mutating func dump(_ name: String) -> TestDump {
    let isJSON = random.oneIn(2)
    var bytes: [UInt8] = random.oneIn(4) ? [0xEF, 0xBB, 0xBF] : []
    for _ in 0..<random.pick([0, 0, 0, 2]) { bytes += Array(random.pick(["\n", " \r\n"]).utf8) }
    let columns = random.shuffled(
      ["record_id", "time", "sdk_app_id", "meter", "user_id", "quantity", "width", "height", "x"])
    if !isJSON { bytes += Array((columns.joined(separator: ",") + lineEnd()).utf8) }
    for index in 0..<random.pick(0...14) {
      let fields = fields()
      var line = isJSON ? json(fields) : csv(fields, columns)
      // The first byte of the first record decides the format and stays as it is.
      if random.oneIn(5), index > 0 || !isJSON { line = mutated(line) }
      bytes += line + Array(lineEnd().utf8)
      if random.oneIn(12) { bytes += Array(random.pick(["\n", "\r\n", "  \t\n"]).utf8) }
    }
    if random.oneIn(3), bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return random.oneIn(3)
      ? TestDump(plain: bytes, name: name) : TestDump(frames: cut(bytes), name: name)
  }

  private mutating func lineEnd() -> String { random.oneIn(4) ? "\r\n" : "\n" }

  /// Cuts bytes at random places into frames, empty ones among them.
  mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    let places = (0..<random.pick(0...5)).map { _ in random.pick(0...bytes.count) }.sorted()
    return zip([0] + places, places + [bytes.count]).map { Array(bytes[$0..<$1]) }
  }

  // MARK: Records

  private mutating func fields() -> Fields {
    // Said again, and sometimes with one thing changed: a duplicate or a conflict.
    if !known.isEmpty, random.oneIn(3) {
      var fields = random.pick(known)
      if random.oneIn(3) { change(&fields) }
      return random.shuffled(fields)
    }
    let meter = random.pick([
      "audio", "video", "video", "video.2k", "video.fhd", "video.4k", "recording.mixed.audio",
      "transcoding.h265.4k", "ai.speech", "login", "login", "groups",
    ])
    let quantity =
      meter == "login" ? "1" : random.pick(["0", "1", "59", "3600", "86400", "200000"])
    var fields: Fields = [
      ("record_id", "\"r\(random.pick(1...12))\""), ("time", time()),
      ("sdk_app_id", "\(random.pick(1...2))"), ("meter", "\"\(meter)\""),
      ("user_id", "\"\(random.pick(["u1", "u2", "é"]))\""), ("quantity", quantity),
      ("width", random.pick(["640", "1280", "1920", "4096", "65535"])),
      ("height", random.pick(["360", "480", "720", "1080", "2176"])),
    ]
    if random.oneIn(4) { fields.removeAll { $0.name == "user_id" } }
    if meter != "video", random.oneIn(2) {
      fields.removeAll { ["width", "height"].contains($0.name) }
    }
    if random.oneIn(9) { change(&fields) }
    known.append(fields)
    return random.shuffled(fields)
  }

  /// An instant around the change of tiers, the end of a month or of a day, in some spelling.
  private mutating func time() -> String {
    let midnight = random.pick([1_654_012_800, 1_759_248_000, 1_759_334_400])
    let seconds = midnight + random.pick([-90_000, -3600, -60, -1, 0, 1, random.pick(0...86_399)])
    let instant = Timestamp(epochSeconds: Int64(seconds))
    let offset = random.pick([0, 8, -11]) * 3600
    let text = ZoneOffset(secondsEast: Int32(offset)).text(of: instant)
    let spelling = offset == 0 && random.oneIn(2) ? text.dropLast(6) + "Z" : text[...]
    return random.pick(["\(seconds)", "\"\(seconds)\"", "\"\(spelling)\""])
  }

  /// Gives one field another value, which may break its rule, or takes it away.
  private mutating func change(_ fields: inout Fields) {
    let index = random.pick(0...fields.count - 1)
    let values = [
      "null", "0", "1", "5.0", "5e0", "-0", "-1", "\"5\"", "\"05\"", "\"+5\"", "\"\"", "true",
      "9007199254740992", "9007199254740993", "4294967295", "4294967296", "2678401", "65536",
      "\"\(String(repeating: "y", count: random.pick([64, 65])))\"", "\"r1\"", "\"video\"",
      "\"login\"", "\"none\"", "\"2025-02-29T00:00:00Z\"", "\"2024-02-29T00:00:00Z\"",
      "\"2025-10-01T00:00:60Z\"", "\"2025-10-01 00:00:00\"", "1759248000", "[]", "{}",
    ]
    fields[index].value = random.pick(values)
    if random.oneIn(4) { fields.remove(at: index) }
  }

  // MARK: Spelling

  private mutating func json(_ fields: Fields) -> [UInt8] {
    var members = fields.map { field in
      let key = field.name.map { random.oneIn(60) ? escaped($0) : String($0) }.joined()
      let gap = random.oneIn(8) ? " " : ""
      return "\"\(key)\"\(gap):\(gap)\(field.value)"
    }
    let odd = [
      #""x":[1,{"time":2}]"#, #""x":"\ud800""#, #""time":"\ud800""#, #""meter":null"#, #""x":{}"#,
      #""user_id":"\ud83d\ude00""#,
    ]
    if random.oneIn(8) { members.append(random.pick(odd)) }
    return Array("{\(members.joined(separator: random.oneIn(8) ? " , " : ","))}".utf8)
  }

  private func escaped(_ character: Character) -> String {
    let digits = String(character.unicodeScalars.first?.value ?? 0, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  private mutating func csv(_ fields: Fields, _ columns: [String]) -> [UInt8] {
    let cells = columns.map { column -> String in
      var value = fields.first { $0.name == column }?.value ?? ""
      if value == "null" { value = "" }
      if value.hasPrefix("\""), !random.oneIn(6) { value = String(value.dropFirst().dropLast()) }
      return random.oneIn(8) && !value.hasPrefix("\"") ? "\"\(value)\"" : value
    }
    return Array(cells.joined(separator: ",").utf8)
  }

  /// One or two bytes changed, taken away or put in.
  private mutating func mutated(_ line: [UInt8]) -> [UInt8] {
    var line = line
    let alphabet = Array("{}[]\",:\\u0e+-. \t\rnx".utf8) + [0x00, 0x1F, 0x0A, 0xC3, 0xA9, 0xFF]
    for _ in 0..<random.pick(1...2) where !line.isEmpty {
      let place = random.pick(0...line.count - 1)
      switch random.pick(1...3) {
      case 1: line[place] = random.pick(alphabet)
      case 2: line.remove(at: place)
      default: line.insert(random.pick(alphabet), at: place)
      }
    }
    return line
  }
}
