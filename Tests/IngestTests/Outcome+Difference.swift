import Catalog
import Quantities
import TestSupport

extension Outcome {
  /// What differs from the outcome that was expected, in few words; empty when nothing does.
  func differences(from expected: Outcome) -> String {
    guard self != expected else { return "" }
    var found: [String] = []
    let counts = [\Outcome.read, \.counted, \.duplicates, \.conflicts, \.rejected, \.oversize]
    let names = ["read", "counted", "duplicates", "conflicts", "rejected", "oversize"]
    for (name, count) in zip(names, counts) where self[keyPath: count] != expected[keyPath: count] {
      found.append("\(name) \(self[keyPath: count]), expected \(expected[keyPath: count])")
    }
    found += Self.differences(lines.map(\.summary), expected.lines.map(\.summary))
    found += Self.differences(rejects.map(\.summary), expected.rejects.map(\.summary))
    return found.isEmpty ? "the order" : found.joined(separator: "\n")
  }

  private static func differences(_ actual: [String], _ expected: [String]) -> [String] {
    actual.filter { !expected.contains($0) }.map { "+ \($0)" }
      + expected.filter { !actual.contains($0) }.map { "- \($0)" }
  }
}

extension UsageLine {
  /// App, day, meter, records and quantity, for tables.
  var summary: String {
    "\(app) \(day) \(Catalog.builtIn[meter].name) \(records) \(quantity)"
  }
}

extension ReferenceIngest.Reject {
  /// Everything of a reject but its text, for tables.
  var place: String {
    let frame = frame.map { " frame \($0)" } ?? ""
    let first = first.map { " first \($0.source) \($0.line)" } ?? ""
    return "\(source) line \(line)\(frame) offset \(offset) \(reason)\(first)"
  }

  var summary: String { "\(place): \(record)" }
}
