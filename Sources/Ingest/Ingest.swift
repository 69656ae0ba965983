public import Aggregation
import ByteStreams
import Partials
public import Quantities

/// What was posted before, as far as reading dumps has to know.
public protocol PostedBefore: KnownIdentities {
  /// How the dump with these bytes was given when it was posted; `nil` when it never was.
  func source(ofDump digest: Fingerprint) throws -> String?

  /// The first instant from which on all identities are remembered; `nil` when none was forgotten.
  ///
  /// Whether a `sum` record from before was counted, nobody can tell, so it is rejected.
  func forgottenBefore() throws -> Timestamp?
}

extension NoKnownIdentities: PostedBefore {
  public func source(ofDump digest: Fingerprint) -> String? { nil }

  public func forgottenBefore() -> Timestamp? { nil }
}

/// Reads dumps and counts every record once.
///
/// 1. Each dump is walked over: hashed, its frames found and proved whole, its first lines looked
///    at. Dumps whose bytes were counted before are passed over.
/// 2. Workers decode, scan and gather in private.
/// 3. Identities are compared, with each other and with those of earlier runs.
/// 4. Only if some are repeated, the dumps are read once more to find these records, and all but
///    the one that stands are taken off again.
///
/// Where partials are taken or made, records are gathered as claims, which tell dumps apart, and put
/// together with those of the partials (`Uniting`).
///
/// - Throws: `UntrustedInput` with what is wrong with each bad dump, `IOFailure` when the disk refuses
///   what does not fit in memory, or what `before` throws.
public func ingest(
  _ options: IngestOptions, before: some PostedBefore, progress: Progress
) throws -> IngestResult {
  var opened = OpenedInputs(options)
  var options = options
  options.forgottenBefore = try before.forgottenBefore()
  while true {
    let inputs = try opened.distinct(before)
    let reading = Reading(inputs.dumps.map(\.dump), options, progress)
    // The others are read even when one is bad already, so that all bad ones are named at once.
    let asClaims = options.tellsDumpsApart || !inputs.partials.isEmpty
    let gathered = try Gathered(reading, asClaims: asClaims)
    let bad = zip(inputs.dumps, reading.states).compactMap { dump, state in
      state.failure.map { (place: dump.place, failure: $0) }
    }
    for (place, failure) in bad { opened.leaveOut(place, failure) }
    guard opened.failures.isEmpty || options.keepsGoing else {
      throw UntrustedInput(failures: opened.failures)
    }
    // What a bad dump holds is mixed into the tables, so the others are read anew without it.
    guard bad.isEmpty else { continue }
    try reading.expect(options.expectedRecords, besides: inputs.recordsHeld)
    switch gathered {
    case .usage(let shares):
      return try reading.result(
        shares, before: before, skipped: inputs.skipped, failures: opened.failures)
    case .claims(let shares):
      return try Uniting(inputs, reading, shares, options)
        .result(before: before, failures: opened.failures)
    }
  }
}

/// What the first look brings home.
private enum Gathered {
  case usage(Reading.FirstShares)
  case claims(Reading.ClaimShares)

  init(_ reading: Reading, asClaims: Bool) throws(IOFailure) {
    self = try asClaims ? .claims(reading.collectClaims()) : .usage(reading.firstLook())
  }
}

extension IngestOptions {
  /// Whether a partial is made, or dumps are read again that came in one.
  fileprivate var tellsDumpsApart: Bool { partial != nil || !origins.isEmpty || !takesDumps }
}

extension DistinctInputs {
  /// Records of the dumps that came in partials, rejected ones included.
  fileprivate var recordsHeld: Int64 {
    origins.reduce(0) { sum, origin in
      guard case .held(let dump, _) = origin else { return sum }
      return sum + dump.receipt.recordsRead
    }
  }
}
