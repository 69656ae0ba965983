public import Quantities

/// That a user was met on an app, a day and a `unique` meter.
public struct UserEntry: Hashable, Sendable, BitwiseCopyable {
  /// Stands for app, day, meter and `user_id` together.
  public let user: Fingerprint
  /// The usage line that the user counts on.
  public let line: UsageKey

  /// A user on a usage line.
  public init(user: Fingerprint, line: UsageKey) {
    self.user = user
    self.line = line
  }
}
