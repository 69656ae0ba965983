import Quantities

/// Reads the lines of a book one by one: what stands on each, and whether ids stand for one event.
struct BookReader {
  /// One event for each key, in the order of the lines.
  private(set) var events: [BookEvent] = []
  /// What is wrong with single lines and with ids that stand twice.
  private(set) var problems: [BookProblem] = []
  /// Keys of events whose lines are broken otherwise.
  private(set) var brokenKeys: Set<EventKey> = []

  private let zone: ZoneOffset
  private var places: [EventKey: Int] = [:]
  /// Whether there was a broken line that does not even tell which event it is.
  private var hasNamelessLines = false

  init(zone: ZoneOffset) {
    self.zone = zone
  }

  mutating func read(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var rest = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    var number = 0
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      number += 1
      readLine(number, rest[rest.startIndex..<end])
      rest = rest[end...].dropFirst()
    }
  }

  private mutating func readLine(_ number: Int, _ text: ArraySlice<UInt8>) {
    let isBlank = text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    guard !isBlank else { return }
    do throws(UnreadableLine) {
      var line = try EventLine(number: number, text: text)
      let event = line.event(zone)
      problems += line.problems
      if let event {
        add(event)
      } else if let key = line.claimedKey {
        brokenKeys.insert(key)
      } else {
        hasNamelessLines = true
      }
    } catch {
      problems.append(error.problem)
      hasNamelessLines = true
    }
  }

  /// Takes an event; the same event once more is harmless.
  private mutating func add(_ event: BookEvent) {
    guard let place = places[event.key] else {
      places[event.key] = events.count
      events.append(event)
      return
    }
    let first = events[place]
    guard !first.canonical.utf8.elementsEqual(event.canonical.utf8) else { return }
    problems.append(
      BookProblem(
        line: event.line, id: event.id, rule: .otherContent,
        what: "it stands on line \(first.line) with other content",
        fix: "give it an id of its own, or remove one of the lines"))
  }

  /// What the book changes or leaves out of the events that a ledger holds.
  func problems(beside known: [KnownEvent]) -> [BookProblem] {
    known.compactMap { known in
      guard let place = places[known.key] else {
        guard !brokenKeys.contains(known.key), !hasNamelessLines else { return nil }
        return BookProblem(
          line: nil, id: known.key.text, rule: .leftOut,
          what: "the ledger holds this event and the book does not",
          fix: "put it back: \(known.canonical)")
      }
      let event = events[place]
      guard !event.canonical.utf8.elementsEqual(known.canonical.utf8) else { return nil }
      return BookProblem(
        line: event.line, id: event.id, rule: .otherContent,
        what: "the ledger holds it with other content",
        fix: "restore it, and write what is new under a new id: \(known.canonical)")
    }
  }
}
