import Quantities
import TestSupport
import Testing

@Suite("Timelines")
struct TimelineTests {
  private static func day(_ number: Int32) -> CalendarDay { CalendarDay(number: number) }

  @Test("a value holds from its first day until the next one starts")
  func holds() {
    let timeline = Timeline([
      .init(from: nil, "old"), .init(from: Self.day(10), "new"), .init(from: Self.day(20), "newer"),
    ])
    #expect(timeline.value(on: Self.day(.min)) == "old")
    #expect(timeline.value(on: Self.day(9)) == "old")
    #expect(timeline.value(on: Self.day(10)) == "new")
    #expect(timeline.value(on: Self.day(19)) == "new")
    #expect(timeline.value(on: Self.day(20)) == "newer")
    #expect(timeline.value(on: Self.day(.max)) == "newer")
  }

  @Test("before the first day there is no value")
  func beginsLate() {
    let timeline = Timeline([.init(from: Self.day(10), 1)])
    #expect(timeline.value(on: Self.day(9)) == nil)
    #expect(timeline.value(on: Self.day(10)) == 1)
    #expect(Timeline<Int>([]).value(on: Self.day(10)) == nil)
    #expect(Timeline(always: 7).value(on: Self.day(-5)) == 7)
  }

  @Test("agrees with a search from the end", arguments: 1...100)
  func searches(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var start = Int32(0)
    let segments = (0..<random.pick(0...9)).map { number -> Timeline<Int>.Segment in
      start += Int32(random.pick(1...4))
      return .init(from: number == 0 && random.oneIn(2) ? nil : Self.day(start), number)
    }
    let timeline = Timeline(segments)
    for number in -2...40 {
      let day = Self.day(Int32(number))
      let expected = segments.last { $0.start.map { $0 <= day } ?? true }?.value
      #expect(timeline.value(on: day) == expected, "seed \(seed), day \(number)")
    }
  }

  @Test("first days that do not rise are a mistake of the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = Timeline([.init(from: CalendarDay(number: 5), 1), .init(from: CalendarDay(number: 5), 2)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Timeline([.init(from: CalendarDay(number: 5), 1), .init(from: nil, 2)])
    }
  }
}
