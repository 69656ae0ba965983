/// A stage of reading dumps, up to which the work is done and timed.
public enum Stage: String, CaseIterable, Sendable {
  /// Hash the stored bytes, find the frames, look at the first lines.
  case walk
  /// Decode, and throw the bytes away. The floor: no reader of the same file is faster.
  case decode
  /// Decode and parse, and throw the records away.
  case scan
  /// Walk, decode, parse and count, without asking whether a record was met before.
  case count
  /// Count every record once.
  case identity
  /// The same, and write the usage to a file, as `aggregate` does.
  case aggregate

  /// What it is called in a table.
  var title: String {
    switch self {
    case .walk: "walk"
    case .decode: "decode"
    case .scan: "scan"
    case .count: "count, no identity"
    case .identity: "count, identity"
    case .aggregate: "aggregate"
    }
  }
}
