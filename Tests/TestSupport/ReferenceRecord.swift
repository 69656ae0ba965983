import Glibc

/// A usage record as the reference reads it: plain values, one check after the other.
public struct ReferenceRecord: Hashable, Sendable {
  public var app: Int
  public var recordID: [UInt8]?
  public var time: Int
  public var meter: String
  public var user: [UInt8]?
  public var quantity: Int
  public var width: Int?
  public var height: Int?

  /// A record of these values; those that are absent are `nil`.
  public init(
    app: Int, recordID: [UInt8]?, time: Int, meter: String, user: [UInt8]?, quantity: Int,
    width: Int? = nil, height: Int? = nil
  ) {
    self.app = app
    self.recordID = recordID
    self.time = time
    self.meter = meter
    self.user = user
    self.quantity = quantity
    self.width = width
    self.height = height
  }

  /// `sum`, `unique` or `peak`.
  public var kind: String { Self.kind(of: meter) ?? "sum" }

  /// How the records of a meter combine; `nil` for no meter of the vendor's.
  static func kind(of meter: String) -> String? {
    let pictures = ["sd", "hd", "fhd", "2k", "4k"]
    let sums =
      ["audio", "video", "transcoding.audio", "ai.speech"]
      + pictures.map { "video.\($0)" }
      + (["audio"] + pictures).flatMap { ["recording.single.\($0)", "recording.mixed.\($0)"] }
      + pictures.flatMap { ["transcoding.h264.\($0)", "transcoding.h265.\($0)"] }
    if sums.contains(meter) { return "sum" }
    return ["login": "unique", "groups": "peak"][meter]
  }
}

/// What a line says about a field.
enum ReferenceValue: Equatable {
  case text([UInt8])
  case number([UInt8])
  case other
}

/// Reads lines under the rules of the contract, in the order of its reasons.
public struct ReferenceReader: Sendable {
  typealias Fields = [String: ReferenceValue]

  /// What a line comes to: a record, or the reason against it.
  public enum Outcome: Equatable, Sendable {
    case record(ReferenceRecord)
    case rejected(String)
  }

  static let names = [
    "record_id", "time", "sdk_app_id", "meter", "user_id", "quantity", "width", "height",
  ]
  static let epoch2010 = 1_262_304_000 - 8 * 3600
  static let epoch2100 = 4_102_444_800 - 8 * 3600

  /// Seconds east of Greenwich of times that name no offset.
  let assumedOffset: Int?

  /// A reader; without an assumed offset, times that name none are refused.
  public init(assumedOffset: Int?) {
    self.assumedOffset = assumedOffset
  }

  /// Reads a line of JSON, given without its end.
  public func ndjson(_ line: [UInt8]) -> Outcome {
    guard case .object(let members)? = ReferenceJSON(line) else { return .rejected("syntax") }
    guard String(validating: line, as: UTF8.self) != nil else { return .rejected("encoding") }
    var fields: Fields = [:]
    var seen: Set<String> = []
    for member in members {
      guard let key = member.key else { continue }
      let name = String(decoding: key, as: UTF8.self)
      guard Self.names.contains(where: { $0.utf8.elementsEqual(key) }) else { continue }
      guard seen.insert(name).inserted else { return .rejected("repeated_key") }
      switch member.value {
      case .null: break
      case .string(let text?): fields[name] = .text(text)
      case .number(let text): fields[name] = .number(text)
      default: fields[name] = .other
      }
    }
    return record(fields)
  }

  /// Reads a row of CSV, given without its end.
  public func csv(_ line: [UInt8], header: [[UInt8]]) -> Outcome {
    guard let cells = Self.cells(of: line) else { return .rejected("syntax") }
    guard String(validating: line, as: UTF8.self) != nil else { return .rejected("encoding") }
    guard cells.count == header.count else { return .rejected("columns") }
    var fields: Fields = [:]
    for (name, cell) in zip(header, cells) where !cell.isEmpty {
      fields[String(decoding: name, as: UTF8.self)] = .text(cell)
    }
    return record(fields)
  }

  /// The cells of a row, `nil` when its quotes make no sense.
  public static func cells(of line: [UInt8]) -> [[UInt8]]? {
    var cells: [[UInt8]] = []
    var rest = line[...]
    while true {
      var cell: [UInt8] = []
      if rest.first == UInt8(ascii: "\"") {
        rest.removeFirst()
        while true {
          guard let byte = rest.popFirst() else { return nil }
          if byte != UInt8(ascii: "\"") {
            cell.append(byte)
          } else if rest.first == UInt8(ascii: "\"") {
            cell.append(rest.removeFirst())
          } else {
            break
          }
        }
      } else {
        while let byte = rest.first, byte != UInt8(ascii: ",") {
          guard byte != UInt8(ascii: "\"") else { return nil }
          cell.append(rest.removeFirst())
        }
      }
      cells.append(cell)
      guard let separator = rest.popFirst() else { return cells }
      guard separator == UInt8(ascii: ",") else { return nil }
    }
  }

  private func record(_ fields: Fields) -> Outcome {
    var meter = ""
    if case .text(let name)? = fields["meter"] { meter = String(decoding: name, as: UTF8.self) }
    let kind = ReferenceRecord.kind(of: meter)

    let recordID = name(fields["record_id"])
    if recordID == nil, fields["record_id"] != nil || kind == "sum" {
      return .rejected("record_id")
    }
    guard let time = time(fields["time"]) else { return .rejected("time") }
    guard let app = whole(fields["sdk_app_id"], 1...4_294_967_295) else {
      return .rejected("sdk_app_id")
    }
    guard let kind else { return .rejected("meter") }
    let user = name(fields["user_id"])
    if user == nil, fields["user_id"] != nil || kind == "unique" { return .rejected("user_id") }
    guard let quantity = quantity(fields["quantity"], kind) else { return .rejected("quantity") }
    var record = ReferenceRecord(
      app: app, recordID: recordID, time: time, meter: meter, user: user, quantity: quantity)
    guard meter == "video" else { return .record(record) }
    record.width = whole(fields["width"], 1...65_535)
    guard record.width != nil else { return .rejected("width") }
    record.height = whole(fields["height"], 1...65_535)
    return record.height == nil ? .rejected("height") : .record(record)
  }

  private func name(_ value: ReferenceValue?) -> [UInt8]? {
    guard case .text(let bytes)? = value, (1...64).contains(bytes.count) else { return nil }
    return bytes
  }

  private func quantity(_ value: ReferenceValue?, _ kind: String) -> Int? {
    switch kind {
    case "sum": whole(value, 0...2_678_400)
    case "peak": whole(value, 0...9_007_199_254_740_992)
    default: value == nil ? 1 : whole(value, 1...1)
    }
  }

  private func whole(_ value: ReferenceValue?, _ range: ClosedRange<Int>) -> Int? {
    let digits: [UInt8]
    switch value {
    case .text(let bytes)?, .number(let bytes)?: digits = bytes
    default: return nil
    }
    // What Swift prints for the number is the only way in which it may be written.
    let text = String(decoding: digits, as: UTF8.self)
    guard let number = Int(text), String(number).utf8.elementsEqual(digits),
      range.contains(number)
    else { return nil }
    return number
  }

  private func time(_ value: ReferenceValue?) -> Int? {
    let range = Self.epoch2010...(Self.epoch2100 - 1)
    if let seconds = whole(value, range) { return seconds }
    guard case .text(let bytes)? = value, bytes.allSatisfy({ $0 < 0x80 }),
      let seconds = calendarTime(String(decoding: bytes, as: UTF8.self)), range.contains(seconds)
    else { return nil }
    return seconds
  }

  private func calendarTime(_ text: String) -> Int? {
    let shape = /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?/
    guard let match = text.wholeMatch(of: shape)?.output else { return nil }
    let offset: Int
    switch match.8 {
    case nil:
      guard let assumedOffset else { return nil }
      offset = assumedOffset
    case "Z"?:
      offset = 0
    case let text?:
      let parts = text.dropFirst().split(separator: ":").compactMap { Int($0) }
      guard parts[0] < 24, parts[1] < 60 else { return nil }
      offset = (parts[0] * 3600 + parts[1] * 60) * (text.first == "-" ? -1 : 1)
    }
    let parts = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int32($0) }
    var clock = tm()
    (clock.tm_year, clock.tm_mon, clock.tm_mday) = (parts[0] - 1900, parts[1] - 1, parts[2])
    (clock.tm_hour, clock.tm_min, clock.tm_sec) = (parts[3], parts[4], parts[5])
    // The C library moves 30 February to March, so what comes back shows whether the day exists.
    let seconds = timegm(&clock)
    let back = [
      clock.tm_year + 1900, clock.tm_mon + 1, clock.tm_mday, clock.tm_hour, clock.tm_min,
      clock.tm_sec,
    ]
    return back == parts ? seconds - offset : nil
  }
}
