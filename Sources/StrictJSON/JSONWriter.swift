/// Builds compact JSON byte by byte: no spaces, commas where they belong, the order of the calls.
///
/// ```swift
/// var json = JSONWriter()
/// json.object {
///   $0.member("source", source)
///   $0.member("line", 12)
///   $0.key("record")
///   $0.string(lossy: bytes)
/// }
/// json.newline()
/// ```
///
/// Quotes, backslashes and control characters are escaped, the latter shortly where JSON can
/// (`\n`) and else as `\u001f`; all other text stands as it is, so equal calls give equal bytes.
public struct JSONWriter: Sendable {
  /// Everything written so far.
  public private(set) var bytes: [UInt8]
  /// Whether the next value or key has a neighbour in front.
  private var needsComma = false

  /// A writer that appends to what is there.
  public init(appendingTo bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  /// Everything written so far as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what was written, keeping the memory: for writers that hand on their bytes in pieces.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Ends a line of NDJSON; the next value begins afresh.
  public mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  // MARK: Objects and arrays

  /// Opens an object.
  public mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// Closes the innermost object.
  public mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// Opens an array.
  public mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }

  /// Closes the innermost array.
  public mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Writes an object whose members the closure writes.
  public mutating func object<Failure>(
    _ members: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    beginObject()
    try members(&self)
    endObject()
  }

  /// Writes an array whose elements the closure writes.
  public mutating func array<Failure>(
    _ elements: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    beginArray()
    try elements(&self)
    endArray()
  }

  /// Writes a key of the innermost object; its value comes next.
  public mutating func key(_ name: String) {
    separate()
    appendQuoted(name.utf8)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  // MARK: Values

  /// Writes a string.
  public mutating func string(_ text: some StringProtocol) {
    separate()
    appendQuoted(text.utf8)
    needsComma = true
  }

  /// Writes bytes that should be UTF-8 as a string; what is not becomes U+FFFD, one for each
  /// longest beginning of a character.
  public mutating func string(lossy bytes: some Collection<UInt8>) {
    string(String(decoding: bytes, as: UTF8.self))
  }

  /// Writes a whole number.
  public mutating func integer(_ value: some BinaryInteger) {
    number(String(value))
  }

  /// Writes a number by its text, which must be one of JSON.
  public mutating func number(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ flag: Bool) {
    number(flag ? "true" : "false")
  }

  /// Writes `null`.
  public mutating func null() {
    number("null")
  }

  /// Writes a value that was read, without the white space of its text.
  public mutating func value(_ value: JSONValue) {
    switch value.content {
    case .object(let members):
      object { (json) in
        for member in members {
          json.key(member.key)
          json.value(member.value)
        }
      }
    case .array(let elements):
      array { (json) in
        for element in elements { json.value(element) }
      }
    case .string(let text): string(text)
    case .number(let text): number(text)
    case .bool(let flag): bool(flag)
    case .null: null()
    }
  }

  // MARK: Members in one call

  /// Writes a key and a string, `null` for `nil`.
  public mutating func member(_ name: String, _ text: String?) {
    key(name)
    if let text { string(text) } else { null() }
  }

  /// Writes a key and a whole number.
  public mutating func member(_ name: String, _ value: some BinaryInteger) {
    key(name)
    integer(value)
  }

  /// Writes a key and `true` or `false`.
  public mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    bool(flag)
  }

  // MARK: Bytes

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func appendQuoted(_ text: some Collection<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    // Nearly all text needs no escapes, and one call appends it whole.
    if text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      bytes.append(contentsOf: text)
    } else {
      for byte in text { appendEscaped(byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0x08: bytes += Array(#"\b"#.utf8)
    case 0x09: bytes += Array(#"\t"#.utf8)
    case 0x0A: bytes += Array(#"\n"#.utf8)
    case 0x0C: bytes += Array(#"\f"#.utf8)
    case 0x0D: bytes += Array(#"\r"#.utf8)
    case 0..<0x20:
      let digits = String(byte, radix: 16)
      bytes += Array((#"\u00"# + (byte < 0x10 ? "0" : "") + digits).utf8)
    default: bytes.append(byte)
    }
  }
}
