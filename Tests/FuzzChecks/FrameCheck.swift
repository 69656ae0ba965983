import ByteStreams
import Foundation
import TestSupport

/// Stored dumps: what the walk over frames trusts decodes to what libzstd makes of it, however it is cut
/// into units; what libzstd does not decode is refused.
func checkFrames(_ input: [UInt8]) throws {
  let file = try MemoryFile(input)
  let dump = try DumpFile(file.path, spillFolder: temporaryFolder)
  let reference = ZstdFrames.decode(input, largestWindowLog: largestWindowLog, atMost: mostDecoded)
  guard reference != .tooLarge else {
    // Nothing is decoded, so that a bomb costs no more than its walk.
    _ = try? dump.layout(limits: limits(unitBytes: 1), withSHA256: false)
    return
  }
  for unitBytes in [1, 1 << 20] as [Int64] {
    let result = Result { () throws(DumpFailure) in
      try decode(dump, limits(unitBytes: unitBytes))
    }
    switch (result, reference) {
    case (.success(let decoded), _) where !decoded.isCompressed:
      try expectEqual(decoded.bytes, input, "a plain dump")
    case (.success(let decoded), .whole(let bytes)):
      try expect(decoded.bytes == bytes, "other bytes than libzstd, units of \(unitBytes)")
      try expect(decoded.bytesInPlace == bytes, "other bytes in place, units of \(unitBytes)")
      try expectEqual(decoded.frames, Array(decoded.frames.indices).map { Int64($0 + 1) }, "frames")
    case (.failure(let failure), .whole):
      throw CheckFailure("libzstd decodes what is refused: \(failure)")
    case (.success, _):
      throw CheckFailure("libzstd refuses what is decoded, units of \(unitBytes)")
    case (.failure(let failure), _):
      try expect(!failure.reason.isEmpty, "a reason")
    }
  }
}

/// Windows of a mebibyte, so that no input is slow because of the memory that it asks for.
private let largestWindowLog: Int32 = 20
private let mostDecoded = 1 << 20

let temporaryFolder = FileManager.default.temporaryDirectory.path

private func limits(unitBytes: Int64) -> ReadingLimits {
  var limits = ReadingLimits()
  limits.unitBytes = unitBytes
  limits.largestWindowLog = largestWindowLog
  return limits
}

/// All of a dump.
private struct DecodedDump {
  var isCompressed = false
  var bytes: [UInt8] = []
  var bytesInPlace: [UInt8] = []
  var frames: [Int64] = []
}

private func decode(
  _ dump: borrowing DumpFile, _ limits: ReadingLimits
) throws(DumpFailure) -> DecodedDump {
  let layout = try dump.layout(limits: limits, withSHA256: false)
  var decoded = DecodedDump(isCompressed: layout.isCompressed)
  var decoder = UnitDecoder(limits: limits)
  let piece = ByteBuffer(capacity: 1000)
  for unit in layout.units {
    decoder.begin(unit)
    var isOver = false
    while !isOver {
      let count = try decoder.read(from: dump, into: piece.tail(from: 0))
      decoded.bytes += piece.view(0, count).bytes
      decoded.frames += decoder.frameStarts.map(\.frame)
      decoder.frameStarts.removeAll()
      isOver = count < piece.capacity
    }
    if layout.isCompressed { decoded.bytesInPlace += try inPlace(unit, dump, &decoder) }
  }
  return decoded
}

/// A unit decoded into one piece of memory, as long as it says that it may be.
private func inPlace(
  _ unit: StoredUnit, _ dump: borrowing DumpFile, _ decoder: inout UnitDecoder
) throws(DumpFailure) -> [UInt8] {
  let memory = ByteBuffer(capacity: Int(unit.mostDecodedBytes))
  decoder.begin(unit, inPlace: true)
  var filled = 0
  while true {
    let count = try decoder.readOn(
      from: dump, into: memory.tail(from: 0), filled: filled, wanted: 700)
    filled += count
    if count < 700 { return memory.view(0, filled).bytes }
  }
}
