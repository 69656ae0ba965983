/// What measuring the stages of some dumps came to.
public struct StageReport: Equatable, Sendable {
  /// One stage and how long it took.
  public struct Row: Equatable, Sendable {
    /// The stage.
    public let stage: Stage
    /// How long each repetition took.
    public let times: Times
  }

  /// Records read, the rejected ones included.
  public let records: Int64
  /// Bytes as stored.
  public let storedBytes: Int64
  /// Bytes once decoded.
  public let decodedBytes: Int64
  /// The stages in their order.
  public let rows: [Row]

  /// Records a second in the best repetition, rounded.
  public func recordsPerSecond(_ row: Row) -> Int64 { perSecond(records, row) }

  /// Decoded bytes a second in the best repetition, rounded.
  public func bytesPerSecond(_ row: Row) -> Int64 { perSecond(decodedBytes, row) }

  private func perSecond(_ things: Int64, _ row: Row) -> Int64 {
    // 9 * 10^18 things in a nanosecond are more than anything that can be counted.
    Int64(clamping: quotient(Int128(things) * 1_000_000_000, Int128(row.times.best)))
  }

  /// The best time as a multiple of that of decoding alone, with two decimals.
  public func ratioToDecoding(_ row: Row) -> String {
    let floor = rows.first { $0.stage == .decode }?.times.best ?? 1
    return decimal(Int128(row.times.best), over: Int128(floor), places: 2)
  }
}

/// A quotient with so many decimals, rounded half up.
///
/// - Parameters:
///   - numerator: not negative.
///   - denominator: positive.
///   - places: 0 or more.
func decimal(_ numerator: Int128, over denominator: Int128, places: Int) -> String {
  var scale: Int128 = 1
  for _ in 0..<places { scale *= 10 }
  let scaled = quotient(numerator * scale, denominator)
  guard places > 0 else { return "\(scaled)" }
  let decimals = String(scaled % scale)
  let padding = String(repeating: "0", count: places - decimals.count)
  return "\(scaled / scale).\(padding)\(decimals)"
}

/// A quotient, rounded half up.
private func quotient(_ numerator: Int128, _ denominator: Int128) -> Int128 {
  (numerator * 2 + denominator) / (denominator * 2)
}
