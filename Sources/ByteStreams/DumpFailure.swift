/// A dump cannot be trusted, so nothing of it may be posted.
public struct DumpFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The dump's path as given, `-` for standard input.
  public let source: String
  /// Where in the file as stored the trouble begins, in bytes from 0; `nil` when it has no place.
  public let storedOffset: Int64?
  /// Where in the decoded dump it begins, in bytes from 0; `nil` when that is not known.
  public let decodedOffset: Int64?
  /// What is wrong and what to do about it.
  public let reason: String

  /// Trouble with a dump.
  public init(
    source: String, storedOffset: Int64? = nil, decodedOffset: Int64? = nil, reason: String
  ) {
    self.source = source
    self.storedOffset = storedOffset
    self.decodedOffset = decodedOffset
    self.reason = reason
  }

  public var description: String {
    var place = source
    if let storedOffset { place += ": byte \(storedOffset)" }
    if let decodedOffset { place += ": byte \(decodedOffset) of the decoded dump" }
    return "\(place): \(reason)"
  }
}
