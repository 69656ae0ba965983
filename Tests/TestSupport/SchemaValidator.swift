public import StrictJSON

/// Checks JSON against the part of JSON Schema that this project's schemas use; a word of a schema
/// that it does not know is a complaint, so that nothing is passed over.
public struct SchemaValidator {
  private let root: JSONValue
  /// Compiled once: a schema asks for the same few again and again.
  private let patterns: [String: Regex<AnyRegexOutput>]

  /// A validator by a schema.
  public init(_ root: JSONValue) {
    self.root = root
    self.patterns = Dictionary(
      Self.patterns(in: root).map { ($0, try? Regex($0)) },
      uniquingKeysWith: { first, _ in first }
    ).compactMapValues { $0 }
  }

  /// What is wrong with a value, each with its place.
  public func complaints(about value: JSONValue) -> [String] { complaints(value, root, at: "$") }

  private func complaints(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    (schema.object ?? []).flatMap { word in
      complaints(value, schema, word.key, word.value, place)
    }
  }

  private func complaints(
    _ value: JSONValue, _ schema: JSONValue, _ word: String, _ rule: JSONValue, _ place: String
  ) -> [String] {
    func demand(_ holds: Bool) -> [String] { holds ? [] : ["\(place): \(word)"] }
    switch word {
    case "$schema", "$id", "$defs", "title", "description": return []
    case "$ref": return complaints(value, definition(rule), at: place)
    case "type": return demand(isOf(value, rule.string ?? ""))
    case "enum": return demand(rule.array?.contains { $0.content == value.content } ?? false)
    case "const": return demand(rule.content == value.content)
    case "pattern": return demand(value.string.map { matches($0, rule) } ?? true)
    case "minLength": return demand(value.string.map { $0.count >= number(rule) } ?? true)
    case "maxLength": return demand(value.string.map { $0.count <= number(rule) } ?? true)
    case "minimum": return demand(value.integer.map { $0 >= number(rule) } ?? true)
    case "maximum": return demand(value.integer.map { $0 <= number(rule) } ?? true)
    case "required":
      return demand(rule.array?.allSatisfy { value[$0.string ?? ""] != nil } ?? false)
    case "anyOf": return demand(count(value, rule, place) > 0)
    case "oneOf": return demand(count(value, rule, place) == 1)
    case "minItems": return demand(value.array.map { $0.count >= number(rule) } ?? true)
    case "maxItems": return demand(value.array.map { $0.count <= number(rule) } ?? true)
    case "uniqueItems":
      return demand(value.array.map { Set($0.map(\.content)).count == $0.count } ?? true)
    case "items":
      return (value.array ?? []).enumerated()
        .flatMap { complaints($1, rule, at: "\(place)[\($0)]") }
    case "properties":
      return (rule.object ?? []).flatMap { property in
        value[property.key].map { complaints($0, property.value, at: "\(place).\(property.key)") }
          ?? []
      }
    case "propertyNames":
      return (value.object ?? []).flatMap {
        complaints(JSONValue(offset: 0, .string($0.key)), rule, at: "\(place) key \($0.key)")
      }
    case "additionalProperties":
      return (value.object ?? []).filter { schema["properties"]?[$0.key] == nil }.flatMap {
        rule.bool == false
          ? ["\(place): \(word) \($0.key)"]
          : complaints($0.value, rule, at: "\(place).\($0.key)")
      }
    default: return ["the schema has an unknown word, \(word)"]
    }
  }

  private func count(_ value: JSONValue, _ rules: JSONValue, _ place: String) -> Int {
    (rules.array ?? []).count { complaints(value, $0, at: place).isEmpty }
  }

  private func definition(_ reference: JSONValue) -> JSONValue {
    let name = reference.string?.split(separator: "/").last.map(String.init) ?? ""
    return root["$defs"]?[name] ?? JSONValue(offset: 0, .string("missing"))
  }

  private func isOf(_ value: JSONValue, _ type: String) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.array != nil
    case "string": value.string != nil
    case "integer": value.integer != nil
    case "boolean": value.bool != nil
    case "null": value.isNull
    default: false
    }
  }

  private func number(_ rule: JSONValue) -> Int64 { rule.integer ?? .min }

  private func matches(_ text: String, _ rule: JSONValue) -> Bool {
    guard let pattern = patterns[rule.string ?? ""] else { return false }
    return text.firstMatch(of: pattern) != nil
  }

  private static func patterns(in schema: JSONValue) -> [String] {
    let members = schema.object ?? []
    return members.filter { $0.key == "pattern" }.compactMap(\.value.string)
      + (members.map(\.value) + (schema.array ?? [])).flatMap { patterns(in: $0) }
  }
}
