import Ledger
import Quantities

/// What some runs took in, whoever it concerns.
struct RunFacts {
  /// The runs.
  let runs: ClosedRange<Int64>
  /// All events of the ledger.
  let index: EventIndex
  /// The runs that gave an app its owner.
  private(set) var ownerRuns: [AppID: Int64] = [:]
  private var events: [AccountID: [EventFact]] = [:]
  private let settledBefore: CalendarDay?
  private let settledAfter: CalendarDay?

  /// - Parameter inputs: what each run took in, at least one.
  init(_ inputs: [RunInput], _ index: EventIndex) {
    self.index = index
    settledBefore = inputs.first?.settledBefore
    settledAfter = inputs.last?.run.settledDay
    let numbers = inputs.map(\.run.id)
    runs = (numbers.first ?? 0)...(numbers.last ?? 0)
    for event in inputs.flatMap(\.events) {
      if let account = index.account(of: event) { events[account, default: []].append(event) }
      if event.type == "app", let app = UInt32(event.id) { ownerRuns[AppID(app)] = event.run }
    }
  }

  /// The events of an account.
  func events(of account: AccountID) -> [EventFact] { events[account, default: []] }

  /// Whether a day was settled by these runs, or is no more.
  func isNewlySettled(_ day: CalendarDay) -> Bool {
    let was = settledBefore.map { day <= $0 } ?? false
    let isNow = settledAfter.map { day <= $0 } ?? false
    return was != isNow
  }
}
