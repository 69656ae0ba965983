/// A usage record on its way to a dump, in no format yet.
public struct DumpRecord: Sendable {
  private static let fields = [
    "record_id", "time", "sdk_app_id", "meter", "user_id", "quantity", "width", "height",
  ]

  /// The header that goes with `csv`, without a line feed.
  public static let header = fields.joined(separator: ",")

  /// Values by field, which need no quotes and no escapes.
  ///
  /// What is absent has none.
  public var values: [String: String]

  /// A record of those values.
  public init(_ values: [String: String]) {
    self.values = values
  }

  /// The record as a row of CSV.
  public var csv: String { Self.fields.map { values[$0] ?? "" }.joined(separator: ",") }

  /// The record as an object, all values in strings.
  public var ndjson: String {
    let members = Self.fields.compactMap { field in values[field].map { "\"\(field)\":\"\($0)\"" } }
    return "{\(members.joined(separator: ","))}"
  }

  /// The bytes of a dump of records.
  public static func dump(_ records: some Sequence<DumpRecord>, asCSV: Bool) -> [UInt8] {
    let rows = asCSV ? [header] + records.map(\.csv) : records.map(\.ndjson)
    return rows.flatMap { Array("\($0)\n".utf8) }
  }
}
