import Aggregation
import ByteStreams
import Catalog
import Foundation
import Ingest
import Quantities
import TestSupport
import Testing

/// A dump as a test writes it down.
struct TestDump: Sendable {
  var name = "dump"
  /// The decoded bytes of each data frame; one piece when it is plain.
  var frames: [[UInt8]]
  var isCompressed: Bool
  /// Bytes of the file, when they are not what the frames come to.
  var stored: [UInt8]?
  /// The text of the manifest beside it.
  var manifest: String?

  /// Frames of those contents.
  init(frames: [[UInt8]], name: String = "dump") {
    (self.frames, self.name, isCompressed) = (frames, name, true)
  }

  /// A file that is not compressed.
  init(plain bytes: [UInt8], name: String = "dump") {
    (frames, self.name, isCompressed) = ([bytes], name, false)
  }

  /// Lines of text, each with its line feed, in one plain file.
  init(lines: [String], name: String = "dump") {
    self.init(plain: Array(lines.map { $0 + "\n" }.joined().utf8), name: name)
  }

  /// A file of those bytes, whatever they are.
  init(stored: [UInt8], name: String = "dump") {
    self.init(plain: [], name: name)
    self.stored = stored
  }

  var bytes: [UInt8] {
    if let stored { return stored }
    return isCompressed ? frames.flatMap { ZstdFrames.frame($0) } : frames.flatMap(\.self)
  }

  var reference: ReferenceDump {
    ReferenceDump(source: name, frames: frames, isCompressed: isCompressed)
  }
}

/// What a run came to, without paths, so that it can be compared with the reference and with other
/// runs over the same records.
struct Outcome: Equatable {
  var lines: [UsageLine] = []
  var read = 0
  var counted = 0
  var duplicates = 0
  var conflicts = 0
  var rejected = 0
  var oversize = 0
  var rejects: [ReferenceIngest.Reject] = []

  init(_ result: IngestResult, in directory: WorkDirectory) {
    lines = result.usage.lines
    read = Int(result.counts.read)
    counted = Int(result.counts.counted)
    duplicates = Int(result.counts.duplicates)
    conflicts = Int(result.counts.conflicts)
    rejected = Int(result.counts.rejected)
    oversize = Int(result.counts.oversize)
    rejects = result.rejects.map { Self.reject($0, directory) }
  }

  init(_ reference: ReferenceIngest) {
    lines = reference.lines(.builtIn)
    (read, counted) = (reference.read, reference.counted)
    (duplicates, conflicts) = (reference.duplicates, reference.conflicts)
    (rejected, oversize) = (reference.rejected, reference.oversize)
    rejects = reference.rejects
  }

  /// Without the numbers of frames, which depend on how a dump is cut.
  var withoutFrames: Outcome {
    var copy = self
    for index in copy.rejects.indices { copy.rejects[index].frame = nil }
    return copy
  }

  private static func reject(
    _ line: [UInt8], _ directory: WorkDirectory
  ) -> ReferenceIngest.Reject {
    let object = (try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any] ?? [:]
    func name(_ source: Any?) -> String {
      let text = source as? String ?? "no source"
      return text.hasPrefix(directory.path("")) ? (text as NSString).lastPathComponent : text
    }
    let first = (object["first"] as? [String: Any]).map {
      ReferenceIngest.Reject.First(source: name($0["source"]), line: $0["line"] as? Int ?? 0)
    }
    return ReferenceIngest.Reject(
      source: name(object["source"]), line: object["line"] as? Int ?? -1,
      frame: object["frame"] as? Int, offset: object["offset"] as? Int ?? -1,
      reason: object["reason"] as? String ?? "no reason",
      record: object["record"] as? String ?? "no record", first: first)
  }
}

/// Where a run happens: writes dumps to a fresh directory and ingests them.
struct Workshop {
  let directory: WorkDirectory

  init() throws {
    directory = try WorkDirectory("ingest")
  }

  /// Runs over dumps and tells everything.
  func result(
    _ dumps: [TestDump], before: some PostedBefore = NothingPosted(),
    _ configure: (inout IngestOptions) -> Void = { _ in }
  ) throws -> IngestResult {
    var sources: [String] = []
    for dump in dumps {
      sources.append(try directory.write(dump.bytes, to: dump.name))
      if let manifest = dump.manifest {
        try directory.write(manifest, to: "\(dump.name).manifest.json")
      }
    }
    var options = IngestOptions(
      catalog: .builtIn, sources: sources, workers: 1, spillFolder: directory.url.path)
    configure(&options)
    return try ingest(options, before: before, progress: Progress())
  }

  /// Runs over dumps and tells what the reference tells.
  func outcome(
    _ dumps: [TestDump], before: some PostedBefore = NothingPosted(),
    _ configure: (inout IngestOptions) -> Void = { _ in }
  ) throws -> Outcome {
    Outcome(try result(dumps, before: before, configure), in: directory)
  }
}

/// The outcome of dumps in a directory of their own, which is the same whether identities are kept
/// for a ledger or only marks of them.
func outcome(
  _ dumps: [TestDump], _ configure: (inout IngestOptions) -> Void = { _ in }
) throws -> Outcome {
  let workshop = try Workshop()
  let kept = try workshop.outcome(dumps, configure)
  let marked = try workshop.outcome(dumps) { options in
    configure(&options)
    options.keepsIdentities = false
  }
  #expect(marked.differences(from: kept) == "", "with marks instead of identities")
  return kept
}

/// What is wrong with dumps; nothing when they can be trusted.
func failures(
  _ dumps: [TestDump], _ configure: (inout IngestOptions) -> Void = { _ in }
) throws -> [Trouble] {
  let workshop = try Workshop()
  do {
    _ = try workshop.result(dumps, configure)
    return []
  } catch let untrusted as UntrustedInput {
    return untrusted.failures.map { Trouble($0) }
  }
}

/// A failure without its path.
struct Trouble: Equatable, CustomStringConvertible {
  var name: String
  var stored: Int64?
  var decoded: Int64?
  var reason: String

  init(_ failure: DumpFailure) {
    name = (failure.source as NSString).lastPathComponent
    (stored, decoded) = (failure.storedOffset, failure.decodedOffset)
    reason = failure.reason
  }

  var description: String {
    "\(name) stored \(stored.map(String.init) ?? "-") decoded \(decoded.map(String.init) ?? "-"): "
      + reason
  }
}

/// No ledger.
typealias NothingPosted = NoKnownIdentities

extension ReadingLimits {
  /// The smallest pieces in which lines of that many bytes can be read.
  static func tiny(lineBytes: Int = 600, chunkBytes: Int = 7, unitBytes: Int64 = 1) -> Self {
    var limits = ReadingLimits()
    limits.lineBytes = lineBytes
    limits.chunkBytes = chunkBytes
    limits.unitBytes = unitBytes
    limits.plainUnitBytes = unitBytes
    return limits
  }
}
