import Quantities

/// The grants of one pool and one scope, as ranks in draw order.
///
/// Grants enter on their first day and are passed over for ever once they are empty or ended:
///
///     live:  dead dead | rank 4  rank 9  rank 11      arrivals: ... | not yet begun
///                      ^ head                                       ^ arrived
///
/// A walk drains each grant before it goes on, so dead ones gather at the head. Each grant is
/// thus looked at a few times in all and not once per usage line.
struct GrantQueue: Sendable {
  /// A grant that will enter.
  struct Arrival: Sendable {
    let start: CalendarDay
    let rank: Int
  }

  /// By first day.
  private let arrivals: [Arrival]
  private var arrived = 0
  /// Ranks that have entered, rising from `head` on.
  private var live: [Int] = []
  private var head = 0
  /// The day of the last walk.
  private var day = CalendarDay(number: .min)
  /// Where the current walk stands in `live`.
  private var position = 0

  init(_ arrivals: [Arrival]) {
    self.arrivals = arrivals.sorted { ($0.start, $0.rank) < ($1.start, $1.rank) }
  }

  /// Begins a walk over the grants that are valid on a day.
  ///
  /// Days may come in any order; going back costs a look at all grants.
  mutating func begin(on day: CalendarDay) {
    if day < self.day {
      arrived = 0
      live = []
      head = 0
    }
    self.day = day
    if arrived < arrivals.count, arrivals[arrived].start <= day { admit() }
    position = head
  }

  /// Looks at the next grant of the walk without going past it.
  ///
  /// - Parameter isDead: whether a grant that has begun is empty or ended.
  /// - Returns: its rank, `nil` at the end.
  mutating func peek(_ isDead: (Int) -> Bool) -> Int? {
    while position < live.count, isDead(live[position]) {
      if position == head { head += 1 }
      position += 1
    }
    return position < live.count ? live[position] : nil
  }

  /// Goes past the grant that `peek` has shown.
  mutating func pass() {
    position += 1
  }

  /// Merges the grants that have begun by now into the live ones, by rank.
  private mutating func admit() {
    let first = arrived
    while arrived < arrivals.count, arrivals[arrived].start <= day { arrived += 1 }
    let new = arrivals[first..<arrived].map(\.rank).sorted()
    var merged: [Int] = []
    merged.reserveCapacity(live.count - head + new.count)
    var next = new.startIndex
    for rank in live[head...] {
      while next < new.endIndex, new[next] < rank {
        merged.append(new[next])
        next += 1
      }
      merged.append(rank)
    }
    merged.append(contentsOf: new[next...])
    live = merged
    head = 0
  }
}
