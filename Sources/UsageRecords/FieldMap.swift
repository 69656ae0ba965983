/// Which fields of the record table stand elsewhere than under their own names, and where.
///
/// A field with a place is read from there only; what stands under its own name means nothing then.
/// Two fields may be read from one place.
public struct FieldMap: Hashable, Sendable {
  /// A field and its place.
  public struct Entry: Hashable, Sendable {
    let field: Field
    let place: FieldPath

    /// The name of the field: `quantity`.
    public var name: String { "\(field.name)" }
    /// Its place: `data.value`.
    public var path: String { place.text }

    init(_ field: Field, _ place: FieldPath) {
      self.field = field
      self.place = place
    }

    /// A field, by its name, and a path to its place.
    ///
    /// In NDJSON a path is keys from the line's object inwards with dots in between, in CSV the name
    /// of a column. A dot that belongs to a key is written `\.`, a backslash `\\`.
    ///
    /// - Throws: `FieldMapFailure` when there is no such field, or when the path is malformed.
    public init(field name: String, path: String) throws(FieldMapFailure) {
      guard let field = Field(named: Array(name.utf8)) else {
        throw FieldMapFailure(
          "the fields are \(FieldMap.fieldNames.joined(separator: ", "))", unknownField: name)
      }
      self.init(field, try FieldPath(path))
    }
  }

  /// The names of all fields, in the order of the record table.
  public static var fieldNames: [String] { Field.allCases.map { "\($0.name)" } }

  /// The fields that stand elsewhere, in the order of the record table.
  public private(set) var entries: [Entry] = []

  /// Every field stands under its own name.
  public init() {}

  /// A map with some entries, and those of another map for the fields that have none.
  ///
  /// - Precondition: no field has two entries.
  public init(_ entries: [Entry], over others: FieldMap = FieldMap()) {
    precondition(Set(entries.map(\.field)).count == entries.count, "a field has one place")
    let rest = others.entries.filter { other in !entries.contains { $0.field == other.field } }
    self.entries = (entries + rest).sorted { $0.field.rawValue < $1.field.rawValue }
  }

  /// Whether every field stands under its own name.
  public var isEmpty: Bool { entries.isEmpty }

  /// Where a field stands.
  func place(of field: Field) -> FieldPath {
    entries.first { $0.field == field }?.place ?? FieldPath(named: field)
  }

  /// Whether a field stands elsewhere than under its own name.
  func moves(_ field: Field) -> Bool { entries.contains { $0.field == field } }
}
