import Dispatch

/// Takes items from this thread to workers and back, in their order: while this thread reads what
/// comes next and writes what is done, workers are busy with what lies between.
///
/// ```
/// this thread   read 1, read 2, ...             write 1, read 9, write 2, ...
/// workers               work 1, work 2, ...
/// ```
///
/// For something that belongs to one thread, like a connection to a database, and has work between
/// its reads and writes that needs nothing of it. Reads run ahead of writes, so a read must not ask
/// for what an earlier item writes.
///
/// - Parameters:
///   - items: what is worked on.
///   - workers: threads in all, this one among them; with one of them everything is done here.
///   - ahead: no more items than so many are read and not yet written.
///   - read: makes of an item what a worker needs; on this thread, in order.
///   - work: on any thread, in any order.
///   - write: takes a result; on this thread, in order.
/// - Throws: the first error in the order of the items; what was read after that item is dropped.
public func overlapped<Item, Input: Sendable, Output: Sendable>(
  _ items: some Sequence<Item>, workers: Int, ahead: Int = 64,
  read: (Item) throws -> Input, work: @escaping @Sendable (Input) throws -> Output,
  write: (Output) throws -> Void
) throws {
  precondition(workers >= 1 && ahead >= 1, "somebody works on something")
  guard workers > 1 else {
    for item in items { try write(work(read(item))) }
    return
  }
  let line = Monitor(WaitingLine<Input, Output>())
  let group = DispatchGroup()
  for worker in 1..<workers {
    DispatchQueue(label: "drawdown.overlapped.\(worker)").async(group: group) {
      while let (place, input) = line.wait(for: { $0.next() }) {
        let output = Result { try work(input) }
        line.withLock { $0.finish(place, output) }
      }
    }
  }
  defer {
    line.withLock { $0.isEnded = true }
    group.wait()
  }
  for item in items {
    while let done = line.withLock({ $0.takeFirst() }) { try write(done.get()) }
    while line.withLock({ $0.count }) >= ahead {
      try write(line.wait { $0.takeFirst() }.get())
    }
    let input = try read(item)
    line.withLock { $0.append(input) }
  }
  while line.withLock({ $0.count }) > 0 { try write(line.wait { $0.takeFirst() }.get()) }
}

/// Items between reading and writing.
private struct WaitingLine<Input: Sendable, Output: Sendable> {
  private enum State {
    case waiting(Input)
    case taken
    case done(Result<Output, any Error>)
  }

  /// The first is the next to be written.
  private var states: [State] = []
  /// How many were written.
  private var written = 0
  /// How many were taken by workers.
  private var taken = 0
  /// Whether workers go home.
  var isEnded = false

  var count: Int { states.count }

  mutating func append(_ input: Input) { states.append(.waiting(input)) }

  /// What a worker does next; nothing for ever when the line has ended, and no answer while it is
  /// empty.
  mutating func next() -> (place: Int, input: Input)?? {
    if isEnded { return .some(nil) }
    guard taken - written < states.count, case .waiting(let input) = states[taken - written] else {
      return nil
    }
    states[taken - written] = .taken
    taken += 1
    return (taken - 1, input)
  }

  mutating func finish(_ place: Int, _ output: Result<Output, any Error>) {
    states[place - written] = .done(output)
  }

  /// The first item's result, once it is done.
  mutating func takeFirst() -> Result<Output, any Error>? {
    guard case .done(let output) = states.first else { return nil }
    states.removeFirst()
    written += 1
    return output
  }
}
