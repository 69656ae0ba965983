public import Catalog
public import Quantities

/// A dump for the reference: its decoded bytes, in the pieces that frames hold.
public struct ReferenceDump: Sendable {
  /// What it is called in rejects.
  public var source: String
  /// The decoded bytes of each data frame; one piece when it is plain.
  public var frames: [[UInt8]]
  /// Whether the frames are real ones.
  public var isCompressed: Bool

  /// A dump of frames, or a plain one.
  public init(source: String, frames: [[UInt8]], isCompressed: Bool) {
    self.source = source
    self.frames = frames
    self.isCompressed = isCompressed
  }
}

/// Counts dumps line by line with dictionaries: slow, in one thread, and of its own making.
///
/// What the program says is compared with it. It knows the meters and tiers of the contract by itself and takes nothing but the order of the
/// meters from the catalog.
public struct ReferenceIngest: Sendable {
  /// A line of the rejects file.
  public struct Reject: Equatable, Sendable {
    public var source: String
    public var line: Int
    public var frame: Int?
    public var offset: Int
    public var reason: String
    public var record: String
    /// Source and line of the record that stands, of conflicts; a line of 0 is an earlier run's.
    public var first: First?

    /// Where the record stands that was counted.
    public struct First: Equatable, Sendable {
      public var source: String
      public var line: Int

      /// A line of a dump, 0 when it came in an earlier run.
      public init(source: String, line: Int) {
        self.source = source
        self.line = line
      }
    }

    /// A line of the rejects file.
    public init(
      source: String, line: Int, frame: Int?, offset: Int, reason: String, record: String,
      first: First? = nil
    ) {
      self.source = source
      self.line = line
      self.frame = frame
      self.offset = offset
      self.reason = reason
      self.record = record
      self.first = first
    }
  }

  /// Who a `sum` record is.
  public struct Identity: Hashable, Sendable {
    let app: Int
    let recordID: [UInt8]
  }

  /// A record that stands.
  public struct Standing: Equatable, Sendable {
    let record: ReferenceRecord
    public var first: Reject.First
  }

  private struct Key: Hashable {
    let app: Int
    let day: Int
    let meter: String
  }

  private struct Tally {
    var records = 0
    var quantity = 0
    var users: Set<[UInt8]> = []
  }

  public private(set) var read = 0
  public private(set) var counted = 0
  public private(set) var duplicates = 0
  public private(set) var conflicts = 0
  public private(set) var rejected = 0
  public private(set) var oversize = 0
  public private(set) var rejects: [Reject] = []
  /// The records that stand, those of earlier runs included.
  public private(set) var standing: [Identity: Standing]
  private var tallies: [Key: Tally] = [:]
  private let reader: ReferenceReader

  /// Counts dumps.
  ///
  /// - Parameters:
  ///   - dumps: the dumps in argument order.
  ///   - assumedOffset: seconds east of Greenwich of times that name no offset.
  ///   - earlier: what stands from earlier runs.
  public init(
    _ dumps: [ReferenceDump], assumedOffset: Int? = nil, earlier: [Identity: Standing] = [:]
  ) {
    reader = ReferenceReader(assumedOffset: assumedOffset)
    standing = earlier
    for dump in dumps { take(dump) }
  }

  /// The usage lines by app, day and meter.
  public func lines(_ catalog: Catalog) -> [UsageLine] {
    tallies.map { key, tally in
      UsageLine(
        app: AppID(UInt32(key.app)), day: CalendarDay(number: Int32(key.day)),
        meter: catalog.meter(key.meter), records: Int64(tally.records),
        quantity: Int64(tally.users.isEmpty ? tally.quantity : tally.users.count))
    }
    .sorted { ($0.app, $0.day, $0.meter) < ($1.app, $1.day, $1.meter) }
  }

  /// What stands, as a later run sees it.
  public var standingForLaterRuns: [Identity: Standing] {
    standing.mapValues {
      Standing(record: $0.record, first: .init(source: $0.first.source, line: 0))
    }
  }

  // MARK: Lines

  private mutating func take(_ dump: ReferenceDump) {
    let bytes = dump.frames.flatMap(\.self)
    var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var number = 0
    var header: [[UInt8]]?
    var isJSON: Bool?
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
      defer { offset = end + 1 }
      number += 1
      var line = Array(bytes[offset..<end])
      if line.last == 0x0D { line.removeLast() }
      guard let visible = line.first(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      if isJSON == nil {
        isJSON = visible == UInt8(ascii: "{")
        if isJSON == false {
          header = ReferenceReader.cells(of: line) ?? []
          continue
        }
      }
      let outcome = header.map { reader.csv(line, header: $0) } ?? reader.ndjson(line)
      let place = Reject(
        source: dump.source, line: number, frame: Self.frame(of: offset, in: dump),
        offset: offset, reason: "", record: String(decoding: line.prefix(4096), as: UTF8.self))
      take(outcome, place)
    }
  }

  /// The number of the frame that holds a byte.
  private static func frame(of offset: Int, in dump: ReferenceDump) -> Int? {
    guard dump.isCompressed else { return nil }
    var end = 0
    for (index, frame) in dump.frames.enumerated() {
      end += frame.count
      if offset < end { return index + 1 }
    }
    return nil
  }

  private mutating func take(_ outcome: ReferenceReader.Outcome, _ place: Reject) {
    read += 1
    var place = place
    switch outcome {
    case .rejected(let reason):
      rejected += 1
      place.reason = reason
      rejects.append(place)
    case .record(let record):
      if record.kind == "sum", let id = record.recordID {
        let identity = Identity(app: record.app, recordID: id)
        if let first = standing[identity] {
          guard first.record != record else {
            duplicates += 1
            return
          }
          conflicts += 1
          place.reason = "conflict"
          place.first = first.first
          rejects.append(place)
          return
        }
        standing[identity] = Standing(
          record: record, first: .init(source: place.source, line: place.line))
      }
      counted += 1
      count(record)
    }
  }

  // MARK: Usage

  private mutating func count(_ record: ReferenceRecord) {
    let local = record.time + 8 * 3600
    let day = local / 86_400
    guard record.kind == "sum" else {
      var tally = tallies[Key(app: record.app, day: day, meter: record.meter)] ?? Tally()
      tally.records += 1
      tally.quantity = max(tally.quantity, record.quantity)
      if record.kind == "unique", let user = record.user { tally.users.insert(user) }
      tallies[Key(app: record.app, day: day, meter: record.meter)] = tally
      return
    }
    if let width = record.width, let height = record.height, width * height > 8_912_896 {
      oversize += 1
    }
    let end = local + record.quantity
    for day in day...max(day, (end - 1) / 86_400) {
      let key = Key(app: record.app, day: day, meter: Self.meter(of: record, on: day))
      var tally = tallies[key] ?? Tally()
      tally.records += 1
      tally.quantity += min(end, (day + 1) * 86_400) - max(local, day * 86_400)
      tallies[key] = tally
    }
  }

  /// The meter that a record counts on, on a day; 2022-06-01 is day 19144.
  private static func meter(of record: ReferenceRecord, on day: Int) -> String {
    let isOld = day < 19_144
    guard let width = record.width, let height = record.height else {
      return isOld && ["video.2k", "video.4k"].contains(record.meter) ? "video.fhd" : record.meter
    }
    switch width * height {
    case ...307_200: return "video.sd"
    case ...921_600: return "video.hd"
    case ...2_073_600: return "video.fhd"
    default: return isOld ? "video.fhd" : width * height <= 3_686_400 ? "video.2k" : "video.4k"
    }
  }
}
