import ByteStreams

/// Nothing, or not all, could be generated.
public struct GenerationFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// Whether the plan is to blame, and not the disk.
  public let isPlanMistake: Bool
  /// What is wrong and where.
  public let reason: String

  /// A plan that cannot be carried out.
  init(plan mistake: String) {
    self.isPlanMistake = true
    self.reason = mistake
  }

  init(disk failure: IOFailure) {
    self.isPlanMistake = false
    self.reason = "\(failure); check the folder, its permissions and the space left"
  }

  private init(compressor failure: ZstdFailure, path: String) {
    self.isPlanMistake = false
    self.reason = "\(path): \(failure)"
  }

  public var description: String { reason }
}

extension GenerationFailure {
  /// Does something on the disk, and says what to check when it refuses.
  static func onDisk<Result: ~Copyable>(
    _ body: () throws(IOFailure) -> Result
  ) throws(GenerationFailure) -> Result {
    do throws(IOFailure) {
      return try body()
    } catch {
      throw GenerationFailure(disk: error)
    }
  }

  /// Compresses something that goes to a path.
  static func compressing<Result: ~Copyable>(
    to path: String, _ body: () throws(ZstdFailure) -> Result
  ) throws(GenerationFailure) -> Result {
    do throws(ZstdFailure) {
      return try body()
    } catch {
      throw GenerationFailure(compressor: error, path: path)
    }
  }
}
