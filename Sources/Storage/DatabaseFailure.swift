/// A database that could not do what it was asked.
///
/// It says what was being done, to which file, and what the user can do about it.
public struct DatabaseFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is, by what the user has to do.
  public enum Code: String, Hashable, Sendable {
    /// Another process holds it.
    case locked
    /// No space is left for it.
    case full
    /// Its content cannot be right.
    case damaged
    /// A value in it cannot be, though the file as such is whole: somebody changed it.
    case implausible
    /// A file of another program.
    case notOurs
    /// Written by a newer version of this program.
    case newerVersion
    /// Written by an older version of this program, and opened only to be read.
    case olderVersion
    /// There is none.
    case missing
    /// The user may not read or write it.
    case forbidden
    /// Its content contradicts what was to be written: a key is there twice.
    case constraint
    /// The disk or the file system failed.
    case inputOutput
    /// The server cannot be reached, or was lost.
    case unreachable
    /// The client library of the server is not installed.
    case noClientLibrary
    /// The server cannot keep a text that was to be written.
    case unsuited
    /// Another transaction came in between; done again, it may succeed.
    case overtaken
  }

  /// What kind of trouble it is.
  public let code: Code
  /// What was being done: `opening`, `committing`, or the SQL.
  public let operation: String
  /// The path of the database, or its address without a password.
  public let subject: String
  /// What the database library, or our own check, says.
  public let detail: String

  /// A failure of an operation on a database.
  public init(code: Code, operation: String, subject: String, detail: String) {
    self.code = code
    self.operation = operation
    self.subject = subject
    self.detail = detail
  }

  /// What was being done when a transaction was to be kept.
  static let committing = "committing"

  /// What came of the changes that were to be made.
  ///
  /// A disk that fails while they are kept may hold them all the same.
  private var outcome: String {
    operation == Self.committing
      ? "all of it was kept or nothing, and what was kept is not done again" : "nothing was changed"
  }

  /// What the user can do.
  public var advice: String {
    if PostgreSQLAddress(subject) != nil, let serverAdvice { return serverAdvice }
    return switch code {
    case .locked: "wait for the other process to end, then run the command again"
    case .full: "free some space, then run the command again; \(outcome)"
    case .damaged, .implausible: "restore the file from a copy"
    case .notOurs: "give the path of a ledger, or of a file that does not exist yet"
    case .newerVersion: "use the version of the program that wrote it, or a later one"
    case .olderVersion: "run `settle` on it once, which brings it up to date"
    case .missing: "check the path"
    case .forbidden: "check the permissions of the file and of its directory"
    case .constraint: "this is a defect of the program or a damaged file; nothing was changed"
    case .inputOutput: "check the disk, then run the command again; \(outcome)"
    case .unreachable:
      "see that the server runs and that address, user and password are right, then run the command "
        + "again; what was done before is not done twice"
    case .noClientLibrary: "install it, which is `apt-get install libpq5` on Debian"
    case .unsuited:
      "keep the ledger in a file, or take characters with the number 0 out of the input; nothing "
        + "was changed"
    case .overtaken: "run the command again; nothing was changed"
    }
  }

  /// What the user can do about a database on a server, where it differs.
  private var serverAdvice: String? {
    switch code {
    case .full: "free some space on the server, then run the command again; nothing was changed"
    case .damaged, .implausible: "restore the database from a backup"
    case .notOurs: "give a schema in which no other program has tables of these names"
    case .missing: "check the address; the database and the schema have to be there"
    case .forbidden: "check user and password, and what the user may do in the schema"
    case .inputOutput: "check the server, then run the command again; nothing was changed"
    default: nil
    }
  }

  public var description: String { "\(subject): \(detail) (while \(operation)); \(advice)" }
}
