import ByteStreams
import TestSupport
import Testing

@Suite("frames are found and decoded unit by unit")
struct DumpLayoutTests {
  /// Frames of every kind: what is stored, and what it decodes to; `nil` for skippable ones.
  static let frames: [(stored: [UInt8], decoded: [UInt8]?)] = [
    (ZstdFrames.skippable(noise(300)), nil),
    (ZstdFrames.frame(noise(5000)), noise(5000)),
    (ZstdFrames.frame([]), []),
    (ZstdFrames.frame(noise(1, seed: 2), hasChecksum: false), noise(1, seed: 2)),
    (ZstdFrames.skippable([], kind: 15), nil),
    (ZstdFrames.skippable([7], kind: 7), nil),
    (ZstdFrames.frame(Array(repeating: 9, count: 400_000)), Array(repeating: 9, count: 400_000)),
    (ZstdFrames.frame(noise(300_000), tellsSize: false), noise(300_000)),
    (ZstdFrames.handmade(noise(70)), noise(70)),
    (ZstdFrames.frame([], tellsSize: false), []),
    (ZstdFrames.skippable(noise(9)), nil),
  ]

  @Test("units of every size come to the same bytes and frames", arguments: [1, 40, 5000, 1 << 20])
  func units(unitBytes: Int64) throws {
    let directory = try WorkDirectory()
    let stored = Self.frames.flatMap(\.stored)
    let dump = try DumpFile(
      try directory.write(stored, to: "dump"), spillFolder: directory.url.path)
    var limits = ReadingLimits()
    limits.unitBytes = unitBytes
    let layout = try dump.layout(limits: limits, withSHA256: false)
    #expect(layout.isCompressed)
    #expect(layout.storedBytes == Int64(stored.count))
    #expect(layout.sha256 == nil)

    // Units lie side by side, none smaller than asked for but the last one.
    var end: Int64 = 0
    for unit in layout.units {
      #expect(unit.offset == end)
      #expect(unit.size >= unitBytes || unit == layout.units.last)
      end += unit.size
    }
    #expect(end == Int64(stored.count))

    var starts: [FrameStart] = []
    var bytes: [UInt8] = []
    var decoder = UnitDecoder(limits: limits)
    for unit in layout.units {
      let decoded = try decode(unit, of: dump, pieceSize: 1009, with: &decoder)
      starts += decoded.frames.map {
        FrameStart(offsetInUnit: Int64(bytes.count) + $0.offsetInUnit, frame: $0.frame)
      }
      bytes += decoded.bytes
    }
    let contents = Self.frames.compactMap(\.decoded)
    #expect(bytes == contents.flatMap(\.self))
    var offset = 0
    for (index, content) in contents.enumerated() {
      #expect(starts[index] == FrameStart(offsetInUnit: Int64(offset), frame: Int64(index + 1)))
      offset += content.count
    }
    #expect(starts.count == contents.count)
  }

  @Test("pieces of every size", arguments: [1, 2, 7, 4999, 5000, 5001, 20_000])
  func pieces(pieceSize: Int) throws {
    let directory = try WorkDirectory()
    let stored = Self.frames[..<5].flatMap(\.stored)
    let dump = try DumpFile(
      try directory.write(stored, to: "dump"), spillFolder: directory.url.path)
    let layout = try dump.layout(limits: ReadingLimits(), withSHA256: false)
    var decoder = UnitDecoder(limits: ReadingLimits())
    let decoded = try decode(layout.units[0], of: dump, pieceSize: pieceSize, with: &decoder)
    #expect(decoded.bytes == Self.frames[..<5].compactMap(\.decoded).flatMap(\.self))
    #expect(decoded.frames.map(\.offsetInUnit) == [0, 5000, 5000])
  }

  @Test("a plain dump is cut by size alone", arguments: [0, 1, 9, 10, 11, 25])
  func plain(size: Int) throws {
    let directory = try WorkDirectory()
    let bytes = noise(size)
    let dump = try DumpFile(
      try directory.write(bytes, to: "dump"), spillFolder: directory.url.path)
    var limits = ReadingLimits()
    limits.plainUnitBytes = 10
    let layout = try dump.layout(limits: limits, withSHA256: true)
    #expect(!layout.isCompressed)
    #expect(layout.units.map(\.offset) == stride(from: 0, to: Int64(size), by: 10).map { $0 })
    var decoder = UnitDecoder(limits: limits)
    var read: [UInt8] = []
    for unit in layout.units {
      #expect(unit.firstFrame == 0)
      read += try decode(unit, of: dump, pieceSize: 4, with: &decoder).bytes
    }
    #expect(read == bytes)
    #expect(layout.sha256?.count == 64)
  }

  @Test("the same bytes have the same digest, others another one")
  func digests() throws {
    let directory = try WorkDirectory()
    func digest(_ bytes: [UInt8]) throws -> (String, String?) {
      let dump = try DumpFile(
        try directory.write(bytes, to: "dump"), spillFolder: directory.url.path)
      let layout = try dump.layout(limits: ReadingLimits(), withSHA256: true)
      return ("\(layout.digest)", layout.sha256)
    }
    // More than the reader takes at once.
    let large = noise(1_300_000)
    #expect(try digest(large).0 == digest(large).0)
    #expect(try digest(large).0 != digest(large.dropLast()).0)
    #expect(try digest(large).0 != digest(large + [0]).0)
    #expect(
      try digest(Array("abc".utf8)).1
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      try digest([]).1 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("files of pzstd", .enabled(if: program("pzstd") != nil))
  func pzstd() throws {
    let pzstd = try #require(program("pzstd"))
    let directory = try WorkDirectory()
    let bytes = noise(3_000_000)
    try directory.write(bytes, to: "dump")
    let result = try runProgram(pzstd, ["-q", "-p", "2", "-1", "dump"], in: directory.url)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let dump = try DumpFile(directory.path("dump.zst"), spillFolder: directory.url.path)
    let layout = try dump.layout(limits: ReadingLimits(), withSHA256: false)
    #expect(layout.units.count > 1)
    var decoder = UnitDecoder(limits: ReadingLimits())
    var read: [UInt8] = []
    for unit in layout.units {
      read += try decode(unit, of: dump, pieceSize: 100_000, with: &decoder).bytes
    }
    #expect(read == bytes)
  }

  @Test("a file that became shorter since it was walked over", arguments: [true, false])
  func shrunk(isCompressed: Bool) throws {
    let directory = try WorkDirectory()
    let piece = isCompressed ? ZstdFrames.frame(noise(50)) : noise(50)
    let dump = try DumpFile(
      try directory.write(piece, to: "dump"), spillFolder: directory.url.path)
    let unit = StoredUnit(
      offset: 0, size: Int64(piece.count * 2), firstFrame: isCompressed ? 1 : 0)
    var decoder = UnitDecoder(limits: ReadingLimits())
    var failure: DumpFailure?
    do throws(DumpFailure) {
      _ = try decode(unit, of: dump, pieceSize: 1000, with: &decoder)
    } catch {
      failure = error
    }
    #expect(failure?.storedOffset == Int64(piece.count))
    #expect(failure?.reason.hasPrefix("the file became shorter") == true)
  }

  @Test(
    "a frame that holds less than it says is damaged, in pieces of any size",
    arguments: [100, 1000, 1 << 20])
  func emptyFrame(pieceSize: Int) throws {
    let directory = try WorkDirectory()
    let stored = ZstdFrames.frame(noise(50)) + ZstdFrames.empty(saying: 60_000)
    let dump = try DumpFile(
      try directory.write(stored, to: "dump"), spillFolder: directory.url.path)
    let layout = try dump.layout(limits: ReadingLimits(), withSHA256: false)
    var decoder = UnitDecoder(limits: ReadingLimits())
    let failure = #expect(throws: DumpFailure.self) {
      try decode(layout.units[0], of: dump, pieceSize: pieceSize, with: &decoder)
    }
    #expect(failure?.storedOffset == Int64(ZstdFrames.frame(noise(50)).count))
    #expect(failure?.reason.hasPrefix("frame 2 is damaged") == true)
  }

  @Test("a decoder is of use again after a damaged unit")
  func afterDamage() throws {
    let directory = try WorkDirectory()
    var damaged = ZstdFrames.frame(noise(5000))
    damaged[damaged.count - 1] ^= 1
    let sound = ZstdFrames.frame(noise(40))
    let dump = try DumpFile(
      try directory.write(damaged + sound, to: "dump"), spillFolder: directory.url.path)
    var limits = ReadingLimits()
    limits.unitBytes = 1
    let layout = try dump.layout(limits: limits, withSHA256: false)
    var decoder = UnitDecoder(limits: limits)
    for pieceSize in [1000, 1 << 20] {
      #expect(throws: DumpFailure.self) {
        try decode(layout.units[0], of: dump, pieceSize: pieceSize, with: &decoder)
      }
      let decoded = try decode(layout.units[1], of: dump, pieceSize: 100, with: &decoder)
      #expect(decoded.bytes == noise(40))
      #expect(decoded.frames == [FrameStart(offsetInUnit: 0, frame: 2)])
    }
  }
}
