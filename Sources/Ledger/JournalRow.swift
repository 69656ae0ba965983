import Quantities
import Storage

/// A row of settlement that is posted to the journal.
protocol JournalRow: Hashable {
  /// The table it goes to.
  static var journal: JournalTable { get }

  /// Binds the content, in the order of the table's columns.
  func bind(to columns: inout ColumnBinder) throws

  /// Reads the content, in the order of the table's columns.
  init(from columns: inout ColumnReader) throws
}

/// Binds values one after the other.
struct ColumnBinder {
  private let statement: Statement
  private var parameter: Int32
  /// Numbers of meters and fees.
  let items: ItemNumbers

  init(_ statement: Statement, from parameter: Int32, items: ItemNumbers) {
    self.statement = statement
    self.parameter = parameter
    self.items = items
  }

  mutating func bind(_ value: Int64?) {
    statement.bind(value, at: parameter)
    parameter += 1
  }

  mutating func bind(_ text: String?) {
    statement.bind(text, at: parameter)
    parameter += 1
  }

  mutating func bind(_ app: AppID?) { bind(app.map { Int64($0.number) }) }
  mutating func bind(_ day: CalendarDay) { bind(day.packed) }
  mutating func bind(_ month: CalendarMonth) { bind(month.packed) }
  mutating func bind(_ fraction: Fraction?) { bind(fraction?.description) }
  mutating func bind(_ money: Money?) { bind(money?.hundredths) }
}

/// Reads columns one after the other, and refuses what cannot be.
struct ColumnReader {
  private let statement: Statement
  private let database: Database
  private var column: Int32
  /// The account whose rows are read.
  let account: AccountID
  /// Names of meters and fees.
  let items: ItemNumbers

  init(
    _ statement: Statement, of database: Database, from column: Int32, account: AccountID,
    items: ItemNumbers
  ) {
    self.statement = statement
    self.database = database
    self.column = column
    self.account = account
    self.items = items
  }

  mutating func integer() -> Int64 { statement.integer(next()) }
  mutating func optionalInteger() -> Int64? { statement.optionalInteger(next()) }
  mutating func text() -> String { statement.text(next()) }
  mutating func optionalText() -> String? { statement.optionalText(next()) }

  mutating func optionalApp() throws(DatabaseFailure) -> AppID? {
    guard let number = optionalInteger() else { return nil }
    return AppID(try checked(UInt32(exactly: number), "\(number)", "an app"))
  }

  mutating func app() throws(DatabaseFailure) -> AppID {
    try checked(try optionalApp(), "NULL", "an app")
  }

  mutating func day() throws(DatabaseFailure) -> CalendarDay {
    let packed = integer()
    return try checked(CalendarDay(packed: packed), "\(packed)", "a day")
  }

  mutating func month() throws(DatabaseFailure) -> CalendarMonth {
    let packed = integer()
    return try checked(CalendarMonth(packed: packed), "\(packed)", "a month")
  }

  mutating func optionalFraction() throws(DatabaseFailure) -> Fraction? {
    let column = next()
    if statement.isNull(column) { return nil }
    guard let fraction = statement.withBytes(column, { Fraction(utf8: $0) }) else {
      throw damage("\(statement.text(column)) is not a number")
    }
    return fraction
  }

  mutating func fraction() throws(DatabaseFailure) -> Fraction {
    try checked(try optionalFraction(), "NULL", "a number")
  }

  mutating func optionalMoney() -> Money? { optionalInteger().map { Money(hundredths: $0) } }

  mutating func choice<Value: RawRepresentable<String>>(
    _ type: Value.Type
  ) throws(DatabaseFailure) -> Value {
    let text = text()
    return try checked(Value(rawValue: text), text, "a \(type)")
  }

  private mutating func next() -> Int32 {
    defer { column += 1 }
    return column
  }

  private func checked<Value>(
    _ value: Value?, _ found: String, _ wanted: String
  ) throws(DatabaseFailure) -> Value {
    guard let value else { throw damage("\(found) is not \(wanted)") }
    return value
  }

  /// Content of the account's journal that cannot be.
  func damage(_ detail: String) -> DatabaseFailure {
    database.damage("\(detail), in the journal of account \(account)")
  }
}
