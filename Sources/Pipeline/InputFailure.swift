/// An input beside the dumps that cannot be trusted: a book, a catalog, or what they say together
/// with the ledger.
public struct InputFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Something wrong with what was asked for; the exit code is 2.
public struct RequestFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong and what to ask for instead.
  public let description: String

  /// A request that cannot be met.
  public init(_ description: String) {
    self.description = description
  }
}

/// A law that does not hold: a defect of this program, so that nothing is posted.
public struct BrokenLaw: Error, Sendable, CustomStringConvertible {
  /// Which law, where, and by how much.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
