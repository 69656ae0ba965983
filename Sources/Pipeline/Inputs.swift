import Book
import ByteStreams
public import Catalog
public import Ledger
import Quantities

/// Reads the files beside the dumps.
enum Inputs {
  /// The largest book or catalog, in bytes; far above any real one, far below memory.
  private static let largestFile = 1 << 30

  static func bytes(of path: String, _ what: String) throws(InputFailure) -> [UInt8] {
    do throws(IOFailure) {
      return try Descriptor.reading(path).readAll(atMost: largestFile)
    } catch {
      throw InputFailure("\(what): \(error); check the path and its permissions")
    }
  }
}

/// The catalog at a path; without a path the one that the ledger was settled by, or the built-in
/// one.
///
/// A ledger keeps its catalog: a later version of the program, whose built-in prices may differ,
/// does not change what a year-old ledger says.
///
/// - Throws: `InputFailure` when the file is missing, `CatalogFailure` when it breaks a rule.
public func chooseCatalog(_ path: String?, stored: StoredCatalog? = nil) throws -> Catalog {
  if let path {
    return try Catalog.read(Inputs.bytes(of: path, "catalog"), named: path)
  }
  guard let stored else { return .builtIn }
  if stored.source == Catalog.builtIn.source { return .builtIn }
  return try Catalog.read(stored.source, named: "the ledger's catalog \(stored.name)")
}

/// The book at a path, compared with what the ledger holds; without a path what the ledger holds.
///
/// - Throws: `InputFailure` when the file is missing, `BookFailure` when it breaks a rule.
func chooseBook(_ path: String?, _ catalog: Catalog, _ ledger: LedgerReader) throws -> Book {
  let stored = try ledger.knownEvents()
  guard let path else {
    let lines = stored.map(\.canonical).joined(separator: "\n")
    return try Book.read(Array(lines.utf8), source: "the ledger's book", catalog: catalog)
  }
  return try Book.read(
    Inputs.bytes(of: path, "book"), source: path, catalog: catalog,
    closedThrough: ledger.lastClosedMonth(), known: stored)
}
