import ByteStreams
import Quantities

/// The layout of a partial: a header, sections, a directory of them, a trailer.
///
/// All numbers are little-endian; Documentation/PARTIALS.md has each byte.
enum PartialFormat {
  /// No text and no zstd frame begins like this; the line ends in it show a transfer as text.
  static let magic: [UInt8] = [0x89, 0x44, 0x50, 0x41, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The last bytes of a whole partial.
  static let endMagic: [UInt8] = [0x44, 0x50, 0x41, 0x0D, 0x0A, 0x1A, 0x0A, 0x89]

  static let version: UInt32 = 1
  static let headerBytes = 64
  static let entryBytes = 56
  static let trailerBytes = 64
  /// Rows of a section, so that reading one takes a few megabytes at most.
  static let mostRows = 1 << 16
  /// Names vary in size.
  static let mostNames = 1 << 10
  /// No path that can be opened is longer.
  static let longestName = 4096
  /// Flag of the header: identities are kept.
  static let identitiesFlag: UInt32 = 1

  /// The low half of the 128-bit XXH3 of bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt64 { fingerprint(of: bytes).low }
}

/// What a section holds; sections come in this order, those of partitions partition by partition.
enum SectionKind: UInt8 {
  /// The dumps by their digests.
  case dumps = 1
  /// Lines of records without identity.
  case lines = 2
  /// Claims to identities of a partition.
  case claims = 3
  /// Users of a partition.
  case users = 4
  /// How dumps were given: their order, as far as it decides anything, and their names.
  case names = 5

  /// The place in the order of sections.
  func rank(_ partition: UInt8) -> Int {
    switch self {
    case .dumps, .lines: Int(rawValue)
    case .claims, .users: 2 * Int(partition) + Int(rawValue)
    case .names: 1000
    }
  }

  /// Bytes of a row; of names, the most bytes.
  var rowBytes: Int {
    switch self {
    case .dumps: 52
    case .names: 6 + PartialFormat.longestName
    case .lines: 27
    case .claims: 51
    case .users: 24
    }
  }

  var mostRows: Int { self == .names ? PartialFormat.mostNames : PartialFormat.mostRows }
}

/// A section as the directory tells of it.
struct Section {
  let kind: SectionKind
  let partition: UInt8
  let rows: Int
  let offset: Int64
  let storedBytes: Int
  /// The 128-bit XXH3 of the decoded rows, which the address of the partial is made of.
  let content: [UInt8]
  /// The 128-bit XXH3 of the bytes as stored.
  let stored: [UInt8]
}

/// The SHA-256 of what a partial holds: equal for equal content, however dumps were given, whatever
/// zstd compressed them.
struct PartialAddress: ~Copyable {
  private var hash = SHA256()

  /// - Parameter header: the header without its checksum.
  init(header: [UInt8]) {
    hash.update(header)
  }

  /// Takes in a section; names and order of dumps are how the content was given, and no part of it.
  mutating func add(_ section: Section) {
    guard section.kind != .names else { return }
    var entry: [UInt8] = [section.kind.rawValue, section.partition]
    entry.append(UInt64(section.rows), bytes: 4)
    hash.update(entry + section.content)
  }

  consuming func bytes() -> [UInt8] { hash.bytes() }
}

extension [UInt8] {
  /// Appends the lowest bytes of a number, the lowest first.
  mutating func append(_ value: UInt64, bytes count: Int) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  /// The number in some bytes, the lowest first; the bytes are there.
  func number(at index: Int, bytes count: Int) -> UInt64 {
    var value: UInt64 = 0
    for place in 0..<count { value |= UInt64(self[index + place]) << UInt64(8 * place) }
    return value
  }

  /// The 128-bit XXH3 of the bytes, the low half first.
  var digest: [UInt8] {
    let print = fingerprint(of: self)
    var bytes: [UInt8] = []
    bytes.append(print.low, bytes: 8)
    bytes.append(print.high, bytes: 8)
    return bytes
  }
}
