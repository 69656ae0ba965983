/// Something that must hold for every input, however it was made.
///
/// A check throws where it does not hold, or the program traps; `run` turns the first into the second,
/// which is how a fuzzer learns of it. No check leaves anything behind.
public struct FuzzCheck: Sendable {
  /// What it is called on command lines, and the folder of its inputs.
  public let name: String
  private let body: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.body = body
  }

  /// All checks, by name.
  public static let all = [
    FuzzCheck("arguments", checkArguments),
    FuzzCheck("book", checkBook),
    FuzzCheck("catalog", checkCatalog),
    FuzzCheck("csv", checkCSV),
    FuzzCheck("dump", checkDump),
    FuzzCheck("frames", checkFrames),
    FuzzCheck("json", checkJSON),
    FuzzCheck("ndjson", checkNDJSON),
    FuzzCheck("partial", checkPartial),
    FuzzCheck("words", checkWords),
  ]

  /// The check of that name.
  public static func named(_ name: String) -> FuzzCheck? { all.first { $0.name == name } }

  /// Checks an input.
  ///
  /// - Throws: `CheckFailure` with what does not hold.
  public func check(_ input: [UInt8]) throws { try body(input) }

  /// Checks an input and stops the process when something does not hold.
  public func run(_ input: [UInt8]) {
    do {
      try body(input)
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }
}

/// What does not hold.
public struct CheckFailure: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Throws what does not hold, unless it does.
func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws(CheckFailure) {
  guard holds else { throw CheckFailure(what()) }
}

/// Throws when two values differ that must not.
func expectEqual<Value: Equatable>(
  _ left: Value, _ right: Value, _ what: @autoclosure () -> String
) throws(CheckFailure) {
  guard left != right else { return }
  throw CheckFailure("\(what()): \(left) is not \(right)")
}
