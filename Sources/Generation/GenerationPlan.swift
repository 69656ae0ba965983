public import Quantities

/// What to generate: a dump for each day and the book that goes with them, all from one seed.
///
/// Equal plans give equal records on any machine. The cut into frames and the format change how
/// records are written and not what they say.
public struct GenerationPlan: Sendable {
  /// How a dump is written.
  public enum Format: String, Sendable {
    /// Comma-separated values below a header.
    case csv
    /// One JSON object a line.
    case ndjson
  }

  /// What record ids look like.
  public enum RecordIDs: Sendable {
    /// 16 hexadecimal digits.
    case hex16
    /// A UUID of version 4 in its 36 characters.
    case uuid
  }

  /// Where all randomness comes from.
  public var seed: UInt64
  /// Records of all days together.
  public var records: Int64
  /// Days, each with a dump of its own and an equal share of the records.
  public var days = 1
  /// The first of the days, at +08:00.
  public var firstDay = CalendarDay(number: 20_362)  // 2025-10-01
  /// Apps that records are spread over, numbered from 1400000001.
  public var apps = 1000
  /// Whether every app has as many records as every other one, dealt out in turn to four meters.
  ///
  /// Four records an app and day make four usage lines then. Else few apps have most of the records.
  public var isEven = false
  /// Users that records are spread over.
  public var users = 100_000
  /// How the dumps are written.
  public var format = Format.csv
  /// zstd frames of each dump, cut between lines.
  public var framesPerFile = 1
  /// Whether no interval crosses midnight, so that the date of a record's time is its day.
  public var staysWithinDay = false
  /// What record ids look like.
  public var recordIDs = RecordIDs.hex16
  /// Records per million that repeat an earlier record of the day in full.
  public var duplicatesPerMillion = 0
  /// Records per million that repeat an earlier record's identity with another quantity.
  public var conflictsPerMillion = 0
  /// Records per million that no reader may count.
  public var brokenPerMillion = 0

  /// The number of the first app.
  public static let firstApp: UInt32 = 1_400_000_001
  /// The time zone of all days and times.
  public static let zone = ZoneOffset(secondsEast: 8 * 3600)

  /// A plan with the usual number of days, apps and users.
  public init(seed: UInt64, records: Int64) {
    self.seed = seed
    self.records = records
  }

  /// What is wrong with the plan, `nil` when it can be carried out.
  var mistake: String? {
    let bounds: [(name: String, value: Int64, range: ClosedRange<Int64>)] = [
      ("records", records, 0...1_000_000_000_000), ("days", Int64(days), 1...3660),
      ("apps", Int64(apps), 1...10_000_000), ("users", Int64(users), 1...4_000_000_000),
      ("frames", Int64(framesPerFile), 1...1_000_000),
      ("duplicates per million", Int64(duplicatesPerMillion), 0...1_000_000),
      ("conflicts per million", Int64(conflictsPerMillion), 0...1_000_000),
      ("broken records per million", Int64(brokenPerMillion), 0...1_000_000),
    ]
    for bound in bounds where !bound.range.contains(bound.value) {
      return "\(bound.name) must be \(bound.range.lowerBound) to \(bound.range.upperBound), "
        + "and \(bound.value) is not"
    }
    if duplicatesPerMillion + conflictsPerMillion + brokenPerMillion > 1_000_000 {
      return "duplicates, conflicts and broken records are more than all records"
    }
    // The book begins a month before the first day, and an interval may end a day after the last.
    let earliest = CalendarDay(number: 14_641)  // 2010-02-01
    let latest = CalendarDay(number: 47_480)  // 2099-12-30
    guard firstDay >= earliest, firstDay.advanced(by: days - 1) <= latest else {
      return "days must lie in \(earliest) to \(latest)"
    }
    return nil
  }

  /// The place of a day's first record among all records; for the day after the last, their number.
  func firstRecord(ofDay day: Int) -> Int64 {
    records / Int64(days) * Int64(day) + min(records % Int64(days), Int64(day))
  }
}
