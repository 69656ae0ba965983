import Concurrency
import Testing

@Suite("workers")
struct WorkersTests {
  @Test("results stand by worker, whoever ends first", arguments: [1, 2, 3, 7, 16])
  func resultsByWorker(count: Int) {
    #expect(onWorkers(count) { $0 * 10 } == (0..<count).map { $0 * 10 })
  }

  @Test("all workers run at once, more of them than cores", arguments: [2, 7, 16])
  func allAtOnce(count: Int) {
    let arrived = Monitor(0)
    let results = onWorkers(count) { worker in
      arrived.withLock { $0 += 1 }
      // Each one waits for all the others, so that one that never starts would stop the test.
      return arrived.wait { $0 == count ? worker : nil }
    }
    #expect(results == Array(0..<count))
  }

  @Test("every index once, results in their order", arguments: [0, 1, 2, 100], [1, 2, 3, 7])
  func everyIndexOnce(count: Int, workers: Int) {
    let calls = Monitor([Int](repeating: 0, count: count))
    let results = inParallel(count, workers: workers) { index in
      calls.withLock { $0[index] += 1 }
      return index * index
    }
    #expect(results == (0..<count).map { $0 * $0 })
    #expect(calls.withLock { $0 } == Array(repeating: 1, count: count))
  }

  @Test("there is at least one worker")
  func noWorkers() async {
    await #expect(processExitsWith: .failure) { _ = onWorkers(0) { $0 } }
  }
}

@Suite("the one lock")
struct MonitorTests {
  @Test("nothing is lost between workers", arguments: [2, 7])
  func counting(workers: Int) {
    let count = Monitor(0)
    _ = onWorkers(workers) { _ in
      for _ in 0..<2000 { count.withLock { $0 += 1 } }
    }
    #expect(count.withLock { $0 } == workers * 2000)
  }

  @Test("whoever waits is woken by each change")
  func waiting() {
    // A ring: each worker waits for its turn and passes it on.
    let turn = Monitor(0)
    let order = onWorkers(3) { worker in
      (0..<50).map { _ in
        turn.wait { (turn: inout Int) -> Int? in
          guard turn % 3 == worker else { return nil }
          turn += 1
          return turn
        }
      }
    }
    #expect(order[2] == (1...50).map { $0 * 3 })
  }

  private struct Refusal: Error, Equatable {
    let number: Int
  }

  @Test("what the body throws comes through and frees the lock")
  func throwing() {
    let value = Monitor(1)
    #expect(throws: Refusal(number: 2)) {
      try value.withLock { number throws(Refusal) in
        number += 1
        throw Refusal(number: number)
      }
    }
    #expect(value.withLock { $0 } == 2)
  }
}

@Suite("overlapped reading, working and writing")
struct OverlappedTests {
  private struct Refusal: Error, Equatable {
    let number: Int
  }

  @Test(
    "everything is read and written once and in order", arguments: [0, 1, 2, 500],
    [(1, 1), (2, 1), (2, 5), (3, 64), (7, 8)])
  func inOrder(count: Int, shape: (workers: Int, ahead: Int)) throws {
    var (reads, written, mostAhead) = ([Int](), [Int](), 0)
    try overlapped(
      0..<count, workers: shape.workers, ahead: shape.ahead,
      read: { (item: Int) -> Int in
        reads.append(item)
        mostAhead = max(mostAhead, reads.count - written.count)
        return item
      }, work: { $0 * $0 }, write: { written.append($0) })
    #expect(reads == Array(0..<count))
    #expect(written == (0..<count).map { $0 * $0 })
    #expect(mostAhead <= shape.ahead)
  }

  @Test("reads go on while a worker is busy")
  func overlaps() throws {
    let isRead = Monitor(false)
    var written: [Int] = []
    try overlapped(
      [1, 2], workers: 2,
      read: { (item: Int) -> Int in
        if item == 2 { isRead.withLock { $0 = true } }
        return item
      },
      work: { item in
        // The first item only ends after the second one was read.
        isRead.wait { $0 ? item : nil }
      }, write: { written.append($0) })
    #expect(written == [1, 2])
  }

  @Test("the first refusal in order comes through", arguments: [1, 2, 3, 7])
  func refusals(workers: Int) {
    var written: [Int] = []
    #expect(throws: Refusal(number: 3)) {
      try overlapped(
        0..<100, workers: workers, ahead: 10, read: { $0 },
        work: { (number: Int) throws -> Int in
          if number == 3 || number > 4 { throw Refusal(number: number) }
          return number
        }, write: { written.append($0) })
    }
    #expect(written == [0, 1, 2])
  }

  @Test("a refusal to read or to write ends it", arguments: [1, 2, 3], [true, false])
  func refusedEnds(workers: Int, isRead: Bool) {
    #expect(throws: Refusal(number: 20)) {
      try overlapped(
        0..<100, workers: workers, ahead: 10,
        read: { (number: Int) throws -> Int in
          if isRead && number == 20 { throw Refusal(number: number) }
          return number
        }, work: { $0 },
        write: { number in
          if !isRead && number == 20 { throw Refusal(number: number) }
        })
    }
  }
}
