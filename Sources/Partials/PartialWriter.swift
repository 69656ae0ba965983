public import Aggregation
import ByteStreams
public import Catalog

/// Rows of a partition, laid out and compressed.
public struct EncodedSections: Sendable {
  struct Piece: Sendable {
    let kind: SectionKind
    let partition: UInt8
    let rows: Int
    let content: [UInt8]
    let bytes: [UInt8]
  }

  fileprivate(set) var pieces: [Piece] = []
}

/// Lays rows out and compresses them; one worker uses it at a time.
///
/// `@unchecked Sendable`: it is handed from worker to worker, never shared.
public final class PartialEncoder: @unchecked Sendable {
  private var compressor: ZstdCompressor

  /// An encoder.
  public init() throws {
    compressor = try ZstdCompressor(level: 1, checksum: false, threads: 0)
  }

  /// The sections of a partition.
  ///
  /// - Parameters:
  ///   - partition: the partition, 0 to 255.
  ///   - claims: by identity, then by dump, then in the order of lines; dumps by their place in the
  ///     partial.
  ///   - users: each once, in rising order.
  public func encode(
    partition: Int, claims: [IdentityClaim], users: [UserEntry]
  ) throws -> EncodedSections {
    var sections = EncodedSections()
    let partition = UInt8(truncatingIfNeeded: partition)
    try add(claims, .claims, partition, to: &sections) { PartialRows.encode($0) }
    try add(users, .users, partition, to: &sections) { PartialRows.encode($0) }
    return sections
  }

  /// The sections in front of all partitions.
  func encode(dumps: [PartialDump], lines: [DumpLine]) throws -> EncodedSections {
    var sections = EncodedSections()
    try add(dumps, .dumps, 0, to: &sections) { PartialRows.encode($0) }
    try add(lines, .lines, 0, to: &sections) { PartialRows.encode($0) }
    return sections
  }

  /// The sections behind all partitions.
  func encode(names: [(place: Int, source: String)]) throws -> EncodedSections {
    var sections = EncodedSections()
    try add(names, .names, 0, to: &sections) { PartialNames.encode($0) }
    return sections
  }

  private func add<Row>(
    _ rows: [Row], _ kind: SectionKind, _ partition: UInt8, to sections: inout EncodedSections,
    _ encode: (ArraySlice<Row>) -> [UInt8]
  ) throws {
    for start in stride(from: 0, to: rows.count, by: kind.mostRows) {
      let slice = rows[start..<min(start + kind.mostRows, rows.count)]
      let decoded = encode(slice)
      var stored: [UInt8] = []
      try compressor.compress(decoded, endFrame: true, into: &stored)
      sections.pieces.append(
        EncodedSections.Piece(
          kind: kind, partition: partition, rows: slice.count, content: decoded.digest,
          bytes: stored))
    }
  }
}

/// Writes a partial that appears whole or not at all.
///
/// Equal content gives an equal address; with an equal order and equal names of dumps, and the same
/// zstd, it gives equal bytes.
public final class PartialWriter {
  private let file: DurableFile
  private var offset: Int64
  private var sections: [Section] = []
  private var address: PartialAddress?

  /// Begins a partial.
  ///
  /// - Parameters:
  ///   - path: where it will be.
  ///   - catalog: the catalog that the dumps were read by.
  ///   - hasIdentities: whether identities are kept.
  ///   - dumps: in rising order of their digests.
  ///   - lines: by dump and key; dumps by their place in `dumps`.
  /// - Throws: `IOFailure` when the folder is missing or cannot be written.
  public init(
    at path: String, catalog: Catalog, hasIdentities: Bool,
    dumps: [PartialDump], lines: [DumpLine]
  ) throws {
    file = try DurableFile(at: path)
    var header = PartialFormat.magic
    header.append(UInt64(PartialFormat.version), bytes: 4)
    header.append(UInt64(hasIdentities ? PartialFormat.identitiesFlag : 0), bytes: 4)
    header += catalog.identity
    header.append(0, bytes: 8)
    address = PartialAddress(header: header)
    header.append(PartialFormat.checksum(header), bytes: 8)
    try file.write(header)
    offset = Int64(header.count)
    try write(PartialEncoder().encode(dumps: dumps, lines: lines))
  }

  /// Appends the sections of the next partition.
  ///
  /// - Throws: `IOFailure` when the disk refuses them.
  public func write(_ encoded: EncodedSections) throws {
    for piece in encoded.pieces {
      let section = Section(
        kind: piece.kind, partition: piece.partition, rows: piece.rows, offset: offset,
        storedBytes: piece.bytes.count, content: piece.content, stored: piece.bytes.digest)
      try file.write(piece.bytes)
      offset += Int64(piece.bytes.count)
      address?.add(section)
      sections.append(section)
    }
  }

  /// Ends the partial and gives it its name; once.
  ///
  /// - Parameter names: for each dump, in the order of their digests, its place in the order in which
  ///   dumps count, and the name that it was given by.
  /// - Returns: its address in 64 hexadecimal digits.
  /// - Throws: `IOFailure` when the bytes or the name did not reach the disk.
  public func finish(names: [(place: Int, source: String)]) throws -> String {
    try write(PartialEncoder().encode(names: names))
    guard let address = address.take() else { preconditionFailure("a partial is finished once") }
    let addressBytes = address.bytes()
    var end = sections.flatMap(\.entry)
    end.append(UInt64(offset), bytes: 8)
    end.append(UInt64(sections.count), bytes: 4)
    end.append(0, bytes: 4)
    end += addressBytes
    end.append(PartialFormat.checksum(end), bytes: 8)
    try file.write(end + PartialFormat.endMagic)
    try file.commit()
    return addressBytes.hexadecimal
  }
}

extension Section {
  /// The section in the directory.
  fileprivate var entry: [UInt8] {
    var bytes: [UInt8] = [kind.rawValue, partition, 0, 0]
    bytes.append(UInt64(rows), bytes: 4)
    bytes.append(UInt64(bitPattern: offset), bytes: 8)
    bytes.append(UInt64(storedBytes), bytes: 8)
    return bytes + content + stored
  }
}

extension Catalog {
  /// The SHA-256 of its file.
  var identity: [UInt8] {
    var hash = SHA256()
    hash.update(source)
    return hash.bytes()
  }
}
