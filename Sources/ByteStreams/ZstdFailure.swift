import CZstd

/// libzstd refused something.
public struct ZstdFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was being done: `decompress`.
  public let operation: String
  /// libzstd's own words.
  public let reason: String
  /// Whether the frame wants a larger window than is allowed.
  public let isWindowTooLarge: Bool

  /// A refusal in libzstd's own words.
  public init(operation: String, reason: String, isWindowTooLarge: Bool = false) {
    self.operation = operation
    self.reason = reason
    self.isWindowTooLarge = isWindowTooLarge
  }

  public var description: String { "cannot \(operation): \(reason)" }

  /// Passes a size on, or throws what the error code in it stands for.
  static func check(_ result: Int, _ operation: String) throws(ZstdFailure) -> Int {
    guard ZSTD_isError(result) != 0 else { return result }
    throw ZstdFailure(
      operation: operation, reason: unsafe String(cString: ZSTD_getErrorName(result)),
      isWindowTooLarge: ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge)
  }
}
