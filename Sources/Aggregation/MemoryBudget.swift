/// How much memory identities and users may take while they are gathered, and where the rest goes.
///
/// Usage lines are what a run is asked for, and stay in memory.
public struct MemoryBudget: Sendable {
  /// Bytes, of all workers together.
  public let bytes: Int
  /// The folder of nameless files that hold what goes beyond.
  public let folder: String

  /// A budget in bytes.
  public init(bytes: Int, folder: String) {
    self.bytes = bytes
    self.folder = folder
  }

  /// What one of some workers may take.
  public func share(of workers: Int) -> MemoryBudget {
    MemoryBudget(bytes: bytes / max(1, workers), folder: folder)
  }
}
