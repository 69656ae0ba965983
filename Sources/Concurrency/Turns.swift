/// Hands out the indices below a count, each once, to workers as they become free.
public final class Turns: Sendable {
  private let state = Monitor(0)
  private let count: Int

  /// Nothing handed out yet.
  public init(_ count: Int) {
    self.count = count
  }

  /// The next index; `nil` when all were handed out.
  public func next() -> Int? {
    state.withLock { next in
      guard next < count else { return nil }
      defer { next += 1 }
      return next
    }
  }
}
