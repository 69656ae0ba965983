import Glibc

/// PostgreSQL's own client library, looked for when the first ledger on a server is opened.
///
/// It is not linked, so that who keeps ledgers in files needs not have it. Only what is called here
/// is looked up; all of it is in every libpq of PostgreSQL 9.3 or later.
@safe
struct ClientLibrary: @unchecked Sendable {
  // Addresses of code, which are set once and never change.
  typealias Connection = OpaquePointer
  typealias Answer = OpaquePointer
  typealias Text = UnsafePointer<CChar>
  typealias TextList = UnsafePointer<Text?>
  typealias Notice = @convention(c) (UnsafeMutableRawPointer?, Answer?) -> Void

  let connect: @convention(c) (TextList, TextList, Int32) -> Connection?
  let status: @convention(c) (Connection?) -> Int32
  let finish: @convention(c) (Connection?) -> Void
  let message: @convention(c) (Connection?) -> Text?
  let setNoticeReceiver:
    @convention(c) (Connection?, Notice?, UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
  let transactionStatus: @convention(c) (Connection?) -> Int32

  let execute: @convention(c) (Connection?, Text) -> Answer?
  let prepare: @convention(c) (Connection?, Text, Text, Int32, UnsafePointer<UInt32>?) -> Answer?
  let executePrepared:
    @convention(c) (
      Connection?, Text, Int32, TextList?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32
    ) -> Answer?
  let executeWithParameters:
    @convention(c) (
      Connection?, Text, Int32, UnsafePointer<UInt32>?, TextList?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?, Int32
    ) -> Answer?
  let putCopyData: @convention(c) (Connection?, Text?, Int32) -> Int32
  let putCopyEnd: @convention(c) (Connection?, Text?) -> Int32
  let nextAnswer: @convention(c) (Connection?) -> Answer?

  let answerStatus: @convention(c) (Answer?) -> Int32
  let errorField: @convention(c) (Answer?, Int32) -> Text?
  let clear: @convention(c) (Answer?) -> Void
  let rowCount: @convention(c) (Answer?) -> Int32
  let columnCount: @convention(c) (Answer?) -> Int32
  let columnType: @convention(c) (Answer?, Int32) -> UInt32
  let value: @convention(c) (Answer?, Int32, Int32) -> Text?
  let length: @convention(c) (Answer?, Int32, Int32) -> Int32
  let isNull: @convention(c) (Answer?, Int32, Int32) -> Int32
  let changedRows: @convention(c) (Answer?) -> Text?

  /// The library, looked for once.
  static let shared = Result<ClientLibrary, LoadingFailure> {
    () throws(LoadingFailure) in try ClientLibrary()
  }

  /// Why there is no library.
  struct LoadingFailure: Error {
    let detail: String
  }

  /// The name under which it is looked for; a variable of the environment may say another one.
  private static var name: String {
    guard let value = unsafe getenv("DRAWDOWN_LIBPQ") else { return "libpq.so.5" }
    return unsafe String(cString: value)
  }

  private init() throws(LoadingFailure) {
    let name = Self.name
    guard let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "\(name) is missing"
      throw LoadingFailure(detail: "PostgreSQL's client library cannot be loaded: \(reason)")
    }
    let symbols = unsafe Symbols(handle: handle, library: name)
    unsafe connect = try symbols.find("PQconnectdbParams")
    unsafe status = try symbols.find("PQstatus")
    unsafe finish = try symbols.find("PQfinish")
    unsafe message = try symbols.find("PQerrorMessage")
    unsafe setNoticeReceiver = try symbols.find("PQsetNoticeReceiver")
    unsafe transactionStatus = try symbols.find("PQtransactionStatus")
    unsafe execute = try symbols.find("PQexec")
    unsafe prepare = try symbols.find("PQprepare")
    unsafe executePrepared = try symbols.find("PQexecPrepared")
    unsafe executeWithParameters = try symbols.find("PQexecParams")
    unsafe putCopyData = try symbols.find("PQputCopyData")
    unsafe putCopyEnd = try symbols.find("PQputCopyEnd")
    unsafe nextAnswer = try symbols.find("PQgetResult")
    unsafe answerStatus = try symbols.find("PQresultStatus")
    unsafe errorField = try symbols.find("PQresultErrorField")
    unsafe clear = try symbols.find("PQclear")
    unsafe rowCount = try symbols.find("PQntuples")
    unsafe columnCount = try symbols.find("PQnfields")
    unsafe columnType = try symbols.find("PQftype")
    unsafe value = try symbols.find("PQgetvalue")
    unsafe length = try symbols.find("PQgetlength")
    unsafe isNull = try symbols.find("PQgetisnull")
    unsafe changedRows = try symbols.find("PQcmdTuples")
  }

  /// The symbols of a library that is loaded.
  @safe
  private struct Symbols {
    private let handle: UnsafeMutableRawPointer
    private let library: String

    init(handle: UnsafeMutableRawPointer, library: String) {
      unsafe self.handle = handle
      self.library = library
    }

    /// A function; the type that is asked for has to be its own.
    func find<Function>(_ name: String) throws(LoadingFailure) -> Function {
      guard let address = unsafe dlsym(handle, name) else {
        throw LoadingFailure(detail: "\(library) has no \(name); it is no libpq of our time")
      }
      return unsafe unsafeBitCast(address, to: Function.self)
    }
  }
}

/// Codes of the library, as its header has them.
enum ClientCode {
  static let connectionIsGood: Int32 = 0
  static let commandDone: Int32 = 1
  static let rows: Int32 = 2
  static let copyIn: Int32 = 4
  /// Transaction states: none, running a command, in one, in a failed one, unknown.
  static let isIdle: Int32 = 0
  static let isInTransaction: Int32 = 2
  static let isInFailedTransaction: Int32 = 3
  /// Fields of an error: its code, its sentence, and what it adds.
  static let sqlState = Int32(UInt8(ascii: "C"))
  static let sentence = Int32(UInt8(ascii: "M"))
  static let addition = Int32(UInt8(ascii: "D"))
}

/// Numbers of the types of columns, which are the same on every server.
enum ColumnType {
  static let bool: UInt32 = 16
  static let bytes: UInt32 = 17
  static let integer64: UInt32 = 20
  static let integer16: UInt32 = 21
  static let integer32: UInt32 = 23
  static let text: UInt32 = 25
  static let float32: UInt32 = 700
  static let float64: UInt32 = 701
  static let number: UInt32 = 1700
  static let bytesList: UInt32 = 1001
  static let textList: UInt32 = 1009
  static let integer64List: UInt32 = 1016
}
