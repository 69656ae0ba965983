import ByteStreams

/// Which column of a CSV dump holds which field.
public struct CSVHeader: Sendable {
  /// The field of each column, `nil` for columns that nobody reads; of several the first one.
  let fields: [Field?]
  /// Fields that share the column of another one; hardly any map makes one.
  let copies: [(from: Field, to: Field)]

  /// Reads the header row, given without its line end.
  ///
  /// - Parameters:
  ///   - line: the bytes of the row.
  ///   - map: the columns of fields that stand under other names than their own.
  /// - Throws: `HeaderFailure` when no record could be read under it.
  public init(_ line: [UInt8], map: FieldMap = FieldMap()) throws(HeaderFailure) {
    let cells = try Self.cells(of: line)
    let columns = Field.allCases.map { (field: $0, name: map.place(of: $0).column) }
    for (field, name) in columns {
      let count = cells.count { $0 == name }
      guard count <= 1 else {
        throw HeaderFailure(
          "the column \(String(decoding: name, as: UTF8.self)) stands twice; keep one of them")
      }
      let isNeeded = [Field.recordID, .time, .sdkAppID, .meter].contains(field)
      guard count == 1 || !isNeeded else { throw HeaderFailure(missing: field, map) }
    }
    fields = cells.map { cell in columns.first { $0.name == cell }?.field }
    copies = columns.compactMap { field, name in
      guard let first = columns.first(where: { $0.name == name })?.field, first != field,
        cells.contains(name)
      else { return nil }
      return (from: first, to: field)
    }
  }

  /// The column of a field.
  func column(of field: Field) -> Int? {
    fields.firstIndex(of: copies.first { $0.to == field }?.from ?? field)
  }

  /// The texts of the cells, unquoted.
  private static func cells(of line: [UInt8]) throws(HeaderFailure) -> [[UInt8]] {
    guard String(validating: line, as: UTF8.self) != nil else {
      throw HeaderFailure("the header is not UTF-8; convert the dump")
    }
    var cells: [[UInt8]] = []
    var rest = line[...]
    while true {
      var cell: [UInt8] = []
      if rest.first == UInt8(ascii: "\"") {
        cell = try quotedCell(&rest)
      } else {
        cell = Array(rest.prefix { $0 != UInt8(ascii: ",") })
        rest = rest.dropFirst(cell.count)
        guard !cell.contains(UInt8(ascii: "\"")) else {
          throw HeaderFailure("the header has a quote inside a bare cell")
        }
      }
      cells.append(cell)
      guard let separator = rest.popFirst() else { return cells }
      guard separator == UInt8(ascii: ",") else {
        throw HeaderFailure("the header has text behind a quoted cell")
      }
    }
  }

  private static func quotedCell(_ rest: inout ArraySlice<UInt8>) throws(HeaderFailure) -> [UInt8] {
    var cell: [UInt8] = []
    rest = rest.dropFirst()
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "\"") {
        cell.append(byte)
      } else if rest.first == UInt8(ascii: "\"") {
        cell.append(byte)
        rest = rest.dropFirst()
      } else {
        return cell
      }
    }
    throw HeaderFailure("the header has a quoted cell without an end")
  }
}

/// The column of each field, resolved once a dump.
struct FieldColumns {
  private let recordID: Int
  private let time: Int
  private let sdkAppID: Int
  private let meter: Int
  private let userID: Int?
  private let quantity: Int?
  private let width: Int?
  private let height: Int?

  init(_ header: CSVHeader) {
    // A header without one of the first four is refused before anyone gets here.
    recordID = header.column(of: .recordID) ?? 0
    time = header.column(of: .time) ?? 0
    sdkAppID = header.column(of: .sdkAppID) ?? 0
    meter = header.column(of: .meter) ?? 0
    userID = header.column(of: .userID)
    quantity = header.column(of: .quantity)
    width = header.column(of: .width)
    height = header.column(of: .height)
  }

  /// Sets each field from its cell.
  @inline(__always)
  func fill(_ raw: inout RawFields, _ cell: (Int) -> ByteView) {
    raw.recordID = RawValue(cell: cell(recordID))
    raw.time = RawValue(cell: cell(time))
    raw.sdkAppID = RawValue(cell: cell(sdkAppID))
    raw.meter = RawValue(cell: cell(meter))
    if let userID { raw.userID = RawValue(cell: cell(userID)) }
    if let quantity { raw.quantity = RawValue(cell: cell(quantity)) }
    if let width { raw.width = RawValue(cell: cell(width)) }
    if let height { raw.height = RawValue(cell: cell(height)) }
  }
}

/// A CSV dump whose header cannot be used.
public struct HeaderFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do.
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  /// A header without a column that every dump has.
  fileprivate init(missing field: Field, _ map: FieldMap) {
    let name = String(decoding: map.place(of: field).column, as: UTF8.self)
    self.init(
      map.moves(field)
        ? "the header has no column \(name), from which \(field.name) is read; give its column with "
          + "--map \(field.name)=COLUMN"
        : "the header has no column \(name); the first line of a CSV dump names its columns, "
          + "record_id,time,sdk_app_id,meter among them")
  }
}
