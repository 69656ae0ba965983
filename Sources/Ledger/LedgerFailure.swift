import Quantities
public import Storage

/// A ledger that could not do what it was asked.
///
/// The program ends with exit code 4 for all of them but two: `catalogMismatch` is input that
/// cannot be trusted (3), `contradiction` is a defect (70).
public struct LedgerFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is.
  public enum Code: Hashable, Sendable {
    /// What the database says.
    case database(DatabaseFailure.Code)
    /// The catalog lacks, or describes otherwise, a meter that the ledger holds usage of.
    case catalogMismatch
    /// What was to be posted contradicts what the ledger holds.
    case contradiction
  }

  /// What kind of trouble it is.
  public let code: Code
  /// The path of the ledger.
  public let path: String
  /// What went wrong.
  public let detail: String
  /// What the user can do.
  public let advice: String

  /// A failure of the ledger at a path.
  public init(code: Code, path: String, detail: String, advice: String) {
    self.code = code
    self.path = path
    self.detail = detail
    self.advice = advice
  }

  /// A failure of the database below.
  init(_ cause: DatabaseFailure) {
    self.init(
      code: .database(cause.code), path: cause.subject,
      detail: "\(cause.detail) (while \(cause.operation))", advice: cause.advice)
  }

  public var description: String { "ledger \(path): \(detail); \(advice)" }
}
