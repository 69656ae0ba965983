import Ingest
import Ledger
import Pipeline
import Storage
import TestSupport
import Testing

@Suite("A ledger on which another run works")
struct LockedLedgerTests {
  private let files: WorkDirectory
  private let options: RunOptions

  init() throws {
    files = try WorkDirectory("locked")
    let book = try files.write(
      #"{"type":"account","account_id":"acct-1","time":"2025-09-01T00:00:00Z"}"#, to: "book")
    var options = RunOptions(command: "run", ledger: files.path("ledger.db"))
    options.book = book
    options.patience = Database.Patience(milliseconds: 60)
    self.options = options
    _ = try runJob(options, progress: Progress())
  }

  /// Holds the ledger as a run does while it goes on.
  private func holder() throws -> Database {
    let database = try Database(
      path: options.ledger, access: .readWrite, applicationID: 0x4452_4157)
    try database.execute("BEGIN IMMEDIATE")
    return database
  }

  @Test("a run that has waited long enough says that the ledger is locked")
  func locked() throws {
    let holder = try holder()
    defer { holder.close() }
    #expect {
      try runJob(options, progress: Progress())
    } throws: { error in
      let failure = error as? LedgerFailure
      return failure?.code == .database(.locked) && failure?.path == options.ledger
        && failure?.advice.contains("wait for the other process") == true
    }
  }

  @Test("who waits is told once")
  func notice() throws {
    let holder = try holder()
    defer { holder.close() }
    let notices = Notices()
    var options = options
    options.patience = Database.Patience(milliseconds: 100) { notices.add() }
    #expect(throws: LedgerFailure.self) { try runJob(options, progress: Progress()) }
    #expect(notices.count == 1)
  }

  @Test("a rehearsal waits too, since it has to see the state behind the other run")
  func rehearsal() throws {
    let holder = try holder()
    defer { holder.close() }
    var options = options
    options.isRehearsal = true
    #expect(throws: LedgerFailure.self) { try runJob(options, progress: Progress()) }
  }

  @Test("the run goes on when the other one ends, and sees what that one did")
  func goesOn() throws {
    let holder = try holder()
    try holder.execute("ROLLBACK")
    holder.close()
    #expect(try runJob(options, progress: Progress()).run == 2)
  }
}

/// Counts notices from another thread.
private final class Notices: @unchecked Sendable {
  // Only the thread that waits for the ledger, which is the test's own, touches it.
  private(set) var count = 0

  func add() { count += 1 }
}
