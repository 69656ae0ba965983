import Foundation
import TestSupport
import Testing

/// Compares a text with `fixtures/golden/NAME`; with `RECORD_GOLDEN` set it writes the file instead.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = Fixtures.url("golden/\(name)")
  if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
    try Data(text.utf8).write(to: file)
    return
  }
  let golden = String(decoding: try Fixtures.bytes("golden/\(name)"), as: UTF8.self)
  expectEqualLines(text, golden, name, sourceLocation: sourceLocation)
}

/// A text without when and by whom runs were posted: that alone differs from day to day and from
/// machine to machine.
func withoutPosting(_ text: String) -> String {
  text.replacing(#/posted \S+\+08:00 by [^\n:]+/#, with: "posted TIME by WHO")
    .replacing(#/"posted_at":"[^"]*"/#, with: #""posted_at":"TIME""#)
}

/// Compares two texts and names the first line in which they differ.
func expectEqualLines(
  _ text: String, _ expected: String, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard text != expected else { return }
  let left = text.split(separator: "\n", omittingEmptySubsequences: false)
  let right = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(left, right).prefix { $0 == $1 }.count
  let actual = line < left.count ? String(left[line]) : "no more lines"
  let should = line < right.count ? String(right[line]) : "no more lines"
  Issue.record(
    "\(name), line \(line + 1):\n  is        \(actual)\n  should be \(should)",
    sourceLocation: sourceLocation)
}
