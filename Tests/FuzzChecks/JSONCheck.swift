import StrictJSON
import TestSupport

/// JSON texts: the strict reader takes what the reference takes, what it takes says the same to
/// Foundation, and what is written of it reads as the same.
func checkJSON(_ input: [UInt8]) throws {
  let reference = ReferenceJSON(input)
  let value: JSONValue
  do throws(JSONFailure) {
    value = try JSONValue(parsing: input)
  } catch {
    try expect((0...input.count).contains(error.offset), "a place in the text: \(error)")
    // The reference takes bytes that are no text and halves of surrogate pairs; we do not.
    let isText = String(validating: input, as: UTF8.self) != nil
    let mayHalve = String(decoding: input, as: UTF8.self).lowercased().contains("\\ud")
    try expect(reference == nil || !isText || mayHalve, "refused and sound: \(error)")
    return
  }
  guard let reference else { throw CheckFailure("taken, and no JSON") }
  try compare(value, reference)
  var writer = JSONWriter()
  writer.value(value)
  let again = try JSONValue(parsing: writer.bytes)
  try compare(again, reference)
  try compareWithFoundation(value, input)
}

/// Compares what the reference keeps: objects, and values that are neither objects nor arrays.
private func compare(_ value: JSONValue, _ reference: ReferenceJSON) throws(CheckFailure) {
  switch (value.content, reference) {
  case (.object(let members), .object(let others)):
    try expectEqual(members.count, others.count, "members")
    for (member, other) in zip(members, others) {
      try expectEqual(Array(member.key.utf8), other.key, "a key")
      try compare(member.value, other.value)
    }
  case (.string(let text), .string(let bytes)): try expectEqual(Array(text.utf8), bytes, "a text")
  case (.number(let text), .number(let bytes)): try expectEqual(Array(text.utf8), bytes, "a number")
  case (.array, .array), (.bool, .bool), (.null, .null): break
  default: throw CheckFailure("\(value.kind), and to the reference \(reference)")
  }
}

private func compareWithFoundation(_ value: JSONValue, _ input: [UInt8]) throws(CheckFailure) {
  guard let other = foundationJSON(input) else { return }
  switch value.content {
  case .object(let members):
    guard let object = other as? [String: Any] else { throw CheckFailure("no object") }
    // Foundation's keys are equal when they look alike, and the last of equal ones stands.
    for member in members where members.count(where: { $0.key == member.key }) == 1 {
      guard let text = member.value.string else { continue }
      try expectEqual(
        (object[member.key] as? String).map { Array($0.utf8) }, Array(text.utf8), "a text")
    }
  case .array(let elements):
    try expectEqual((other as? [Any])?.count, elements.count, "elements")
  case .string(let text):
    try expectEqual((other as? String).map { Array($0.utf8) }, Array(text.utf8), "a text")
  case .number, .bool, .null: break
  }
}
