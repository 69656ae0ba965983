import Synchronization

/// How far a run has come, for whoever wants to show it.
public final class Progress: Sendable {
  private let bytes = Atomic<Int64>(0)
  private let recordCount = Atomic<Int64>(0)
  private let total = Atomic<Int64>(0)

  /// Nothing done yet.
  public init() {}

  /// Stored bytes of all dumps that are to be read.
  public var totalBytes: Int64 { total.load(ordering: .relaxed) }
  /// Stored bytes of the units that have been read.
  public var storedBytes: Int64 { bytes.load(ordering: .relaxed) }
  /// Records met.
  public var records: Int64 { recordCount.load(ordering: .relaxed) }

  func start(totalBytes: Int64) {
    total.store(totalBytes, ordering: .relaxed)
    bytes.store(0, ordering: .relaxed)
    recordCount.store(0, ordering: .relaxed)
  }

  func add(storedBytes: Int64) {
    bytes.wrappingAdd(storedBytes, ordering: .relaxed)
  }

  func add(records: Int64) {
    recordCount.wrappingAdd(records, ordering: .relaxed)
  }
}
