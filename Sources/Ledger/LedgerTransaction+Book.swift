public import Book
public import Catalog
public import Quantities
import Storage

extension LedgerTransaction {
  /// Sets the catalog that the ledger is settled by; the same one again changes nothing.
  ///
  /// - Throws: `LedgerFailure` (`catalogMismatch`) when it lacks a meter that the ledger holds
  ///   usage of.
  public func set(_ catalog: Catalog) throws {
    if let known = try self.catalog(), known.source == catalog.source { return }
    let items = try ItemNumbers(database, catalog: catalog)
    let used = try database.statement("SELECT id FROM item WHERE id IN (SELECT meter FROM usage)")
    defer { used.reset() }
    while try used.step() { _ = try items.meter(used.integer(0)) }
    let insert = try database.statement(
      "INSERT INTO catalog (run, name, source) VALUES (?1, ?2, ?3)")
    insert.bind(run, at: 1)
    insert.bind(catalog.name, at: 2)
    insert.bind(blob: catalog.source, at: 3)
    try insert.run()
  }

  /// Adds the events of a book that the ledger does not hold yet.
  ///
  /// - Throws: `LedgerFailure` (`contradiction`) for an event that is held with other content; who
  ///   reads the book has refused it before, with its line.
  public func store(_ events: [KnownEvent]) throws {
    var ordinal = try database.integer("SELECT max(ordinal) FROM book_event") ?? 0
    var held: [KnownEvent] = []
    try database.insertNew(
      into: "book_event", ["key", "ordinal", "canonical", "run"], keyCount: 1,
      count: events.count,
      bind: { index, values in
        values.bind(events[index].key.text, at: 1)
        values.bind(ordinal + 1, at: 2)
        values.bind(events[index].canonical, at: 3)
        values.bind(run, at: 4)
      },
      done: { index, isNew in
        if isNew { ordinal += 1 } else { held.append(events[index]) }
      })
    try database.lookUp(
      ["canonical"], in: "book_event", by: ["key"], count: held.count,
      bind: { index, key in key.bind(held[index].key.text, at: 1) },
      found: { index, row in
        guard row.bytes(0).elementsEqual(held[index].canonical.utf8) else {
          throw contradiction("the event \(held[index].key) was stored with other content")
        }
      })
  }

  /// Remembers who owns which apps.
  ///
  /// - Throws: `LedgerFailure` (`contradiction`) for an app that another account owns; an app has
  ///   one owner for ever.
  public func setOwner(of apps: [AppID], to account: AccountID) throws {
    guard !apps.isEmpty else { return }
    let number = try makeNumber(of: account)
    try note(apps)
    let insert = try database.statement(
      "INSERT INTO app_owner (app, account, run) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
    insert.bind(number, at: 2)
    insert.bind(run, at: 3)
    for app in apps {
      insert.bind(Int64(app.number), at: 1)
      if try insert.runCountingChanges() > 0 { continue }
      guard let owner = try owner(of: app), owner == account else {
        throw contradiction("app \(app) is owned by another account than \(account)")
      }
    }
  }

  /// The number of an account; made when it is new.
  func makeNumber(of account: AccountID) throws(DatabaseFailure) -> Int64 {
    if let known = try number(of: account) { return known }
    let insert = try database.statement("INSERT INTO account (id, name, run) VALUES (?1, ?2, ?3)")
    let next = try (database.integer("SELECT max(id) FROM account") ?? 0) + 1
    insert.bind(next, at: 1)
    insert.bind(account.text, at: 2)
    insert.bind(run, at: 3)
    try insert.run()
    return next
  }

  /// Makes sure that apps are known, owned or not.
  func note(_ apps: [AppID]) throws {
    try database.insertNew(
      into: "app", ["id", "run"], keyCount: 1, count: apps.count,
      bind: { index, values in
        values.bind(Int64(apps[index].number), at: 1)
        values.bind(run, at: 2)
      }, done: { _, _ in })
  }

  private func contradiction(_ detail: String) -> LedgerFailure {
    LedgerFailure(
      code: .contradiction, path: database.path, detail: detail,
      advice: "this is a defect of the program; nothing was changed")
  }
}
