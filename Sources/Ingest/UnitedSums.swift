import Aggregation
import ByteStreams
import Catalog
import Concurrency
import Partials
import Quantities

/// What a union of claims comes to.
struct UnitedSums {
  var tallies: [ClaimTally] = []
  var lines: [DumpLine] = []
  /// Identities that earlier runs counted.
  var known: Set<Fingerprint> = []
  var uncounted: [UncountedClaim] = []
  /// Identities about which records disagree, some of them in dumps whose lines are at hand.
  var disagreedUpon: [Fingerprint] = []
  /// The partial so far, still to be finished.
  var writer: PartialWriter?
}

/// What one worker needs for itself; it is handed from worker to worker through a lock.
private final class UnionWorker: Sendable {
  let tally: ClaimTally
  let encoder: PartialEncoder?

  init(_ tally: ClaimTally, _ encoder: PartialEncoder?) {
    self.tally = tally
    self.encoder = encoder
  }
}

extension Uniting {
  /// Adds all partitions up.
  ///
  /// - Throws: `UntrustedInput`, `IOFailure`, or what `before` throws.
  func unite(_ before: some PostedBefore) throws -> UnitedSums {
    let union = union
    var sums = UnitedSums()
    sums.lines = try trusted { try union.lines() }
    let numbers = digestOrder
    sums.writer = try writer(numbers, sums.lines)
    let workers = try (0..<options.workers).map { _ in
      UnionWorker(
        ClaimTally(options.catalog, dumps: claimDumps),
        options.partial == nil ? nil : try PartialEncoder())
    }
    let pool = Monitor(workers)
    // Some partitions for each worker, so that none waits long for the slowest.
    let step = union.partitionsAtOnce(workers: options.workers, memory: options.budget)
    for start in stride(from: 0, to: ClaimUnion.partitions, by: step) {
      let partitions = start..<min(start + step, ClaimUnion.partitions)
      try add(partitions, of: union, numbers, before, pool, to: &sums)
    }
    sums.tallies = workers.map(\.tally)
    return sums
  }

  private func add(
    _ partitions: Range<Int>, of union: ClaimUnion, _ numbers: [Int32],
    _ before: some PostedBefore, _ pool: Monitor<[UnionWorker]>, to sums: inout UnitedSums
  ) throws {
    let united = try trusted {
      try inParallel(partitions.count, workers: options.workers) { index in
        let partition = partitions.lowerBound + index
        return (
          claims: try union.claims(ofPartition: partition),
          users: try union.users(ofPartition: partition)
        )
      }
    }
    let isFirstRun = try before.isEmpty
    let known = try united.map { isFirstRun ? [] : try before.known(among: $0.claims.identities) }
    let settled = try inParallel(partitions.count, workers: options.workers) { index in
      let worker = pool.withLock { $0.popLast() }
      guard let worker else { preconditionFailure("there is one for each worker") }
      defer { pool.withLock { $0.append(worker) } }
      let (claims, users) = united[index]
      worker.tally.count(users)
      return (
        claims: worker.tally.settle(claims, known: known[index]),
        sections: try worker.encoder?.encode(
          partition: partitions.lowerBound + index, claims: claims.renumbered(numbers),
          users: users)
      )
    }
    for (index, (claims, sections)) in settled.enumerated() {
      if let sections { try sums.writer?.write(sections) }
      sums.uncounted += claims.uncounted
      sums.disagreedUpon += claims.disagreedUpon
      for match in known[index] {
        sums.known.insert(united[index].claims.identities[match.index].identity)
      }
    }
  }

  /// A partial that cannot be trusted ends a run like any input.
  private func trusted<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as DumpFailure {
      throw UntrustedInput(failures: [failure])
    }
  }

  // MARK: Parts

  /// The claims of everything that counts.
  var union: ClaimUnion {
    let parts = [ClaimPart(shares.claims, places: inputs.numbers)]
    return ClaimUnion(
      parts + inputs.partials.map { ClaimPart($0.file, places: $0.numbers) },
      zone: options.catalog.zone, forgottenBefore: options.forgottenBefore)
  }

  private var claimDumps: [ClaimDump] {
    var groups: [String: Int32] = [:]
    return dumps.map { dump in
      let group = dump.origin.map { origin in
        groups[origin.partial] ?? Int32(groups.count)
      }
      if let origin = dump.origin, let group { groups[origin.partial] = group }
      return ClaimDump(group: group, isReadable: dump.read != nil)
    }
  }

  /// The number of each dump in the order of digests, in which a partial holds them.
  private var digestOrder: [Int32] {
    var numbers = [Int32](repeating: 0, count: dumps.count)
    for (place, number) in byDigest.enumerated() { numbers[number] = Int32(place) }
    return numbers
  }

  private var byDigest: [Int] {
    dumps.indices.sorted { dumps[$0].held.receipt.digest < dumps[$1].held.receipt.digest }
  }

  private func writer(_ numbers: [Int32], _ lines: [DumpLine]) throws -> PartialWriter? {
    guard let path = options.partial else { return nil }
    let filed = lines.map { line in
      var line = line
      line.dump = numbers[Int(line.dump)]
      return line
    }.sorted { ($0.dump, $0.key) < ($1.dump, $1.key) }
    return try PartialWriter(
      at: path, catalog: options.catalog, hasIdentities: keepsIdentities,
      dumps: byDigest.map { dumps[$0].held }, lines: filed)
  }

  /// Ends the partial; `nil` when none was asked for.
  ///
  /// - Returns: its address.
  func finish(_ sums: UnitedSums) throws -> String? {
    guard let writer = sums.writer else { return nil }
    var order = DumpOrder()
    for tally in sums.tallies { order.merge(tally.order) }
    let byDigest = byDigest
    var places = [Int](repeating: 0, count: dumps.count)
    for (place, dump) in order.firstOrder(of: byDigest).enumerated() { places[dump] = place }
    return try writer.finish(
      names: byDigest.map { dump in
        let receipt = dumps[dump].held.receipt
        return (places[dump], inputs.names[receipt.digest] ?? receipt.source)
      })
  }
}
