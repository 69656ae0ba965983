import Aggregation
import ByteStreams
import Concurrency
import Quantities

/// The dumps of a run by their place among the arguments: those that can be trusted so far, and what
/// is wrong with the others.
struct OpenedDumps {
  private var dumps: [Int: OpenDump] = [:]
  private var failuresByPlace: [Int: DumpFailure] = [:]

  /// Opens all dumps of a run, which stay open to its end.
  init(_ options: IngestOptions) {
    Descriptor.allow(options.sources.count)
    let opened = inParallel(options.sources.count, workers: options.workers) { index in
      Result { () throws(DumpFailure) in try OpenDump.open(options.sources[index], options) }
    }
    for (place, result) in opened.enumerated() {
      switch result {
      case .success(let dump): dumps[place] = dump
      case .failure(let failure): failuresByPlace[place] = failure
      }
    }
  }

  /// What is wrong with each dump that cannot be trusted, in argument order.
  var failures: [DumpFailure] { failuresByPlace.sorted { $0.key < $1.key }.map(\.value) }

  /// The dumps whose bytes are met for the first time, in argument order, and the others.
  ///
  /// A dump that has been left out hides no other one: a manifest may be wrong where the same bytes
  /// without one are right.
  ///
  /// - Throws: what `before` throws.
  func distinct(
    _ before: some PostedBefore
  ) throws -> (dumps: [(place: Int, dump: OpenDump)], skipped: [SkippedDump]) {
    var distinct: [(place: Int, dump: OpenDump)] = []
    var skipped: [SkippedDump] = []
    var sources: [Fingerprint: String] = [:]
    for (place, dump) in dumps.sorted(by: { $0.key < $1.key }) {
      let digest = dump.layout.digest
      if let same = try sources[digest] ?? before.source(ofDump: digest) {
        skipped.append(SkippedDump(source: dump.source, sameAs: same))
      } else {
        sources[digest] = dump.source
        distinct.append((place, dump))
      }
    }
    return (distinct, skipped)
  }

  /// Leaves out a dump that turned out bad when it was read.
  mutating func leaveOut(_ place: Int, _ failure: DumpFailure) {
    dumps[place] = nil
    failuresByPlace[place] = failure
  }
}
