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
/// - Throws: what the first worker, by number, throws, when all have ended.
public func onWorkers<Result: Sendable, Failure>(
  _ count: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  precondition(count >= 1, "there is at least one worker")
  guard count > 1 else { return [try body(0)] }
  let results = Monitor<[Swift.Result<Result, Failure>?]>(Array(repeating: nil, count: count))
  let group = DispatchGroup()
  for worker in 0..<count {
    DispatchQueue(label: "drawdown.worker.\(worker)").async(group: group) {
      let result = Swift.Result { () throws(Failure) in try body(worker) }
      results.withLock { $0[worker] = result }
    }
  }
  group.wait()
  var ends: [Result] = []
  for case let result? in results.withLock({ $0 }) { ends.append(try result.get()) }
  return ends
}

/// Calls the body once for each index below `count`, spread over workers as they become free.
///
/// - Returns: the results by index.
/// - Throws: what a call throws; which one, when several do, depends on timing.
public func inParallel<Result: Sendable, Failure>(
  _ count: Int, workers: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let turns = Turns(count)
  let shares = try onWorkers(max(1, min(workers, count))) { _ throws(Failure) in
    var share: [(index: Int, result: Result)] = []
    while let index = turns.next() { share.append((index, try body(index))) }
    return share
  }
  var results = [Result?](repeating: nil, count: count)
  for (index, result) in shares.joined() { results[index] = result }
  return results.compactMap { $0 }
}
