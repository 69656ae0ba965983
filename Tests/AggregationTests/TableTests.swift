import ByteStreams
import Foundation
import Quantities
import TestSupport
import Testing

@testable import Aggregation

@Suite("the flat tables hold what dictionaries would")
struct TableTests {
  @Test("usage lines of many apps, days and meters", arguments: [1, 2])
  func usageTable(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var table = UsageTable()
    var expected: [UInt64: (records: Int64, quantity: Int64)] = [:]
    for _ in 0..<20_000 {
      let app =
        random.oneIn(3) ? UInt32.max - UInt32(random.pick(0...20)) : UInt32(random.pick(1...9))
      let key = UsageKey(
        app: app, dayNumber: Int32(14_610 + random.pick(0...99)), meter: UInt8(random.pick(0...199))
      )
      let quantity = Int64(random.pick(0...99))
      if random.oneIn(2) {
        table.add(key, records: 1, quantity: quantity)
        expected[key.packed, default: (0, 0)].quantity += quantity
      } else {
        table.raise(key, records: 1, to: quantity)
        expected[key.packed, default: (0, 0)].quantity = max(
          expected[key.packed]?.quantity ?? 0, quantity)
      }
      expected[key.packed]?.records += 1
    }
    #expect(table.count == expected.count)
    var met = 0
    table.forEach { key, line in
      met += 1
      let other = expected[key.packed]
      #expect(other?.records == line.records && other?.quantity == line.quantity)
    }
    #expect(met == expected.count)
  }

  @Test("a key gives back what it is made of, and sorts by app, day and meter")
  func usageKey() throws {
    let last = CalendarMonth(year: 2100, month: 1).lastDay
    let apps = [AppID(1), AppID(2), AppID(.max)]
    var keys: [UsageKey] = []
    for app in apps {
      for day in [UsageKey.firstDay, UsageKey.firstDay.advanced(by: 1), last] {
        for meter in [0, 1, 199] as [UInt8] {
          let key = UsageKey(app: app, day: day, meter: MeterOrdinal(meter))
          #expect(key.app == app && key.day == day && key.meter.index == meter)
          keys.append(key)
        }
      }
    }
    #expect(keys == keys.sorted())
    #expect(Set(keys).count == keys.count)
    #expect(!keys.contains { $0.packed == 0 })
  }

  @Test("an identity keeps its month and its dump", arguments: [0, 1, (1 << 20) - 1])
  func identityEntry(dump: Int32) {
    for month in [CalendarMonth(year: 2010, month: 1), CalendarMonth(year: 2099, month: 12)] {
      let content = ContentFingerprint(high: .max - 5, low: .max - 7)
      let entry = IdentityEntry(
        identity: Fingerprint(high: 1, low: 2), content: content, month: month, dump: dump)
      #expect(entry.content == content)
      #expect(entry.month == month)
      #expect(entry.dump == dump)
    }
  }

  @Test("a partitioned list gives back what was put in", arguments: [0, 1, 127, 128, 129, 40_000])
  func partitionedList(count: Int) throws {
    var list = PartitionedList<UInt64>()
    var random = SplitMix64(seed: UInt64(count))
    var expected: [[UInt64]] = Array(repeating: [], count: 256)
    for _ in 0..<count {
      let value = random.next()
      let partition = random.oneIn(2) ? 255 : random.pick(0...255)
      list.append(value, to: partition)
      expected[partition].append(value)
    }
    for partition in 0..<256 {
      var values: [UInt64] = []
      try list.appendEntries(ofPartition: partition, to: &values)
      #expect(values == expected[partition])
      #expect(list.count(ofPartition: partition) == expected[partition].count)
    }
  }

  @Test("a list that goes to a file now and then gives back the same", arguments: [1, 300, 9999])
  func spilledList(period: Int) throws {
    let folder = try WorkDirectory("spill")
    var list = PartitionedList<UInt64>()
    var random = SplitMix64(seed: UInt64(period))
    var expected: [[UInt64]] = Array(repeating: [], count: 256)
    for index in 0..<(period == 1 ? 400 : 40_000) {
      let (value, partition) = (random.next(), random.oneIn(2) ? 7 : random.pick(0...255))
      list.append(value, to: partition)
      expected[partition].append(value)
      if index % period == 0 { try list.spill(in: folder.url.path) }
    }
    for partition in 0..<256 {
      var values: [UInt64] = []
      try list.appendEntries(ofPartition: partition, to: &values)
      #expect(values == expected[partition])
      #expect(list.count(ofPartition: partition) == expected[partition].count)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test("a folder that does not take a file is named")
  func nowhereToSpill() {
    let failure = #expect(throws: IOFailure.self) {
      var list = PartitionedList<UInt64>()
      list.append(1, to: 0)
      try list.spill(in: "/nowhere")
    }
    #expect(failure?.isMissing == true && failure?.subject.hasPrefix("/nowhere/") == true)
  }

  @Test("repetitions are met once each, against the first", arguments: [0, 1, 2, 3, 64, 5000])
  func distinctEntries(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    // Low halves repeat, so that probing passes entries of other fingerprints.
    let all = (0..<count).map { index in
      let low = UInt64(random.pick(0...99))
      return (print: Fingerprint(high: UInt64(random.pick(0...9)), low: low), index: index)
    }
    var repeated: [(Int, Int)] = []
    var distinct = DistinctEntries(all, fingerprint: \.print) {
      repeated.append(($0.index, $1.index))
    }
    var first: [Fingerprint: Int] = [:]
    var expected: [(Int, Int)] = []
    for entry in all {
      if let kept = first[entry.print] { expected.append((kept, entry.index)) }
      first[entry.print] = first[entry.print] ?? entry.index
    }
    #expect(repeated.map(\.0) == expected.map(\.0) && repeated.map(\.1) == expected.map(\.1))
    distinct.sort(by: \.print)
    #expect(distinct.entries.map(\.print) == first.keys.sorted())
  }
}
