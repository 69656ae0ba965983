import Foundation
import Ledger
import Storage

/// The PostgreSQL server that tests may use; `Scripts/postgresql` runs them with one.
///
/// Without it ledgers of tests are files or lie in memory; with it the same tests keep them on the
/// server, each in a schema of its own, which goes with the server.
public enum TestServer {
  /// The address of a database; `nil` when there is no server.
  public static let address = ProcessInfo.processInfo.environment["DRAWDOWN_TEST_POSTGRESQL"]

  /// Whether there is a server.
  public static var isThere: Bool { address != nil }

  /// The address of a schema that nobody else has, empty.
  ///
  /// - Throws: `ToolFailure` without a server, or what the server says.
  public static func makeSchema() throws -> String {
    guard let address else { throw ToolFailure(description: "there is no server for tests") }
    return try makeSchema(at: address)
  }

  /// The address of a new schema of a database.
  public static func makeSchema(at address: String) throws -> String {
    let name = "s" + UUID().uuidString.lowercased().filter { $0 != "-" }
    let database = try Database(path: address, access: .readWrite, applicationID: 0)
    defer { database.close() }
    try database.execute("CREATE SCHEMA \(name)")
    return "\(address)?options=-csearch_path%3D\(name)"
  }

  /// A new ledger that a test need not name.
  public static func newLedger() throws -> Ledger {
    isThere ? try Ledger(path: makeSchema(), mode: .readWrite) : try Ledger.inMemory()
  }

  /// Where a test keeps a ledger: a new schema of the server, or a file.
  public static func ledger(or file: String) throws -> String {
    isThere ? try makeSchema() : file
  }
}
