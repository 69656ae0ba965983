/// Where a field stands in a line: keys from the line's object inwards, or the name of a column.
///
/// Keys stand apart by dots, `data.value`; a dot or a backslash that belongs to a key has a backslash
/// in front, `data\.value`. In CSV the same path names the column `data.value`: there every dot
/// belongs to the name.
struct FieldPath: Hashable, Sendable {
  /// The keys, at least one, none of them empty.
  let keys: [[UInt8]]
  /// The path as it was given.
  let text: String

  /// Reads a path.
  ///
  /// - Throws: `FieldMapFailure` when a key is empty, when a backslash stands in front of anything
  ///   else than a dot or a backslash, or when no line could be that deep.
  init(_ text: String) throws(FieldMapFailure) {
    self.text = text
    var keys: [[UInt8]] = [[]]
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "."):
        keys.append([])
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst(), [UInt8(ascii: "."), byte].contains(escaped) else {
          throw FieldMapFailure(
            #"a backslash stands in front of a dot or a backslash of a key, as in data\.value"#)
        }
        keys[keys.count - 1].append(escaped)
      default:
        keys[keys.count - 1].append(byte)
      }
    }
    guard !keys.contains([]) else {
      throw FieldMapFailure("a path is keys with a dot between each two, as in data.value")
    }
    guard keys.count <= NDJSONScanner.deepestLevel else {
      throw FieldMapFailure("a path has at most \(NDJSONScanner.deepestLevel) keys")
    }
    self.keys = keys
  }

  /// The path of a field that stands under its own name.
  init(named field: Field) {
    let name = "\(field.name)"
    (keys, text) = ([Array(name.utf8)], name)
  }

  /// The name of the column, in CSV.
  var column: [UInt8] { Array(keys.joined(separator: [UInt8(ascii: ".")])) }
}

/// Says why something is no place of a field.
public struct FieldMapFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, as it follows a colon.
  public let description: String
  /// The name that no field has, when that is what is wrong.
  public let unknownField: String?

  init(_ description: String, unknownField: String? = nil) {
    self.description = description
    self.unknownField = unknownField
  }
}
