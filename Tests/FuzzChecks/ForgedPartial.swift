import ByteStreams
import Catalog
import Quantities
import TestSupport

/// A partial whose rows are whatever an input says, in sections with checksums that are right.
///
/// An input is sections: kind, partition, rows, and how many bytes follow, two bytes each but the first
/// two, which take one.
struct ForgedPartial {
  private(set) var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var sections = 0

  init(_ input: [UInt8]) {
    var rest = input[...]
    let hasIdentities = rest.popFirst().map { $0 % 2 == 0 } ?? true
    var header: [UInt8] = [0x89, 0x44, 0x50, 0x41, 0x0D, 0x0A, 0x1A, 0x0A]
    header += littleEndian(1, 4) + littleEndian(hasIdentities ? 1 : 0, 4)
    var catalog = SHA256()
    catalog.update(Catalog.builtIn.source)
    header += catalog.bytes() + littleEndian(0, 8)
    var address = SHA256()
    address.update(header)
    bytes = header + littleEndian(fingerprint(of: header).low, 8)
    while rest.count >= 6, sections < 64 {
      let head = Array(rest.prefix(6))
      let size = Int(head[4]) | Int(head[5]) << 8
      let rows = Array(rest.dropFirst(6).prefix(size))
      rest = rest.dropFirst(6 + size)
      let content = digest(rows)
      add(head, content, ZstdFrames.frame(rows, hasChecksum: false))
      if head[0] != 5 { address.update([head[0], head[1], head[2], head[3], 0, 0] + content) }
    }
    finish(address.bytes())
  }

  private mutating func add(_ head: [UInt8], _ content: [UInt8], _ stored: [UInt8]) {
    directory += [head[0], head[1], 0, 0, head[2], head[3], 0, 0]
    directory += littleEndian(UInt64(bytes.count), 8) + littleEndian(UInt64(stored.count), 8)
    directory += content + digest(stored)
    bytes += stored
    sections += 1
  }

  private mutating func finish(_ address: [UInt8]) {
    let trailer =
      littleEndian(UInt64(bytes.count), 8) + littleEndian(UInt64(sections), 4)
      + littleEndian(0, 4) + address
    bytes += directory + trailer
    bytes += littleEndian(fingerprint(of: directory + trailer).low, 8)
    bytes += [0x44, 0x50, 0x41, 0x0D, 0x0A, 0x1A, 0x0A, 0x89]
  }

  private func digest(_ bytes: [UInt8]) -> [UInt8] {
    let hash = fingerprint(of: bytes)
    return littleEndian(hash.low, 8) + littleEndian(hash.high, 8)
  }

  private func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
  }
}
