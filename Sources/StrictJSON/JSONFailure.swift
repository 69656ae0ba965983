/// Text that is not JSON: where it stops being so, and why.
public struct JSONFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Index into the bytes that were read, of the first byte that is wrong or missing.
  public let offset: Int
  /// What is wrong there, in words that follow "not JSON:".
  public let what: String

  /// Something wrong at an offset.
  public init(offset: Int, what: String) {
    self.offset = offset
    self.what = what
  }

  public var description: String { "byte \(offset): not JSON: \(what)" }
}
