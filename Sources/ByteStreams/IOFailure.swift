import Glibc

/// The operating system refused something.
public struct IOFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The C error number.
  public let code: Int32
  /// What was being done: `open`, `read`.
  public let operation: String
  /// The path it was done to.
  public let subject: String

  /// A refusal with its error number.
  public init(code: Int32, operation: String, subject: String) {
    self.code = code
    self.operation = operation
    self.subject = subject
  }

  /// A refusal of the call that just failed.
  init(failing operation: String, _ subject: String) {
    self.init(code: errno, operation: operation, subject: subject)
  }

  /// A file of our own that is shorter than what was written to it.
  init(endOf subject: String) {
    self.init(code: EIO, operation: "read", subject: subject)
  }

  /// Whether the file does not exist.
  public var isMissing: Bool { code == ENOENT }

  /// Whether whoever reads our output has gone away.
  public var isBrokenPipe: Bool { code == EPIPE }

  public var description: String {
    "cannot \(operation) \(subject): \(unsafe String(cString: strerror(code)))"
  }
}
