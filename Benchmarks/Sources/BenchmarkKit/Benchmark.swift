/// One thing that is measured.
public struct Benchmark {
  /// Its name: `scan csv`.
  public let name: String
  /// Things that one repetition works through: records, usage lines.
  public let items: Int64
  /// What the things are called.
  public let unit: String
  /// Bytes that one repetition works through; 0 when bytes mean nothing here.
  public let bytes: Int64
  private let body: () throws -> Void

  /// A measurement of a body that works through so many things.
  public init(
    _ name: String, items: Int64, unit: String, bytes: Int64 = 0,
    _ body: @escaping () throws -> Void
  ) {
    self.name = name
    self.items = items
    self.unit = unit
    self.bytes = bytes
    self.body = body
  }

  /// Runs the body once to warm up, then so many times, and keeps all times.
  public func measure(repetitions: Int) throws -> Measurement {
    try body()
    let clock = ContinuousClock()
    var times: [Duration] = []
    for _ in 0..<repetitions { times.append(try clock.measure(body)) }
    return Measurement(benchmark: self, times: times.sorted())
  }
}

/// The times of a benchmark.
public struct Measurement {
  /// What was measured.
  public let benchmark: Benchmark
  /// All times, the shortest first.
  public let times: [Duration]

  /// The time that half of the repetitions stayed below.
  ///
  /// A machine that others use makes the longest times meaningless and the shortest lucky.
  public var median: Duration { times[times.count / 2] }

  /// Seconds of the median.
  public var seconds: Double { median / .seconds(1) }

  /// One row of the report: name, time, things and bytes a second.
  public var row: String {
    let rate = Double(benchmark.items) / seconds / 1e6
    let bytes =
      benchmark.bytes > 0 ? "\(fixed(Double(benchmark.bytes) / seconds / 1e6, 0)) MB/s" : "-"
    return [
      benchmark.name, "\(fixed(seconds, 3)) s", "\(fixed(rate, 2)) M \(benchmark.unit)/s", bytes,
      "\(fixed(times[0] / .seconds(1), 3))..\(fixed(times[times.count - 1] / .seconds(1), 3)) s",
    ].joined(separator: " | ")
  }
}

/// A number with so many decimals.
public func fixed(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((value * scale).rounded())
  guard decimals > 0 else { return String(scaled) }
  let digits = String(scaled % Int(scale))
  let padding = String(repeating: "0", count: decimals - digits.count)
  return "\(scaled / Int(scale)).\(padding)\(digits)"
}
