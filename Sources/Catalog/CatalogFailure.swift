/// One thing that is wrong in a catalog file.
public struct CatalogFinding: Hashable, Sendable, CustomStringConvertible {
  /// The physical line, from 1.
  public let line: Int
  /// The byte within the line, from 1.
  public let column: Int
  /// Where in the tree: `meters[3].ratio[1].value`, empty for the whole file.
  public let path: String
  /// What is wrong.
  public let what: String
  /// How to mend it.
  public let fix: String

  /// `line:column: path: what; fix`.
  public var description: String {
    "\(line):\(column): \(path.isEmpty ? "" : path + ": ")\(what); \(fix)"
  }
}

/// A catalog file that cannot be used, with everything that is wrong in it.
public struct CatalogFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named.
  public let source: String
  /// What is wrong, in the order of the file; at least one.
  public let findings: [CatalogFinding]

  /// One line a finding, as compilers print them.
  public var description: String {
    findings.map { "\(source):\($0)" }.joined(separator: "\n")
  }
}
