/// Why a vendor's bill cannot be read: where, what, and what to do.
public struct BillFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The physical line, from 1.
  public let line: Int
  /// The byte of the file that it is about, from 0.
  public let byte: Int
  /// What is wrong.
  public let what: String
  /// What to do about it.
  public let fix: String

  init(line: Int, byte: Int, _ what: String, fix: String) {
    self.line = line
    self.byte = byte
    self.what = what
    self.fix = fix
  }

  public var description: String { "bill, line \(line), byte \(byte): \(what); \(fix)" }
}
