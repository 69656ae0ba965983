import Aggregation
import ByteStreams
import Concurrency
import Partials
import Quantities

/// Puts the claims of dumps that were read together with those of partials, counts what stands, and
/// writes a partial of it when one is asked for.
///
/// Claims go through memory some partitions at a time; a ledger is asked between, by one thread.
struct Uniting {
  let inputs: DistinctInputs
  let reading: Reading
  let shares: Reading.ClaimShares
  let options: IngestOptions
  /// The dumps of the run by number.
  let dumps: [UnitedDump]
  /// Whether identities are told apart.
  let keepsIdentities: Bool

  init(
    _ inputs: DistinctInputs, _ reading: Reading, _ shares: Reading.ClaimShares,
    _ options: IngestOptions
  ) {
    self.inputs = inputs
    self.reading = reading
    self.shares = shares
    self.options = options
    keepsIdentities = inputs.partials.first?.file.hasIdentities ?? options.checksIdentity
    dumps = inputs.origins.map { UnitedDump($0, reading.states, shares.claims) }
  }

  /// Everything that the dumps came to.
  ///
  /// - Throws: `UntrustedInput` when a partial or a dump cannot be trusted, `IOFailure` when the
  ///   partial cannot be written, or what `before` throws.
  func result(before: some PostedBefore, failures: [DumpFailure]) throws -> IngestResult {
    var sums = try unite(before)
    if !sums.disagreedUpon.isEmpty {
      // Order decides, so those records are looked for, and all is done again in their order.
      let repeated = RepeatedIdentities(disagreedUpon: sums.disagreedUpon)
      shares.claims.order = ClaimPlaces(try reading.find(repeated))
      // The file that was begun goes first, so that there is room for the next one.
      sums.writer = nil
      sums = try unite(before)
    }
    try checkConservation(sums)
    // Nothing can go wrong any more that would leave a partial behind.
    let written = try finish(sums)
    return IngestResult(
      usage: AggregatedUsage(
        union, options.catalog, known: sums.known, tallies: sums.tallies, lines: sums.lines,
        workers: options.workers, memory: options.budget),
      counts: counts(sums), receipts: receipts(sums), origins: dumps.map(\.origin),
      partials: inputs.partials.map { partial in
        TakenPartial(
          source: partial.file.source, address: partial.file.address,
          dumps: partial.numbers.count { $0 != nil })
      }, written: written,
      rejects: UnitedRejects(self, sums.uncounted).lines(), skipped: inputs.skipped,
      failures: failures)
  }

  // MARK: Sums

  private func counts(_ sums: UnitedSums) -> RecordCounts {
    let receipts = receipts(sums)
    var counts = RecordCounts()
    counts.read = receipts.reduce(0) { $0 + $1.recordsRead }
    counts.rejected = receipts.reduce(0) { $0 + $1.recordsRejected }
    counts.duplicates = sums.tallies.reduce(0) { $0 + $1.duplicates }
    counts.conflicts = sums.tallies.reduce(0) { $0 + $1.conflicts }
    counts.counted = counts.read - counts.rejected - counts.duplicates - counts.conflicts
    counts.oversize = sums.tallies.reduce(0) { $0 + $1.oversize }
    counts.oversize += dumps.reduce(0) { $0 + $1.held.oversize }
    return counts
  }

  private func receipts(_ sums: UnitedSums) -> [DumpReceipt] {
    dumps.enumerated().map { number, dump in
      let receipt = dump.held.receipt
      let tooOld = sums.tallies.reduce(0) { $0 + $1.tooOldOfDumps[number] }
      return DumpReceipt(
        source: receipt.source, digest: receipt.digest, storedBytes: receipt.storedBytes,
        recordsRead: receipt.recordsRead, recordsRejected: receipt.recordsRejected + tooOld)
    }
  }

  /// Checks that every record of a dump is there that it says it has.
  ///
  /// Without identities a record may stand on several lines, so that there is nothing to compare.
  private func checkConservation(_ sums: UnitedSums) throws(UntrustedInput) {
    guard keepsIdentities else { return }
    var records = [Int64](repeating: 0, count: dumps.count)
    for line in sums.lines { records[Int(line.dump)] &+= line.records }
    for tally in sums.tallies {
      for (number, count) in tally.recordsOfDumps.enumerated() { records[number] &+= count }
    }
    for partial in inputs.partials {
      for case let number? in partial.numbers {
        let receipt = dumps[Int(number)].held.receipt
        let expected = receipt.recordsRead - receipt.recordsRejected
        guard records[Int(number)] != expected else { continue }
        let failure = DumpFailure(
          source: partial.file.source,
          reason: "the partial holds \(records[Int(number)]) records of \(receipt.source), which "
            + "should be \(expected); make it again with `drawdown aggregate --partial`")
        throw UntrustedInput(failures: [failure])
      }
    }
  }
}

/// A dump of a run that may have come in a partial.
struct UnitedDump {
  /// What a partial holds of it, or would hold.
  let held: PartialDump
  /// The partial that it came in, now or when it was posted.
  let origin: PartialOrigin?
  /// Its place among the dumps that are read, and where its lines begin.
  let read: (place: Int32, index: DumpIndex)?

  init(_ origin: DistinctInputs.Origin, _ states: [DumpState], _ claims: CollectedClaims) {
    switch origin {
    case .read(let place):
      let state = states[place]
      held = PartialDump(
        receipt: state.receipt, oversize: claims.oversize(ofDump: Int32(place)),
        assumedOffset: state.dump.assumedOffset)
      self.origin = state.dump.origin
      read = (Int32(place), state.index)
    case .held(let dump, let address):
      held = dump
      self.origin = PartialOrigin(partial: address, assumedOffset: dump.assumedOffset)
      read = nil
    }
  }
}
