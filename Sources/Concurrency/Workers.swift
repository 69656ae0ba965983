import Dispatch

/// Runs the same body on several Dispatch workers at once and waits for all of them.
///
/// Each worker has a serial queue of its own, so all of them run even when there are more workers
/// than cores, and one may wait for another.
///
/// - Parameters:
///   - count: how many workers, at least 1.
///   - body: what a worker does; it gets its number from 0.
/// - Returns: the results by worker number, so that nothing downstream depends on timing.
public func onWorkers<Result: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  precondition(count >= 1, "there is at least one worker")
  guard count > 1 else { return [body(0)] }
  let results = Monitor<[Result?]>(Array(repeating: nil, count: count))
  let group = DispatchGroup()
  for worker in 0..<count {
    DispatchQueue(label: "drawdown.worker.\(worker)").async(group: group) {
      let result = body(worker)
      results.withLock { $0[worker] = result }
    }
  }
  group.wait()
  return results.withLock { $0 }.compactMap { $0 }
}

/// Calls the body once for each index below `count`, spread over workers as they become free.
///
/// - Returns: the results by index.
public func inParallel<Result: Sendable>(
  _ count: Int, workers: Int, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let next = Monitor(0)
  let shares = onWorkers(max(1, min(workers, count))) { _ in
    var share: [(index: Int, result: Result)] = []
    while true {
      let index = next.withLock { next in
        defer { next += 1 }
        return next
      }
      guard index < count else { return share }
      share.append((index, body(index)))
    }
  }
  var results = [Result?](repeating: nil, count: count)
  for (index, result) in shares.joined() { results[index] = result }
  return results.compactMap { $0 }
}
