/// Deals the records of a day out evenly, in place of few busy apps: every app meets each of four
/// meters once before any app meets one again.
///
/// Four records an app and day are thus one record for each of four usage lines: the most usage
/// lines that records can make, and what a ledger has the most work with.
struct EvenSpread {
  /// Meters that draw on one pool, so that grants run dry.
  private static let names: Set<String> = ["audio", "video.sd", "video.hd", "video.fhd"]

  private let apps: UInt64
  /// From the app of a record to that of the next one; without a common factor with `apps`.
  private let stride: UInt64
  /// Indices into `SampleMeter.mix`.
  private let meters: [Int]

  init(over apps: Int) {
    self.apps = UInt64(apps)
    // Neighbours among records are far apart among apps, as they are in a vendor's dump.
    var stride = max(1, self.apps * 144 / 233)
    while !Self.areCoprime(stride, self.apps) { stride += 1 }
    self.stride = stride
    meters = SampleMeter.mix.indices.filter { Self.names.contains(SampleMeter.mix[$0].name) }
  }

  /// Whose the record at a position of its day is: the index of the app, and the meter.
  @inline(__always)
  func line(at position: Int64) -> (app: UInt64, meter: Int) {
    let (round, turn) = UInt64(position).quotientAndRemainder(dividingBy: apps)
    return (turn * stride % apps, meters[Int((round + turn) % UInt64(meters.count))])
  }

  private static func areCoprime(_ left: UInt64, _ right: UInt64) -> Bool {
    var (larger, smaller) = (left, right)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger == 1
  }
}
