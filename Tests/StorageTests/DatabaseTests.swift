import Glibc
import TestSupport
import Testing

@testable import Storage

private struct Stop: Error {}

@Suite("Databases")
struct DatabaseTests {
  private let directory: WorkDirectory

  init() throws {
    directory = try WorkDirectory()
  }

  private func open(
    _ name: String = "a.db", _ access: Database.Access = .readWrite, id: Int32 = 77
  ) throws -> Database {
    try Database(path: directory.path(name), access: access, applicationID: id)
  }

  fileprivate static let schema = ["CREATE TABLE t (k INTEGER PRIMARY KEY) STRICT;"]

  /// A file with one row.
  private func makeFile() throws {
    let database = try open()
    try database.write {
      try database.migrate(Self.schema)
      try database.execute("INSERT INTO t VALUES (1)")
    }
    database.close()
  }

  @Test("a scratch database has no file", arguments: [Database.Access.inMemory, .scratch])
  func scratch(access: Database.Access) throws {
    let database = try open("ignored", access, id: 0)
    try database.write {
      try database.migrate(Self.schema)
      try database.execute("INSERT INTO t VALUES (1)")
    }
    #expect(try database.integer("SELECT k FROM t") == 1)
    #expect(directory.names == [])
    database.close()
    let other = try open("ignored", access, id: 0)
    #expect(try other.integer("SELECT count(*) FROM sqlite_schema") == 0)
  }

  @Test("what is committed is there after reopening, in one file")
  func commit() throws {
    try makeFile()
    #expect(directory.names == ["a.db"])
    let reader = try open("a.db", .readOnly)
    #expect(try reader.integer("SELECT k FROM t") == 1)
    #expect(try reader.schemaVersion() == 1)
    reader.close()
    #expect(directory.names == ["a.db"])
  }

  @Test("a transaction that throws leaves the bytes of the file as they were")
  func rollback() throws {
    try makeFile()
    let before = try directory.bytes(of: "a.db")
    let database = try open()
    #expect(throws: Stop.self) {
      try database.write {
        for key in 2...5000 { try database.execute("INSERT INTO t VALUES (\(key))") }
        throw Stop()
      }
    }
    #expect(try database.integer("SELECT count(*) FROM t") == 1)
    database.close()
    #expect(try directory.bytes(of: "a.db") == before)
    #expect(directory.names == ["a.db"])
  }

  @Test("a rehearsal returns its result and keeps nothing")
  func rehearsal() throws {
    try makeFile()
    let before = try directory.bytes(of: "a.db")
    let database = try open()
    let count = try database.write(ending: .rollBack) {
      try database.execute("INSERT INTO t VALUES (2)")
      return try database.integer("SELECT count(*) FROM t")
    }
    #expect(count == 2)
    database.close()
    #expect(try directory.bytes(of: "a.db") == before)
  }

  @Test("a new file goes away when nothing was committed")
  func newFileWithoutCommit() throws {
    let database = try open()
    try? database.write {
      try database.migrate(Self.schema)
      throw Stop()
    }
    #expect(directory.names == ["a.db"])
    database.close()
    #expect(directory.names.isEmpty)
  }

  @Test("an empty file that was there before stays")
  func emptyFileStays() throws {
    try directory.write([], to: "a.db")
    try open().close()
    #expect(try directory.bytes(of: "a.db") == [])
  }

  @Test("a new file that another connection wrote to stays")
  func newFileOfTwo() throws {
    let idle = try open()
    try makeFile()
    idle.close()
    #expect(try open("a.db", .readOnly).integer("SELECT k FROM t") == 1)
  }

  @Test("whoever waited for a file that is gone is told, and writes nothing into the void")
  func lostName() throws {
    let first = try open()
    let second = try open()
    first.close()
    #expect(directory.names.isEmpty)
    let failure = #expect(throws: DatabaseFailure.self) { try second.write {} }
    #expect(failure?.code == .locked)
    #expect(failure?.detail.contains("removed or replaced") == true)
  }

  @Test("a second writer gives up when its patience ends, after one notice")
  func locked() throws {
    try makeFile()
    let holder = try open()
    let notices = Notices()
    try holder.write {
      let patience = Database.Patience(milliseconds: 1) { notices.add() }
      let second = try Database(
        path: directory.path("a.db"), access: .readWrite, applicationID: 77, patience: patience,
        shortWait: 0)
      let failure = #expect(throws: DatabaseFailure.self) { try second.write {} }
      #expect(failure?.code == .locked)
      #expect(notices.count == 1)
    }
  }

  @Test("readers see the state before a run that has not committed")
  func readerDuringWrite() throws {
    try makeFile()
    let writer = try open()
    let reader = try open("a.db", .readOnly)
    try writer.write {
      try writer.execute("INSERT INTO t VALUES (2)")
      #expect(try reader.integer("SELECT count(*) FROM t") == 1)
    }
    #expect(try reader.integer("SELECT count(*) FROM t") == 2)
  }

  @Test("a reader's transaction sees one state")
  func snapshot() throws {
    try makeFile()
    let writer = try open()
    let reader = try open("a.db", .readOnly)
    try reader.read {
      #expect(try reader.integer("SELECT count(*) FROM t") == 1)
      try writer.write { try writer.execute("INSERT INTO t VALUES (2)") }
      #expect(try reader.integer("SELECT count(*) FROM t") == 1)
    }
    #expect(try reader.integer("SELECT count(*) FROM t") == 2)
  }

  @Test("a reader cannot write")
  func readerWrites() throws {
    try makeFile()
    let reader = try open("a.db", .readOnly)
    let failure = #expect(throws: DatabaseFailure.self) {
      try reader.execute("INSERT INTO t VALUES (9)")
    }
    #expect(failure?.code == .forbidden)
  }

  @Test("a missing file is told to a reader")
  func missing() throws {
    let failure = #expect(throws: DatabaseFailure.self) { try open("none.db", .readOnly) }
    #expect(failure?.code == .missing)
    #expect(directory.names.isEmpty)
  }

  @Test("a file in a directory that is not there cannot be made")
  func noDirectory() throws {
    let failure = #expect(throws: DatabaseFailure.self) { try open("none/a.db") }
    #expect(failure?.code == .forbidden)
  }

  @Test("text, other databases and files of other programs are not ours")
  func notOurs() throws {
    try directory.write(Array("sdk_app_id,day\n1400000001,2025-10-01\n".utf8), to: "text")
    let foreign = try open("foreign.db", id: 5)
    try foreign.write { try foreign.migrate(Self.schema) }
    foreign.close()
    let unmarked = try open("unmarked.db", id: 0)
    try unmarked.write { try unmarked.execute("CREATE TABLE x (y)") }
    unmarked.close()
    for name in ["text", "foreign.db", "unmarked.db"] {
      let before = try directory.bytes(of: name)
      for access in [Database.Access.readWrite, .readOnly] {
        let failure = #expect(throws: DatabaseFailure.self) { try open(name, access) }
        #expect(failure?.code == .notOurs, "\(name)")
      }
      #expect(try directory.bytes(of: name) == before)
    }
  }

  @Test("a file whose pages were overwritten is damaged")
  func damaged() throws {
    try makeFile()
    var bytes = try directory.bytes(of: "a.db")
    // The header, which tells the size of a page, lies on the first one with the schema.
    let pageSize = Int(bytes[16]) << 8 | Int(bytes[17])
    for index in pageSize..<bytes.count { bytes[index] = 0xAB }
    try directory.write(bytes, to: "a.db")
    let reader = try open("a.db", .readOnly)
    let failure = #expect(throws: DatabaseFailure.self) { try reader.integer("SELECT k FROM t") }
    #expect(failure?.code == .damaged)
  }

  @Test("a newer schema is refused, an older one is brought up, once")
  func migration() throws {
    try makeFile()
    let steps = Self.schema + ["ALTER TABLE t ADD COLUMN name TEXT;"]
    let database = try open()
    for _ in 1...2 { try database.write { try database.migrate(steps) } }
    #expect(try database.schemaVersion() == 2)
    #expect(try database.integer("SELECT count(*) FROM t WHERE name IS NULL") == 1)
    let failure = #expect(throws: DatabaseFailure.self) {
      try database.checkNotNewer(than: 1)
    }
    #expect(failure?.code == .newerVersion)
  }

  @Test("names that SQLite would read as something else are files")
  func strangeNames() async {
    // In a process of its own, since the names only mean something else when they are relative.
    await #expect(processExitsWith: .success) {
      let directory = try WorkDirectory()
      try #require(chdir(directory.url.path) == 0)
      for name in ["file:b.db?mode=memory", ":memory:"] {
        let database = try Database(path: name, access: .readWrite, applicationID: 77)
        try database.write { try database.migrate(DatabaseTests.schema) }
        database.close()
        #expect(directory.names.contains(name))
      }
    }
  }

  @Test("a full database says so")
  func full() throws {
    try makeFile()
    let database = try open()
    try database.execute("PRAGMA max_page_count = 4")
    let failure = #expect(throws: DatabaseFailure.self) {
      try database.write {
        for key in 2...5000 { try database.execute("INSERT INTO t VALUES (\(key))") }
      }
    }
    #expect(failure?.code == .full)
    #expect(try database.integer("SELECT count(*) FROM t") == 1)
  }

  @Test("a failure says what, where and what to do")
  func message() {
    let failure = DatabaseFailure(
      code: .locked, operation: "beginning", subject: "l.db", detail: "database is locked")
    #expect(
      failure.description
        == "l.db: database is locked (while beginning); "
        + "wait for the other process to end, then run the command again")
  }
}

/// Counts calls.
private final class Notices: @unchecked Sendable {
  // Called on the thread that opened the database and on no other.
  private(set) var count = 0
  func add() { count += 1 }
}
