/// How long each repetition of one thing took.
public struct Times: Equatable, Sendable {
  /// Nanoseconds of each repetition, at least 1, the shortest first.
  public let sorted: [Int64]

  /// Times in any order, at least one.
  public init(nanoseconds: [Int64]) {
    precondition(!nanoseconds.isEmpty, "something was measured")
    // A clock may be too coarse for a small thing, and rates divide by the time.
    sorted = nanoseconds.map { max(1, $0) }.sorted()
  }

  /// The shortest: what the work takes when nothing else happens on the machine.
  public var best: Int64 { sorted[0] }

  /// The one in the middle, the longer of two; the shortest may be luck.
  public var median: Int64 { sorted[sorted.count / 2] }

  /// Repeats a body and times it.
  ///
  /// - Throws: what the body throws.
  public static func measuring(
    repetitions: Int, _ body: () throws -> Void
  ) rethrows -> Times {
    var nanoseconds: [Int64] = []
    for _ in 0..<repetitions { nanoseconds.append(try elapsed(body)) }
    return Times(nanoseconds: nanoseconds)
  }

  /// Nanoseconds that a body takes.
  static func elapsed(_ body: () throws -> Void) rethrows -> Int64 {
    let (seconds, attoseconds) = try ContinuousClock().measure(body).components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
