import Book
import Catalog
import Ledger
import Quantities

/// The book of a run beside the book of the run before.
struct BookChange {
  /// The book now.
  let book: Book
  /// What the ledger held of it before, read by the catalog of now.
  let before: Book
  /// What is new in it, in its order.
  private let newEvents: [BookEvent]

  /// The book at a path, or the one that the ledger holds.
  ///
  /// - Throws: what `chooseBook` throws.
  init(_ path: String?, _ catalog: Catalog, _ ledger: LedgerReader) throws {
    book = try chooseBook(path, catalog, ledger)
    let known = path == nil ? nil : Set(try ledger.knownEvents().map(\.key))
    newEvents = book.events.filter { event in known.map { !$0.contains(event.key) } ?? false }
    before = newEvents.isEmpty ? book : book.keeping { known?.contains($0.key) ?? true }
  }

  /// Keeps what is new.
  func store(in ledger: LedgerTransaction) throws {
    try ledger.store(newEvents.map { KnownEvent(key: $0.key, canonical: $0.canonical) })
    var apps: [AccountID: [AppID]] = [:]
    for event in newEvents {
      if let (app, account) = event.ownedApp { apps[account, default: []].append(app) }
    }
    for (account, apps) in apps.sorted(by: { $0.key < $1.key }) {
      try ledger.setOwner(of: apps.sorted(), to: account)
    }
  }
}
