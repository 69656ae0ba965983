import Foundation
import TestSupport
import UsageRecords

/// Lines of JSON: the quick way of reading them, the general one and that of maps agree with each
/// other, with the reference, and as far as Foundation says anything, with Foundation.
func checkNDJSON(_ input: [UInt8]) throws {
  // The length decides, so that a line fuzzed under one rule is met under the other one, too.
  let assumedOffset = input.count % 2 == 1 ? 8 * 3600 : nil
  let lines = linesWithEnds(input)
  let reader = ReferenceReader(assumedOffset: assumedOffset)
  let expected = ScannedLines(reference: lines) { reader.ndjson($0) }
  func expectSame(_ scanned: ScannedLines, _ how: String) throws {
    let differences = scanned.differences(from: expected)
    try expect(differences.isEmpty, "\(how): \(differences)")
  }
  try expectSame(ScannedLines(input, as: .ndjson, assumedOffset: assumedOffset), "as it is")
  // A line that begins with a blank is no usual one.
  try expectSame(
    ScannedLines(
      lines.flatMap { [UInt8(ascii: " ")] + $0 }, as: .ndjson, assumedOffset: assumedOffset),
    "the general way")
  try expectSame(
    ScannedLines(input, as: DumpShape(ndjson: ownNames), assumedOffset: assumedOffset), "mapped")
  try expectSame(
    ScannedLines(oneByOne: lines, as: .ndjson, assumedOffset: assumedOffset), "line by line")
  for (index, line) in lines.enumerated() {
    guard let outcome = expected.outcomes[index] else { continue }
    try compareWithFoundation(withoutEnd(line), outcome)
  }
}

/// Every field mapped to its own name.
private let ownNames: FieldMap = {
  FieldMap(
    FieldMap.fieldNames.map { name in
      do {
        return try FieldMap.Entry(field: name, path: name)
      } catch {
        preconditionFailure("\(error)")
      }
    })
}()

/// Compares the fields of a record with those that Foundation reads, where it reads the line.
///
/// It takes less in some ways, such as very large numbers, and more in others, such as a comma in front
/// of a brace; so it has no say in what is well-formed.
private func compareWithFoundation(
  _ line: [UInt8], _ outcome: ReferenceReader.Outcome
) throws(CheckFailure) {
  guard case .record(let record) = outcome, let object = foundationJSON(line) as? [String: Any]
  else { return }
  let texts = [
    ("record_id", record.recordID), ("user_id", record.user), ("meter", Array(record.meter.utf8)),
  ]
  for (name, bytes) in texts {
    try expectEqual((object[name] as? String).map { Array($0.utf8) }, bytes, name)
  }
  for (name, number) in [("sdk_app_id", record.app), ("quantity", record.quantity)] {
    guard let value = object[name], !(value is NSNull) else { continue }
    try expectEqual("\(value)", "\(number)", name)
  }
}
