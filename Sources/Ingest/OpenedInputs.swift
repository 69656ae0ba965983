import Aggregation
import ByteStreams
import Concurrency
import Partials
import Quantities

/// Something that was given to be counted.
enum OpenInput: Sendable {
  /// A dump, to be read.
  case dump(OpenDump)
  /// A partial, which holds what dumps came to.
  case partial(PartialFile)

  /// Opens an argument; a partial begins like one, whatever it is called.
  ///
  /// - Throws: `DumpFailure` when it cannot be trusted.
  static func open(_ source: String, _ options: IngestOptions) throws(DumpFailure) -> OpenInput {
    let file = try DumpFile(source, spillFolder: options.spillFolder)
    let isPartial = try PartialFile.isPartial(file)
    if isPartial || !options.takesDumps {
      return .partial(try PartialFile(file, catalog: options.catalog))
    }
    return .dump(try OpenDump.open(file, options))
  }
}

/// The inputs of a run by their place among the arguments: those that can be trusted so far, and
/// what is wrong with the others.
struct OpenedInputs {
  private var inputs: [Int: OpenInput] = [:]
  private var failuresByPlace: [Int: DumpFailure] = [:]

  /// Opens all inputs of a run, which stay open to its end.
  init(_ options: IngestOptions) {
    Descriptor.allow(options.sources.count)
    let opened = inParallel(options.sources.count, workers: options.workers) { index in
      Result { () throws(DumpFailure) in try OpenInput.open(options.sources[index], options) }
    }
    for (place, result) in opened.enumerated() {
      switch result {
      case .success(let input): inputs[place] = input
      case .failure(let failure): failuresByPlace[place] = failure
      }
    }
    refuseOtherIdentities(options)
    refuseOtherReadings()
  }

  /// What is wrong with each input that cannot be trusted, in argument order.
  var failures: [DumpFailure] { failuresByPlace.sorted { $0.key < $1.key }.map(\.value) }

  private var ordered: [(place: Int, input: OpenInput)] {
    inputs.sorted { $0.key < $1.key }.map { (place: $0.key, input: $0.value) }
  }

  /// The inputs whose dumps are met for the first time, in argument order.
  ///
  /// A dump that has been left out hides no other one: a manifest may be wrong where the same bytes
  /// without one are right.
  ///
  /// - Throws: what `before` throws.
  func distinct(_ before: some PostedBefore) throws -> DistinctInputs {
    var distinct = DistinctInputs()
    var sources: [Fingerprint: String] = [:]
    func isNew(_ digest: Fingerprint, called name: String, _ source: String) throws -> Bool {
      distinct.name(digest, source)
      guard let same = try sources[digest] ?? before.source(ofDump: digest) else {
        sources[digest] = source
        return true
      }
      distinct.skipped.append(SkippedDump(source: name, sameAs: same))
      return false
    }
    for (place, input) in ordered {
      switch input {
      case .dump(let dump):
        guard try isNew(dump.layout.digest, called: dump.source, dump.source) else { continue }
        distinct.add(dump, place: place)
      case .partial(let partial):
        var counting: [Int] = []
        for index in partial.order {
          let receipt = partial.dumps[index].receipt
          let name = "\(receipt.source) in \(partial.source)"
          if try isNew(receipt.digest, called: name, receipt.source) { counting.append(index) }
        }
        distinct.add(partial, counting)
      }
    }
    return distinct
  }

  /// Leaves out an input that turned out bad when it was read.
  mutating func leaveOut(_ place: Int, _ failure: DumpFailure) {
    inputs[place] = nil
    failuresByPlace[place] = failure
  }

  /// Refuses partials that do not go together with the others: where identities are missing, nobody
  /// can tell what is counted twice.
  private mutating func refuseOtherIdentities(_ options: IngestOptions) {
    var checksIdentity = options.takesDumps ? options.checksIdentity : nil
    for (place, input) in ordered {
      guard case .partial(let partial) = input else { continue }
      let expected = checksIdentity ?? partial.hasIdentities
      checksIdentity = expected
      guard partial.hasIdentities != expected else { continue }
      leaveOut(
        place,
        DumpFailure(
          source: partial.source, storedOffset: 12,
          reason: expected
            ? "the partial was made with --no-identity, so that it does not tell what is counted "
              + "twice; make it again without that"
            : "the partial holds identities and the others do not; make all of them with "
              + "--no-identity or none"))
    }
  }

  /// Refuses an input with a dump that another one has read otherwise: only one of them can be right.
  private mutating func refuseOtherReadings() {
    var readings: [Fingerprint: (source: String, offset: ZoneOffset?)] = [:]
    for (place, input) in ordered {
      let name: String
      let dumps: [(digest: Fingerprint, source: String, offset: ZoneOffset?)]
      switch input {
      case .dump(let dump):
        name = dump.source
        dumps = [(dump.layout.digest, dump.source, dump.assumedOffset)]
      case .partial(let partial):
        name = partial.source
        dumps = partial.dumps.map {
          ($0.receipt.digest, $0.receipt.source, $0.assumedOffset)
        }
      }
      let other = dumps.first { dump in
        readings[dump.digest].map { $0.offset != dump.offset } ?? false
      }
      if let other, let first = readings[other.digest] {
        let words = [other.offset, first.offset].map { offset in
          offset.map { "with --assume-offset \($0)" } ?? "without --assume-offset"
        }
        leaveOut(
          place,
          DumpFailure(
            source: name,
            reason: "the dump \(other.source) was read \(words[0]), and for \(first.source) "
              + "\(words[1]); make one of them again like the other"))
        continue
      }
      for dump in dumps where readings[dump.digest] == nil {
        readings[dump.digest] = (name, dump.offset)
      }
    }
  }
}

extension OpenedInputs {
  /// The dumps of a job that needs their records, each kind of bytes once.
  ///
  /// - Throws: `UntrustedInput` with what is wrong with each bad one, or when there is a partial.
  static func dumpsAlone(_ options: IngestOptions) throws -> [OpenDump] {
    let opened = OpenedInputs(options)
    guard opened.failures.isEmpty else { throw UntrustedInput(failures: opened.failures) }
    let inputs = try opened.distinct(NoKnownIdentities())
    if let partial = inputs.partials.first {
      let reason = "a partial holds no records to look for; give the dumps it was made of"
      throw UntrustedInput(failures: [DumpFailure(source: partial.file.source, reason: reason)])
    }
    return inputs.dumps.map(\.dump)
  }
}
