import ByteStreams
public import Catalog
public import Quantities
public import UsageRecords

/// Which records somebody wants to see.
public enum RecordQuery: Sendable {
  /// Every record that counts on one of these usage lines, or would if it were counted.
  case lines(Set<UsageKey>)
  /// Every record of an app with that `record_id`.
  case record(app: AppID, id: String)
}

/// A record that was looked for: where it stands and what it says.
public struct TracedRecord: Sendable {
  /// What of a record belongs to one usage line.
  public struct Share: Hashable, Sendable {
    /// The usage line.
    public let line: UsageKey
    /// Seconds of a `sum` meter, 1 for a user, the count of a peak.
    public let quantity: Int64
  }

  /// What makes two `sum` records the same, and what this one says beside that.
  public struct Claim: Hashable, Sendable {
    /// Stands for app and `record_id`.
    public let identity: Fingerprint
    /// Stands for all other fields.
    public let content: ContentFingerprint
  }

  /// Where it stands.
  public let location: LineLocation
  /// The application.
  public let app: AppID
  /// Its `record_id`, empty when absent.
  public let recordID: String
  /// Its `user_id`, empty when absent.
  public let userID: String
  /// Start of the measured interval.
  public let time: Timestamp
  /// Its meter as it names it; `nil` for `video`, whose meter follows from picture and day.
  public let meter: MeterOrdinal?
  /// Its quantity: seconds, 1, or a count.
  public let quantity: Int64
  /// Its identity; `nil` for meters whose records are counted each time.
  public let claim: Claim?
  /// What it puts on which usage line, by day.
  public let shares: [Share]
}

/// Looks for records and copies what they say; for the few that somebody asks about.
public struct TraceCollector: ~Copyable {
  /// The records that were found.
  public private(set) var found: [TracedRecord] = []

  private let query: RecordQuery
  /// Of the lines that are asked for, the first and the last day by app.
  private let days: [UInt32: ClosedRange<Int32>]
  private var placement: RecordPlacement
  private let fingerprints: RecordFingerprints

  /// A search among records of a catalog's meters.
  public init(_ catalog: Catalog, _ query: RecordQuery) {
    self.query = query
    placement = RecordPlacement(catalog)
    fingerprints = RecordFingerprints(catalog)
    var days: [UInt32: ClosedRange<Int32>] = [:]
    if case .lines(let lines) = query {
      for line in lines {
        let (app, day) = (line.app.number, line.day.number)
        let known = days[app] ?? day...day
        days[app] = min(known.lowerBound, day)...max(known.upperBound, day)
      }
    }
    self.days = days
  }

  /// Looks through the records of a batch.
  ///
  /// - Parameters:
  ///   - batch: what a scanner has filled.
  ///   - location: where a line of the batch stands.
  public mutating func collect(_ batch: RecordBatch, location: (LinePlace) -> LineLocation) {
    for index in 0..<batch.count {
      let record = batch[index]
      guard mayMatch(record) else { continue }
      let shares = shares(of: record)
      if case .lines(let lines) = query, !shares.contains(where: { lines.contains($0.line) }) {
        continue
      }
      found.append(traced(record, shares, at: location(record.line)))
    }
  }

  /// Whether it is worth a closer look; most records of a dump are not.
  private func mayMatch(_ record: UsageRecord) -> Bool {
    switch query {
    case .record(let app, let id):
      return record.app == app.number && record.recordID.bytes.elementsEqual(id.utf8)
    case .lines:
      guard let days = days[record.app] else { return false }
      let isSum = placement.kind(of: record.meter) == .sum
      let first = placement.day(of: record.time)
      let last = isSum ? placement.day(of: record.time &+ record.quantity) : first
      return first <= days.upperBound && days.lowerBound <= last
    }
  }

  private mutating func shares(of record: UsageRecord) -> [TracedRecord.Share] {
    let day = placement.day(of: record.time)
    guard placement.kind(of: record.meter) == .sum else {
      return [.init(line: placement.key(of: record, on: day), quantity: record.quantity)]
    }
    var table = UsageTable()
    placement.spread(record, from: day, sign: 1, onto: &table)
    var shares: [TracedRecord.Share] = []
    table.forEach { key, line in shares.append(.init(line: key, quantity: line.quantity)) }
    return shares.sorted { $0.line < $1.line }
  }

  private func traced(
    _ record: UsageRecord, _ shares: [TracedRecord.Share], at location: LineLocation
  ) -> TracedRecord {
    let isSum = placement.kind(of: record.meter) == .sum
    return TracedRecord(
      location: location, app: AppID(record.app),
      recordID: String(decoding: record.recordID.bytes, as: UTF8.self),
      userID: String(decoding: record.userID.bytes, as: UTF8.self),
      time: Timestamp(epochSeconds: record.time),
      meter: record.meter == UsageRecord.video ? nil : MeterOrdinal(record.meter),
      quantity: record.quantity,
      claim: isSum
        ? TracedRecord.Claim(
          identity: fingerprints.identity(of: record), content: fingerprints.content(of: record))
        : nil,
      shares: shares)
  }
}

extension RecordFingerprints {
  /// The identity of a `sum` record by its app and its `record_id`.
  ///
  /// - Precondition: the id has at most 64 bytes, like that of any record.
  public func identity(app: AppID, recordID: String) -> Fingerprint {
    let bytes = Array(recordID.utf8)
    precondition(bytes.count <= 64, "a record_id has at most 64 bytes")
    let buffer = ByteBuffer(capacity: 128)
    for (index, byte) in bytes.enumerated() { buffer[index] = byte }
    var record = UsageRecord()
    record.app = app.number
    record.recordID = buffer.view(0, bytes.count)
    return withExtendedLifetime(buffer) { identity(of: record) }
  }
}
