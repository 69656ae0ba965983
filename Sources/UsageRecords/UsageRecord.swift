public import ByteStreams

/// One metered fact, valid by itself.
///
/// Text fields are views into the chunk or the batch that it was scanned from, so a record is only
/// good until its batch is emptied.
public struct UsageRecord {
  /// Stands in `meter` for `video`, whose meter follows from the picture and the day.
  public static let video: UInt8 = 255

  /// Start of the measured interval in seconds since 1970-01-01T00:00:00Z.
  public var time: Int64 = 0
  /// Seconds of a `sum` meter, the count of a `peak` one, 1 of a `unique` one.
  public var quantity: Int64 = 0
  /// `sdk_app_id`, at least 1.
  public var app: UInt32 = 0
  /// Index of the meter in the catalog, or `video`.
  public var meter: UInt8 = 0
  /// Width of the picture of a `video` record, else 0.
  public var width: UInt16 = 0
  /// Height of the picture of a `video` record, else 0.
  public var height: UInt16 = 0
  /// `record_id`; empty when absent.
  public var recordID = ByteView.empty
  /// `user_id`; empty when absent.
  public var userID = ByteView.empty
  /// Where its line stands.
  public var line = LinePlace()

  /// A record of nothing yet.
  public init() {}
}

/// Where a line stands in the chunk it was scanned from.
public struct LinePlace: Hashable, Sendable {
  /// Lines in front of it in the chunk.
  public var index: Int32 = 0
  /// Its first byte.
  public var start: Int32 = 0
  /// Behind its last byte, its end (LF or CRLF) not counted.
  public var end: Int32 = 0

  /// The start of a chunk.
  public init() {}
}

/// Why a line is no usage record; of several reasons the first of this list is told.
public enum RejectReason: UInt8, CaseIterable, Sendable, CustomStringConvertible {
  /// The line is no well-formed JSON object or CSV row.
  case syntax
  /// The line is not UTF-8.
  case encoding
  /// The row has more or fewer cells than the header.
  case columns
  /// A key of the record table stands twice.
  case repeatedKey
  /// `record_id` is missing or out of its rule.
  case recordID
  /// `time` is missing or out of its rule.
  case time
  /// `sdk_app_id` is missing or out of its rule.
  case sdkAppID
  /// `meter` is missing or unknown.
  case meter
  /// `user_id` is missing or out of its rule.
  case userID
  /// `quantity` is missing or out of its rule.
  case quantity
  /// `width` is missing or out of its rule.
  case width
  /// `height` is missing or out of its rule.
  case height
  /// The identities of the month of its `time` were forgotten, so that nobody can tell whether it
  /// was counted; only of `sum` meters.
  case tooOld

  /// The reason's name in the rejects file.
  public var description: String {
    switch self {
    case .syntax: "syntax"
    case .encoding: "encoding"
    case .columns: "columns"
    case .repeatedKey: "repeated_key"
    case .recordID: "record_id"
    case .time: "time"
    case .sdkAppID: "sdk_app_id"
    case .meter: "meter"
    case .userID: "user_id"
    case .quantity: "quantity"
    case .width: "width"
    case .height: "height"
    case .tooOld: "too_old"
    }
  }
}

/// A line that is no usage record.
public struct RejectedLine: Sendable {
  /// Why.
  public let reason: RejectReason
  /// Where it stands.
  public let line: LinePlace
}
