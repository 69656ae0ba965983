public import Book
import Ledger

/// Checks a book by itself, or against what a ledger holds.
///
/// - Parameters:
///   - path: the book.
///   - catalog: a catalog's path; without one the ledger's own, or the built-in one.
///   - ledger: the ledger's path; without one the book is checked by itself.
/// - Returns: the book, which breaks no rule.
/// - Throws: `BookFailure` with every rule that is broken; `InputFailure` when a file is missing.
public func checkBook(_ path: String, catalog: String?, ledger: String?) throws -> Book {
  guard let ledger else {
    let catalog = try chooseCatalog(catalog)
    return try Book.read(Inputs.bytes(of: path, "book"), source: path, catalog: catalog)
  }
  let opened = try Ledger(path: ledger, mode: .readOnly)
  defer { opened.close() }
  return try opened.read { reader in
    let catalog = try chooseCatalog(catalog, stored: reader.catalog())
    return try chooseBook(path, catalog, reader)
  }
}
