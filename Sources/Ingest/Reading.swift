import Aggregation
import ByteStreams
import Concurrency
import Quantities

/// The reading of a set of dumps that are all trusted so far.
struct Reading: Sendable {
  private let dumps: [OpenDump]
  private let options: IngestOptions
  private let progress: Progress
  let states: [DumpState]

  init(_ dumps: [OpenDump], _ options: IngestOptions, _ progress: Progress) {
    self.dumps = dumps
    self.options = options
    self.progress = progress
    states = dumps.enumerated().map { DumpState($1, place: Int32($0), options.limits) }
    progress.start(totalBytes: dumps.reduce(0) { $0 + $1.layout.storedBytes })
  }

  /// What the workers of the first look bring home, in the order in which they end; nothing that
  /// is made of it depends on that order.
  ///
  /// `@unchecked Sendable`: it is filled behind a lock and then only read.
  final class FirstShares: @unchecked Sendable {
    let collected: CollectedUsage
    var rejected: [RejectedRecord] = []

    init(memory: MemoryBudget?) {
      collected = CollectedUsage(memory: memory)
    }

    func take(_ share: consuming FirstLook) throws(IOFailure) {
      rejected += share.rejected
      try collected.add(share.collector)
    }
  }

  /// What the workers of the first look bring home where dumps have to be told apart.
  ///
  /// `@unchecked Sendable`: it is filled behind a lock and then only read.
  final class ClaimShares: @unchecked Sendable {
    let claims: CollectedClaims
    var rejected: [RejectedRecord] = []

    init(_ claims: CollectedClaims) {
      self.claims = claims
    }

    func take(_ share: consuming ClaimLook) throws(IOFailure) {
      rejected += share.rejected
      try claims.add(share.collector)
    }
  }

  /// Gathers everything as claims.
  ///
  /// - Throws: `IOFailure` when the disk refuses what does not fit in memory.
  func collectClaims() throws(IOFailure) -> ClaimShares {
    let memory = options.budget?.share(of: options.workers)
    let shares = Monitor(ClaimShares(CollectedClaims(options.catalog)))
    let schedule = Schedule(dumps, options.limits, workers: options.workers)
    _ = try onWorkers(options.workers) { _ throws(IOFailure) in
      let collector = ClaimCollector(
        options.catalog, keepsIdentities: options.checksIdentity, memory: memory)
      var worker = IngestWorker(
        schedule, states, options, progress, ClaimLook(collector: collector))
      worker.run()
      var share: ClaimLook? = try worker.end()
      try shares.withLock { shares throws(IOFailure) in
        if let share = share.take() { try shares.take(share) }
      }
    }
    return shares.withLock { $0 }
  }

  /// Counts everything.
  ///
  /// - Throws: `IOFailure` when the disk refuses what does not fit in memory.
  func firstLook() throws(IOFailure) -> FirstShares {
    let shares = Monitor(FirstShares(memory: options.budget))
    let memory = options.budget?.share(of: options.workers)
    let schedule = Schedule(dumps, options.limits, workers: options.workers)
    _ = try onWorkers(options.workers) { _ throws(IOFailure) in
      let collector = UsageCollector(
        options.catalog, options.gathering, memory: memory)
      var worker = IngestWorker(
        schedule, states, options, progress, FirstLook(collector: collector))
      worker.run()
      var share: FirstLook? = try worker.end()
      try shares.withLock { shares throws(IOFailure) in
        if let share = share.take() { try shares.take(share) }
      }
    }
    return shares.withLock { $0 }
  }

  private func secondLook(
    _ repeated: RepeatedIdentities
  ) throws -> Corrections {
    guard !repeated.isEmpty else { return Corrections(options.catalog) }
    var corrections = try Corrections(
      options.catalog, repeated, try find(repeated), workers: options.workers,
      memory: options.budget)
    if !corrections.disagreedUpon.isEmpty {
      // Marks did not tell that records disagree, so that their order was not looked for.
      let disputed = RepeatedIdentities(disagreedUpon: corrections.disagreedUpon)
      corrections.settle(disputed, try find(disputed))
    }
    return corrections
  }

  /// Finds the records that claim repeated identities.
  ///
  /// - Throws: `UntrustedInput` when a dump no longer reads as it did at first.
  func find(_ repeated: RepeatedIdentities) throws -> [FoundRepeats] {
    let schedule = Schedule(dumps, options.limits, workers: options.workers)
    // Places of lines are known from the first look; this one only counts its own.
    let states = dumps.enumerated().map { DumpState($1, place: Int32($0), options.limits) }
    let memory = options.budget?.share(of: options.workers)
    let found = try onWorkers(options.workers) { _ throws(IOFailure) in
      let collector = RepeatCollector(options.catalog, repeated, memory: memory)
      var worker = IngestWorker(
        schedule, states, options, Progress(), SecondLook(collector: collector))
      worker.run()
      return FoundRepeats(try worker.end().collector)
    }
    let failures = zip(self.states, states).compactMap { $1.changes(since: $0) }
    guard failures.isEmpty else { throw UntrustedInput(failures: failures) }
    return found
  }

  /// Fails when the whole run did not read as many records as it should.
  ///
  /// - Parameter held: records of dumps that came in partials.
  func expect(_ records: Int64?, besides held: Int64) throws {
    let read = states.reduce(held) { $0 + $1.counts.read }
    guard let records, records != read else { return }
    throw UntrustedInput(failures: [
      DumpFailure(
        source: "all dumps of the run",
        reason: "\(records) records were expected and \(read) were read, the rejected ones "
          + "included; a dump may be missing or cut short")
    ])
  }

  /// Puts together what the run came to.
  func result(
    _ shares: FirstShares, before: some PostedBefore, skipped: [SkippedDump],
    failures: [DumpFailure]
  ) throws -> IngestResult {
    let collected = shares.collected
    let compared = try collected.compareIdentities(with: before, workers: options.workers)
    let corrections = try secondLook(compared.repeated)
    let rejected =
      shares.rejected
      + corrections.conflicts.map {
        RejectedRecord(location: $0.location, reason: .conflict(first: $0.first), text: $0.text)
      }
    let writer = RejectWriter(states)
    return IngestResult(
      usage: try collected.aggregate(compared, corrections, workers: options.workers),
      counts: counts(collected, corrections), receipts: states.map(\.receipt),
      origins: Array(repeating: nil, count: states.count),
      rejects: rejected.sorted { $0.location < $1.location }.map(writer.line),
      skipped: skipped, failures: failures)
  }

  private func counts(
    _ collected: CollectedUsage, _ corrections: borrowing Corrections
  ) -> RecordCounts {
    var counts = RecordCounts()
    counts.read = states.reduce(0) { $0 + $1.counts.read }
    counts.rejected = states.reduce(0) { $0 + $1.counts.rejected }
    counts.duplicates = corrections.duplicates
    counts.conflicts = Int64(corrections.conflicts.count)
    counts.counted = collected.recordsCollected - counts.duplicates - counts.conflicts
    counts.oversize = collected.oversize - corrections.oversize
    return counts
  }
}
