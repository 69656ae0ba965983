import ByteStreams

/// A field of the record table, in the order of the reasons for rejection.
enum Field: Int, CaseIterable {
  case recordID, time, sdkAppID, meter, userID, quantity, width, height

  var name: StaticString {
    switch self {
    case .recordID: "record_id"
    case .time: "time"
    case .sdkAppID: "sdk_app_id"
    case .meter: "meter"
    case .userID: "user_id"
    case .quantity: "quantity"
    case .width: "width"
    case .height: "height"
    }
  }

  /// The field of that name.
  init?(named name: [UInt8]) {
    let field = Self.allCases.first { $0.name.withUTF8Buffer { unsafe $0.elementsEqual(name) } }
    guard let field else { return nil }
    self = field
  }
}

/// Some fields.
struct FieldSet: Equatable, Sendable {
  private var bits: UInt8 = 0

  func contains(_ field: Field) -> Bool { bits & (1 << UInt8(field.rawValue)) != 0 }

  mutating func insert(_ field: Field) { bits |= 1 << UInt8(field.rawValue) }

  /// Calls a closure for each field, in the order of the record table.
  @inline(__always)
  func forEach(_ body: (Field) -> Void) {
    var rest = bits
    while rest != 0 {
      if let field = Field(rawValue: rest.trailingZeroBitCount) { body(field) }
      rest &= rest &- 1
    }
  }
}

/// What a line says about one field, before anyone has asked whether it makes sense.
struct RawValue {
  enum Kind: UInt8 {
    /// Not there, empty, or `null`.
    case absent
    /// A CSV cell or a JSON string.
    case text
    /// A JSON number.
    case number
    /// There, but of a kind that no field takes.
    case unusable
  }

  var kind = Kind.absent
  var bytes = ByteView.empty

  @inline(__always)
  init(kind: Kind = .absent, bytes: ByteView = .empty) {
    self.kind = kind
    self.bytes = bytes
  }

  /// What a CSV cell says; an empty one says nothing.
  @inline(__always)
  init(cell: ByteView) {
    self.init(kind: cell.count == 0 ? .absent : .text, bytes: cell)
  }
}

/// What a line says about each field.
struct RawFields {
  var recordID = RawValue()
  var time = RawValue()
  var sdkAppID = RawValue()
  var meter = RawValue()
  var userID = RawValue()
  var quantity = RawValue()
  var width = RawValue()
  var height = RawValue()

  @inline(__always)
  mutating func set(_ field: Field, _ value: RawValue) {
    switch field {
    case .recordID: recordID = value
    case .time: time = value
    case .sdkAppID: sdkAppID = value
    case .meter: meter = value
    case .userID: userID = value
    case .quantity: quantity = value
    case .width: width = value
    case .height: height = value
    }
  }

  func value(of field: Field) -> RawValue {
    switch field {
    case .recordID: recordID
    case .time: time
    case .sdkAppID: sdkAppID
    case .meter: meter
    case .userID: userID
    case .quantity: quantity
    case .width: width
    case .height: height
    }
  }

  /// Sets each of some fields.
  @inline(__always)
  mutating func set(_ fields: FieldSet, _ value: RawValue) {
    fields.forEach { set($0, value) }
  }
}
