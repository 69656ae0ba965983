import Foundation
import TestSupport

/// The `records` of a summary for machines.
struct SummaryCounts: Decodable, Equatable {
  let read: Int
  let counted: Int
  let duplicates: Int
  let conflicts: Int
  let rejected: Int
  let oversize: Int

  private struct Summary: Decodable { let records: SummaryCounts }

  /// Reads a summary, which has to be one line of JSON.
  init(_ text: String) throws {
    guard text.hasSuffix("\n"), text.filter({ $0 == "\n" }).count == 1 else {
      throw ToolFailure(description: "not one line: \(text)")
    }
    self = try JSONDecoder().decode(Summary.self, from: Data(text.utf8)).records
  }

  init(
    read: Int, counted: Int, duplicates: Int, conflicts: Int, rejected: Int, oversize: Int
  ) {
    self.read = read
    self.counted = counted
    self.duplicates = duplicates
    self.conflicts = conflicts
    self.rejected = rejected
    self.oversize = oversize
  }

  /// Whether every record that was read is accounted for.
  var isConserved: Bool { read == counted + duplicates + conflicts + rejected }
}
