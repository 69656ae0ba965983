/// How the records of a day are spread over its hours: few at night, most in the evening.
struct DayCurve {
  /// Traffic of each hour in parts of any size.
  private static let hours = [
    18, 12, 8, 6, 5, 6, 10, 18, 32, 44, 50, 52, 50, 48, 50, 54, 56, 58, 62, 76, 88, 84, 62, 36,
  ]
  private static let steps = 1024
  /// The second of the day by which each 1024th of the traffic has begun.
  private let seconds: [Int64]

  init() {
    let total = Self.hours.reduce(0, +)
    seconds = (0...Self.steps).map { step in
      var rest = step * total * 3600 / Self.steps
      for (hour, weight) in Self.hours.enumerated() {
        if rest < weight * 3600 { return Int64(hour * 3600 + rest / weight) }
        rest -= weight * 3600
      }
      return 86_400
    }
  }

  /// The second of the day, below 86400, at which a record of the day begins.
  @inline(__always)
  func second(ofRecord position: Int64, of count: Int64) -> Int64 {
    let place = position << 20 / count
    let step = Int(place >> 10)
    let from = seconds[step]
    return from + ((seconds[step + 1] - from) * (place & 1023)) >> 10
  }
}
