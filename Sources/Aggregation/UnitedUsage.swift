public import Catalog
import Concurrency
public import Quantities

extension AggregatedUsage {
  /// The usage of a union of claims.
  ///
  /// Identities and users are worked out again when they are asked for.
  ///
  /// - Parameters:
  ///   - union: the claims.
  ///   - catalog: the meters.
  ///   - known: identities that earlier runs counted.
  ///   - tallies: the sums of all workers, users counted.
  ///   - lines: what dumps put on lines with records without identity.
  ///   - workers: how many work out partitions at once.
  ///   - memory: what may be taken of it; `nil` sets no bound.
  public init(
    _ union: ClaimUnion, _ catalog: Catalog, known: Set<Fingerprint>, tallies: [ClaimTally],
    lines: [DumpLine], workers: Int, memory: MemoryBudget?
  ) {
    let step = union.partitionsAtOnce(workers: workers, memory: memory)
    self.init(
      lines: Self.lines(catalog, tallies, lines, workers: workers),
      identities: NewIdentities { body in
        try union.forEachPartition(step, workers, { try union.claims(ofPartition: $0).identities })
        {
          try body(known.isEmpty ? $0 : $0.filter { !known.contains($0.identity) })
        }
      },
      users: DistinctUsers(within: memory) { body in
        try union.forEachPartition(step, workers, { try union.users(ofPartition: $0) }, body)
      })
  }

  private static func lines(
    _ catalog: Catalog, _ tallies: [ClaimTally], _ lines: [DumpLine], workers: Int
  ) -> [UsageLine] {
    let sums = tallies.map { tally in
      LineSource(count: tally.sums.table.count) { tally.sums.table.forEach($0) }
    }
    let peakMeters = catalog.meters.map { $0.kind == .peak }
    let dumpLines = LineSource(count: lines.count) { body in
      for line in lines {
        let sum = UsageTable.Line(
          key: line.key.packed, records: line.records, quantity: line.quantity)
        body(line.key, sum)
      }
    }
    return LineMerging(peakMeters: peakMeters, workers: workers).merge(sums + [dumpLines])
  }
}

extension ClaimUnion {
  /// Works on each partition, some at a time, and hands the results on in the order of partitions.
  fileprivate func forEachPartition<Result: Sendable>(
    _ step: Int, _ workers: Int, _ work: @escaping @Sendable (Int) throws -> Result,
    _ body: (Result) throws -> Void
  ) throws {
    for start in stride(from: 0, to: Self.partitions, by: step) {
      let results = try inParallel(min(step, Self.partitions - start), workers: workers) {
        try work(start + $0)
      }
      for result in results { try body(result) }
    }
  }
}
