import ByteStreams
import Catalog

/// What stands around the rows of a partial: header, directory and trailer, and every stored byte,
/// checked.
struct PartialEnvelope {
  let hasIdentities: Bool
  let sections: [Section]
  let address: [UInt8]

  /// Reads and checks the whole file.
  ///
  /// - Throws: `DumpFailure` with the first byte that is wrong, as far as it is known.
  init(_ file: borrowing DumpFile, catalog: Catalog) throws(DumpFailure) {
    let source = file.source
    let size = try file.size()
    let header = try file.bytes(at: 0, count: PartialFormat.headerBytes)
    try Self.check(header, of: source, catalog)
    hasIdentities = header.number(at: 12, bytes: 4) == UInt64(PartialFormat.identitiesFlag)
    let directory = try Directory(file, size: size)
    sections = directory.sections
    let reader = SectionReader(source: source)
    var computed = PartialAddress(header: Array(header[..<56]))
    for section in sections {
      _ = try reader.stored(section, in: file)
      computed.add(section)
    }
    address = computed.bytes()
    guard address == directory.address else {
      throw DumpFailure(
        source: source, storedOffset: size - Int64(PartialFormat.trailerBytes) + 16,
        reason: "the partial was altered: its address is not that of its content; "
          + PartialFailure.remedy)
    }
  }

  private static func check(
    _ header: [UInt8], of source: String, _ catalog: Catalog
  ) throws(DumpFailure) {
    func failure(_ offset: Int, _ reason: String) -> DumpFailure {
      DumpFailure(source: source, storedOffset: Int64(offset), reason: reason)
    }
    guard header.starts(with: PartialFormat.magic) else {
      guard PartialFormat.magic.starts(with: header) && !header.isEmpty else {
        throw failure(
          0, "this is no partial; `drawdown aggregate --partial FILE` makes one from dumps")
      }
      throw failure(header.count, "the partial is truncated; \(PartialFailure.remedy)")
    }
    guard header.count == PartialFormat.headerBytes else {
      throw failure(header.count, "the partial is truncated; \(PartialFailure.remedy)")
    }
    let version = header.number(at: 8, bytes: 4)
    guard version == UInt64(PartialFormat.version) else {
      throw failure(
        8,
        "the partial has version \(version) and this program reads \(PartialFormat.version); "
          + "make it again with this program, or read it with the one that made it")
    }
    guard header.number(at: 56, bytes: 8) == PartialFormat.checksum(Array(header[..<56])),
      header.number(at: 12, bytes: 4) <= UInt64(PartialFormat.identitiesFlag),
      header.number(at: 48, bytes: 8) == 0
    else {
      throw failure(0, "the partial's header was altered; \(PartialFailure.remedy)")
    }
    guard Array(header[16..<48]) == catalog.identity else {
      throw failure(
        16,
        "the partial was made with another catalog than \(catalog.name) as it is here; give that "
          + "one with --catalog, or make the partial again with this one")
    }
  }
}

/// The directory of a partial and its trailer.
private struct Directory {
  let sections: [Section]
  let address: [UInt8]

  init(_ file: borrowing DumpFile, size: Int64) throws(DumpFailure) {
    let source = file.source
    let truncated = DumpFailure(
      source: source, storedOffset: size,
      reason: "the partial is truncated; \(PartialFailure.remedy)")
    let trailerBytes = Int64(PartialFormat.trailerBytes)
    let trailerOffset = size - trailerBytes
    guard trailerOffset >= Int64(PartialFormat.headerBytes) else { throw truncated }
    let trailer = try file.bytes(at: trailerOffset, count: PartialFormat.trailerBytes)
    guard trailer.count == PartialFormat.trailerBytes, trailer[56...] == PartialFormat.endMagic[...]
    else { throw truncated }
    let altered = DumpFailure(
      source: source, storedOffset: trailerOffset,
      reason: "the partial's directory was altered; \(PartialFailure.remedy)")
    // The directory fills what is between the sections and the trailer, so that no length that is
    // read is taken for one that is there.
    let count = Int64(trailer.number(at: 8, bytes: 4))
    let offset = trailerOffset - count * Int64(PartialFormat.entryBytes)
    guard offset >= Int64(PartialFormat.headerBytes),
      trailer.number(at: 0, bytes: 8) == UInt64(offset)
    else { throw altered }
    let entries = try file.bytes(at: offset, count: Int(trailerOffset - offset))
    guard
      trailer.number(at: 48, bytes: 8)
        == PartialFormat.checksum(entries + trailer[..<48]), trailer.number(at: 12, bytes: 4) == 0
    else { throw altered }
    guard let sections = Self.sections(entries, end: offset) else { throw altered }
    self.sections = sections
    address = Array(trailer[16..<48])
  }

  /// The sections; `nil` when they do not lie one behind the other, in their order and size.
  private static func sections(_ entries: [UInt8], end: Int64) -> [Section]? {
    var sections: [Section] = []
    var (offset, rank) = (Int64(PartialFormat.headerBytes), 0)
    for start in stride(from: 0, to: entries.count, by: PartialFormat.entryBytes) {
      let entry = Array(entries[start..<(start + PartialFormat.entryBytes)])
      guard let section = Section(entry), section.offset == offset else { return nil }
      let next = section.kind.rank(section.partition)
      guard next >= rank, Int64(section.storedBytes) <= end - offset else { return nil }
      offset += Int64(section.storedBytes)
      rank = next
      sections.append(section)
    }
    return offset == end ? sections : nil
  }
}

extension Section {
  /// Reads an entry of a directory; `nil` when it is out of its rules.
  fileprivate init?(_ entry: [UInt8]) {
    guard let kind = SectionKind(rawValue: entry[0]), entry[2] == 0, entry[3] == 0 else {
      return nil
    }
    let partition = entry[1]
    switch kind {
    case .dumps, .names, .lines: guard partition == 0 else { return nil }
    case .claims, .users: break
    }
    let rows = Int(entry.number(at: 4, bytes: 4))
    let offset = Int64(bitPattern: entry.number(at: 8, bytes: 8))
    let stored = entry.number(at: 16, bytes: 8)
    // What cannot be compressed grows by a few bytes for each of its blocks.
    let mostBytes = rows * kind.rowBytes + rows * kind.rowBytes / 128 + 256
    guard (1...kind.mostRows).contains(rows), stored <= UInt64(mostBytes) else { return nil }
    self.init(
      kind: kind, partition: partition, rows: rows, offset: offset, storedBytes: Int(stored),
      content: Array(entry[24..<40]), stored: Array(entry[40..<56]))
  }
}
