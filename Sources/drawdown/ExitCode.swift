import Book
import ByteStreams
import Catalog
import CommandLineKit
import Generation
import Ingest
import Ledger
import Pipeline
import Quantities
import Reconciliation

/// How the program ends (contract, section 6).
enum ExitCode: Int32 {
  /// Done.
  case done = 0
  /// Done, but something needs a person.
  case attention = 1
  /// Wrong usage.
  case usage = 2
  /// An input cannot be trusted; nothing was posted.
  case untrusted = 3
  /// The ledger, or a disk that is written to, is locked, full or damaged; or a program is missing.
  case ledger = 4
  /// A defect of the program.
  case defect = 70

  /// The code for what ended a command.
  init(_ error: any Error) {
    switch error {
    case is UsageError, is RequestFailure:
      self = .usage
    case is UntrustedInput, is BookFailure, is CatalogFailure, is InputFailure,
      is QuantityOverflow, is DumpFailure, is BillFailure:
      self = .untrusted
    case let failure as GenerationFailure:
      self = failure.isPlanMistake ? .usage : .ledger
    case let failure as LedgerFailure:
      self = Self.code(of: failure)
    case is PrintingFailure:
      self = .ledger
    case let failure as IOFailure:
      self = failure.isBrokenPipe ? .done : .ledger
    default:
      self = .defect
    }
  }

  private static func code(of failure: LedgerFailure) -> ExitCode {
    switch failure.code {
    case .database: .ledger
    case .catalogMismatch: .untrusted
    case .contradiction: .defect
    }
  }
}
