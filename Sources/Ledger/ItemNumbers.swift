import Catalog
import Quantities
import Storage

/// The numbers by which a ledger refers to the meters of a catalog and to the names of fees.
///
/// A ledger keeps names, not places in a list: the catalog may be replaced by one with another
/// order. Numbers are looked up once and remembered.
final class ItemNumbers {
  let catalog: Catalog
  private let database: Database
  private var numbers: [String: Int64] = [:]
  private var names: [Int64: String] = [:]
  private var meterNumbers: [Int64?]
  private var meters: [Int64: MeterOrdinal] = [:]

  /// All names that the ledger knows, seen through a catalog.
  init(_ database: Database, catalog: Catalog) throws(DatabaseFailure) {
    self.database = database
    self.catalog = catalog
    meterNumbers = Array(repeating: nil, count: catalog.meters.count)
    let rows = try database.statement("SELECT id, name FROM item")
    while try rows.step() { remember(rows.text(1), as: rows.integer(0)) }
  }

  /// Whether the numbers hold for another copy of the catalog, or another edition of it.
  func isFor(_ other: Catalog) -> Bool {
    catalog.meters.count == other.meters.count
      && zip(catalog.meters, other.meters).allSatisfy { $0.name == $1.name }
  }

  /// The number of a meter; made when it is new.
  func number(of meter: MeterOrdinal) throws(DatabaseFailure) -> Int64 {
    if let known = meterNumbers[Int(meter.index)] { return known }
    return try number(of: catalog[meter].name)
  }

  /// The number of a meter; `nil` when the ledger has none for it.
  func knownNumber(of meter: MeterOrdinal) -> Int64? { meterNumbers[Int(meter.index)] }

  /// The number of a name; made when it is new.
  func number(of name: String) throws(DatabaseFailure) -> Int64 {
    if let known = numbers[name] { return known }
    let next = try (database.integer("SELECT max(id) FROM item") ?? 0) + 1
    // Only a run makes numbers, and the run that goes on is the last one.
    let insert = try database.statement(
      "INSERT INTO item (id, name, run) VALUES (?1, ?2, (SELECT max(id) FROM run))")
    insert.bind(next, at: 1)
    insert.bind(name, at: 2)
    try insert.run()
    remember(name, as: next)
    return next
  }

  /// The name with that number.
  func name(_ number: Int64) throws(DatabaseFailure) -> String {
    guard let name = names[number] else {
      throw database.damage("there is no item \(number)")
    }
    return name
  }

  /// The meter with that number.
  ///
  /// - Throws: `LedgerFailure` when the catalog has no such meter.
  func meter(_ number: Int64) throws -> MeterOrdinal {
    if let known = meters[number] { return known }
    throw LedgerFailure(
      code: .catalogMismatch, path: database.path,
      detail: "the catalog \(catalog.name) has no meter \(try name(number))",
      advice: "use a catalog that has every meter of the ledger's usage")
  }

  private func remember(_ name: String, as number: Int64) {
    numbers[name] = number
    names[number] = name
    guard let meter = catalog.ordinal(ofMeter: name) else { return }
    meters[number] = meter
    meterNumbers[Int(meter.index)] = number
  }
}

extension Database {
  /// Content of the ledger that cannot be.
  func damage(_ detail: String) -> DatabaseFailure {
    DatabaseFailure(code: .implausible, operation: "reading", subject: path, detail: detail)
  }
}
