public import Aggregation
public import ByteStreams
public import Catalog
import Quantities

/// A partial on disk: the usage of some dumps in a form that can be put together with that of others
/// (Documentation/PARTIALS.md).
///
/// Nothing in the file is believed. Opening one checks every stored byte against its checksum and
/// the directory against the file; rows are checked when they are decoded, and decoded a section at
/// a time.
public final class PartialFile: ClaimSource {
  /// Its path as given.
  public let source: String
  /// Stands for what it holds: the SHA-256 of it, in 64 hexadecimal digits.
  public let address: String
  /// Whether identities are kept, so that duplicates can be found.
  public let hasIdentities: Bool
  /// The dumps in rising order of their digests, to which claims and lines refer.
  public let dumps: [PartialDump]
  /// The places of the dumps in the order in which they count.
  public let order: [Int]

  private let rowCounts: [Int]
  private let file: DumpFile
  private let sections: [Section]
  private let checker: RowChecker

  /// Whether a file begins like a partial, also when not even all of the beginning is there.
  ///
  /// - Throws: `DumpFailure` when it cannot be read.
  public static func isPartial(_ file: borrowing DumpFile) throws(DumpFailure) -> Bool {
    let start = try file.bytes(at: 0, count: PartialFormat.magic.count)
    return !start.isEmpty && PartialFormat.magic.starts(with: start)
  }

  /// Opens a partial and checks it.
  ///
  /// - Parameters:
  ///   - file: the partial.
  ///   - catalog: the catalog that it has to be made with.
  /// - Throws: `DumpFailure` when it is truncated, altered, or of another version or catalog.
  /// - Complexity: reads the file once.
  public init(_ file: consuming DumpFile, catalog: Catalog) throws(DumpFailure) {
    let source = file.source
    let envelope = try PartialEnvelope(file, catalog: catalog)
    self.source = source
    address = envelope.address.hexadecimal
    hasIdentities = envelope.hasIdentities
    sections = envelope.sections
    var rowCounts = [Int](repeating: 0, count: 256)
    for section in sections where [.claims, .users].contains(section.kind) {
      rowCounts[Int(section.partition)] += section.rows
    }
    self.rowCounts = rowCounts
    let sectionReader = SectionReader(source: source)
    var dumps: [PartialDump] = []
    var names: [(place: Int, source: String)] = []
    for section in envelope.sections {
      switch section.kind {
      case .dumps:
        let bytes = try sectionReader.rows(of: section, in: file)
        guard let rows = PartialRows.dumps(bytes, rows: section.rows) else {
          throw sectionReader.implausible(section, "a dump is out of its rules")
        }
        dumps += rows
      case .names:
        let bytes = try sectionReader.rows(of: section, in: file)
        guard let rows = PartialNames.names(bytes, rows: section.rows) else {
          throw sectionReader.implausible(section, "names do not fill it")
        }
        names += rows
      case .lines, .claims, .users: break
      }
    }
    checker = RowChecker(catalog, dumps: dumps.count, hasIdentities: envelope.hasIdentities)
    guard checker.isPlausible(dumps), dumps.count == names.count,
      names.map(\.place).sorted() == Array(dumps.indices)
    else {
      throw DumpFailure(
        source: source, storedOffset: Int64(PartialFormat.headerBytes),
        reason: "the partial's dumps are out of their rules; \(PartialFailure.remedy)")
    }
    self.dumps = zip(dumps, names).map { dump, name in dump.named(name.source) }
    order = names.enumerated().sorted { $0.element.place < $1.element.place }.map(\.offset)
    self.file = file
  }

  public func rows(ofPartition partition: Int) -> Int { rowCounts[partition] }

  public func claims(ofPartition partition: Int) throws(DumpFailure) -> [IdentityClaim] {
    try rows(.claims, partition, PartialRows.claims) { previous, claim in
      checker.isPlausible(claim, behind: previous, partition)
    }
  }

  public func users(ofPartition partition: Int) throws(DumpFailure) -> [UserEntry] {
    try rows(.users, partition, PartialRows.users) { previous, user in
      checker.isPlausible(user, behind: previous, partition)
    }
  }

  public func lines() throws(DumpFailure) -> [DumpLine] {
    try rows(.lines, 0, PartialRows.lines) { previous, line in
      checker.isPlausible(line, behind: previous)
    }
  }

  /// All rows of a kind and a partition, each found plausible behind the one before.
  private func rows<Row>(
    _ kind: SectionKind, _ partition: Int, _ decode: ([UInt8], Int) -> [Row],
    _ isPlausible: (_ previous: Row?, _ row: Row) -> Bool
  ) throws(DumpFailure) -> [Row] {
    let reader = SectionReader(source: source)
    var all: [Row] = []
    for section in sectionsOf(kind, partition) {
      let rows = decode(try reader.rows(of: section, in: file), section.rows)
      var previous = all.last
      for row in rows {
        guard isPlausible(previous, row) else {
          throw reader.implausible(section, "a row is out of its rules")
        }
        previous = row
      }
      all += rows
    }
    return all
  }

  /// The sections of a kind and a partition; they lie together, in the order of the directory.
  private func sectionsOf(_ kind: SectionKind, _ partition: Int) -> ArraySlice<Section> {
    let rank = kind.rank(UInt8(truncatingIfNeeded: partition))
    let start = sections.partitioningIndex { $0.kind.rank($0.partition) >= rank }
    let end = sections[start...].partitioningIndex { $0.kind.rank($0.partition) > rank }
    return sections[start..<end]
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element is behind, in a collection with all of those at its end.
  fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension PartialDump {
  fileprivate func named(_ source: String) -> PartialDump {
    PartialDump(
      receipt: DumpReceipt(
        source: source, digest: receipt.digest, storedBytes: receipt.storedBytes,
        recordsRead: receipt.recordsRead, recordsRejected: receipt.recordsRejected),
      oversize: oversize, assumedOffset: assumedOffset)
  }
}

/// Words for what is wrong with a partial.
enum PartialFailure {
  static let remedy =
    "get the file again, or make it again with `drawdown aggregate --partial`"
}

/// Reads a section's rows and checks them against its hashes.
struct SectionReader {
  let source: String

  /// The bytes as stored.
  func stored(_ section: Section, in file: borrowing DumpFile) throws(DumpFailure) -> [UInt8] {
    let bytes = try file.bytes(at: section.offset, count: section.storedBytes)
    guard bytes.count == section.storedBytes, bytes.digest == section.stored else {
      throw DumpFailure(
        source: source, storedOffset: section.offset,
        reason: "the partial was altered: \(section.storedBytes) bytes do not have their checksum; "
          + PartialFailure.remedy)
    }
    return bytes
  }

  /// The rows in their columns.
  func rows(of section: Section, in file: borrowing DumpFile) throws(DumpFailure) -> [UInt8] {
    let bytes = try stored(section, in: file)
    let decoded: [UInt8]?
    do throws(ZstdFailure) {
      let decoder = ZstdDecoder(largestWindowLog: 23)
      decoded = try decoder.decode(bytes, atMost: section.rows * section.kind.rowBytes)
    } catch {
      throw implausible(section, "\(error)")
    }
    guard let decoded, decoded.digest == section.content else {
      throw implausible(section, "the rows do not have their checksum")
    }
    guard section.kind == .names || decoded.count == section.rows * section.kind.rowBytes else {
      throw implausible(section, "the rows do not fill it")
    }
    return decoded
  }

  /// Trouble with a section whose bytes are those that were written.
  func implausible(_ section: Section, _ what: String) -> DumpFailure {
    DumpFailure(
      source: source, storedOffset: section.offset,
      reason: "the partial cannot be trusted, \(what); \(PartialFailure.remedy)")
  }
}
