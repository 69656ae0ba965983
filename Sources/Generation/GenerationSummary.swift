/// What was generated.
public struct GenerationSummary: Equatable, Sendable {
  /// One dump.
  public struct File: Equatable, Sendable {
    /// Its path, within the folder as given.
    public let path: String
    /// Records in it, broken ones included.
    public let records: Int64
    /// Bytes before compression.
    public internal(set) var decodedBytes: Int64
    /// Bytes as stored.
    public internal(set) var bytes: Int64
  }

  /// The path of the book.
  public let book: String
  /// The dumps, by day.
  public let files: [File]
  /// How many records repeat an earlier one in full.
  public let duplicates: Int64
  /// How many records repeat an earlier one's identity and say something else.
  public let conflicts: Int64
  /// How many records no reader may count.
  public let broken: Int64

  /// Records of all dumps, broken ones included.
  public var records: Int64 { files.reduce(0) { $0 + $1.records } }
  /// Bytes of all dumps as stored.
  public var bytes: Int64 { files.reduce(0) { $0 + $1.bytes } }
  /// Bytes of all dumps before compression.
  public var decodedBytes: Int64 { files.reduce(0) { $0 + $1.decodedBytes } }
}
