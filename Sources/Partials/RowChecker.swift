import Aggregation
import Catalog
import Quantities
import UsageRecords

/// Asks whether rows of a partial are what a program like this one would have written, so that
/// nothing behind has to expect anything else.
struct RowChecker {
  /// The most records of a dump: far above any real one, far below what sums can hold.
  private static let mostRecords: Int64 = 1 << 40
  /// Seconds of a record at most.
  private static let longestRecord: UInt32 = 2_678_400

  private let dumps: Int
  private let hasIdentities: Bool
  private let kinds: [MeterKind]
  private let times: Range<Int64>
  private let days: Range<CalendarDay>

  init(_ catalog: Catalog, dumps: Int, hasIdentities: Bool) {
    self.dumps = dumps
    self.hasIdentities = hasIdentities
    kinds = catalog.meters.map(\.kind)
    let end = CalendarMonth(year: 2100, month: 1).firstDay
    times =
      catalog.zone.start(of: UsageKey.firstDay)
      .epochSeconds..<catalog.zone.start(of: end).epochSeconds
    // A record of the last day may reach a month on.
    days = UsageKey.firstDay..<end.advanced(by: 32)
  }

  func isPlausible(_ dumps: [PartialDump]) -> Bool {
    guard dumps.count <= IdentityEntry.mostDumps else { return false }
    for (index, dump) in dumps.enumerated() {
      let receipt = dump.receipt
      guard index == 0 || dumps[index - 1].receipt.digest < receipt.digest,
        receipt.storedBytes >= 0, (0...Self.mostRecords).contains(receipt.recordsRead),
        (0...receipt.recordsRead).contains(receipt.recordsRejected),
        (0...receipt.recordsRead).contains(dump.oversize), !hasIdentities || dump.oversize == 0
      else { return false }
    }
    return true
  }

  func isPlausible(_ claim: IdentityClaim, behind previous: IdentityClaim?, _ partition: Int)
    -> Bool
  {
    if let previous {
      // Claims of one dump to one identity are in the order of lines.
      guard (previous.identity, previous.dump) <= (claim.identity, claim.dump) else { return false }
    }
    let contribution = claim.contribution
    let isVideo = contribution.meter == UsageRecord.video
    let hasPicture = contribution.width > 0 && contribution.height > 0
    let hasNoPicture = contribution.width == 0 && contribution.height == 0
    return hasIdentities && Int(claim.identity.high >> 56) == partition
      && (0..<Int32(dumps)).contains(claim.dump) && claim.records > 0 && contribution.app > 0
      && times.contains(Int64(contribution.time)) && contribution.quantity <= Self.longestRecord
      && (isVideo ? hasPicture : kind(of: contribution.meter) == .sum && hasNoPicture)
  }

  func isPlausible(_ user: UserEntry, behind previous: UserEntry?, _ partition: Int) -> Bool {
    if let previous { guard previous.user < user.user else { return false } }
    return Int(user.user.high >> 56) == partition && isPlausible(user.line)
      && kind(of: user.line.meter.index) == .unique
  }

  func isPlausible(_ line: DumpLine, behind previous: DumpLine?) -> Bool {
    if let previous {
      guard (previous.dump, previous.key) < (line.dump, line.key) else { return false }
    }
    guard (0..<Int32(dumps)).contains(line.dump), isPlausible(line.key),
      (1...Self.mostRecords).contains(line.records)
    else { return false }
    switch kind(of: line.key.meter.index) {
    case .unique: return line.quantity == 0
    case .peak: return (0...Int64(1) << 53).contains(line.quantity)
    case .sum:
      let most = line.records * Int64(Self.longestRecord)
      return !hasIdentities && (0...most).contains(line.quantity)
    case nil: return false
    }
  }

  private func isPlausible(_ key: UsageKey) -> Bool {
    key.app.number > 0 && days.contains(key.day)
  }

  private func kind(of meter: UInt8) -> MeterKind? {
    Int(meter) < kinds.count ? kinds[Int(meter)] : nil
  }
}
