public import Quantities

/// That a `sum` record was met: who it is and what it says.
///
/// 32 bytes without references, so that millions of them lie in plain buffers.
public struct IdentityEntry: Hashable, Sendable {
  /// Stands for `sdk_app_id` and `record_id`.
  public let identity: Fingerprint
  /// Stands for every other field; 112 bits, since the last 16 hold the month.
  private let contentAndMonth: Fingerprint

  /// An identity with its content and the month of its `time`.
  public init(identity: Fingerprint, content: Fingerprint, month: CalendarMonth) {
    self.identity = identity
    self.contentAndMonth = Fingerprint(
      high: content.high,
      low: content.low & ~0xFFFF | UInt64(UInt16(truncatingIfNeeded: month.number)))
  }

  /// An entry as it was kept: see `content`.
  public init(identity: Fingerprint, kept content: Fingerprint) {
    self.identity = identity
    self.contentAndMonth = content
  }

  /// Content and month in one, comparable between records of one identity: the month follows from
  /// the content.
  public var content: Fingerprint { contentAndMonth }

  /// The month of the record's `time` in the catalog's zone.
  public var month: CalendarMonth {
    CalendarMonth(number: Int32(contentAndMonth.low & 0xFFFF))
  }
}

/// That a user was met on an app and a day.
public struct UserEntry: Hashable, Sendable {
  /// Stands for app, day and `user_id` together.
  public let user: Fingerprint
  /// The application.
  public let app: AppID
  /// The day.
  public let day: CalendarDay

  /// A user of an app on a day.
  public init(user: Fingerprint, app: AppID, day: CalendarDay) {
    self.user = user
    self.app = app
    self.day = day
  }
}

/// Identities that were counted before this ingest: the ledger's, or none.
public protocol KnownIdentities {
  /// Those of the entries whose identity is known, with the content that stands.
  ///
  /// - Parameter entries: distinct identities in rising order.
  /// - Returns: the index into `entries` and the kept content (`IdentityEntry.content`), in order.
  /// - Throws: what the keeper of the identities throws when it cannot be read.
  func known(among entries: [IdentityEntry]) throws -> [(index: Int, content: Fingerprint)]
}

/// Nothing was counted before.
public struct NoKnownIdentities: KnownIdentities {
  /// No identities.
  public init() {}

  public func known(among entries: [IdentityEntry]) -> [(index: Int, content: Fingerprint)] { [] }
}
