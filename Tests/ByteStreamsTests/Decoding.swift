import ByteStreams
import Foundation
import TestSupport

/// A unit of a dump, read to its end in pieces of one size.
struct DecodedUnit: Equatable {
  var bytes: [UInt8] = []
  var frames: [FrameStart] = []
}

/// Reads a unit.
func decode(
  _ unit: StoredUnit, of dump: borrowing DumpFile, pieceSize: Int,
  with decoder: inout UnitDecoder
) throws(DumpFailure) -> DecodedUnit {
  var decoded = DecodedUnit()
  let buffer = ByteBuffer(capacity: pieceSize)
  decoder.begin(unit)
  while true {
    let count = try decoder.read(from: dump, into: buffer.tail(from: 0))
    decoded.bytes += buffer.view(0, count).bytes
    decoded.frames += decoder.frameStarts
    decoder.frameStarts.removeAll()
    if count < pieceSize { return decoded }
  }
}

/// Bytes that do not repeat soon.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
}

/// A program of the machine, `nil` when it is not installed.
func program(_ name: String) -> URL? {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { URL(fileURLWithPath: "\($0)/\(name)") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}
