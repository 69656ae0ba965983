import ByteStreams
import TestSupport
import Testing

@Suite("a damaged or cut file fails the run with its name and place")
struct UntrustedFrameTests {
  static let record =
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":"#

  static func frame(_ quantity: Int, hasChecksum: Bool = true, tellsSize: Bool = true) -> [UInt8] {
    let line = Array("\(record)\(quantity)}\n".utf8)
    return ZstdFrames.frame(line, hasChecksum: hasChecksum, tellsSize: tellsSize)
  }

  /// Frames of every kind; one of stored blocks, too.
  static let pieces = [
    ZstdFrames.skippable([1, 2, 3]), frame(1), frame(1, hasChecksum: false), ZstdFrames.frame([]),
    ZstdFrames.skippable([], kind: 15), frame(1, tellsSize: false),
    ZstdFrames.handmade(Array("\(record)1}\n".utf8)), ZstdFrames.skippable([9]),
  ]

  @Test("cut at every byte")
  func truncated() throws {
    let file = Self.pieces.flatMap(\.self)
    var borders: Set<Int> = []
    for piece in Self.pieces { borders.insert((borders.max() ?? 0) + piece.count) }
    for size in 1..<file.count {
      let found = try failures([TestDump(stored: Array(file[..<size]))])
      guard !borders.contains(size) else {
        #expect(found.isEmpty, "cut at the border \(size)")
        continue
      }
      #expect(found.map(\.name) == ["dump"], "cut at \(size)")
      // Less than a magic number is no frame, so it is taken for a header.
      let frameStart = borders.filter { $0 < size }.max() ?? 0
      if size < 4 {
        #expect(found.first?.decoded == 0, "cut at \(size)")
      } else if size - frameStart < 4 {
        #expect(found.first?.stored == Int64(frameStart), "cut at \(size)")
      } else {
        #expect(found.first?.stored == Int64(size), "cut at \(size)")
        #expect(found.first?.reason.contains("begins at byte \(frameStart):") == true)
      }
    }
  }

  @Test("every byte of a frame with a checksum changed", arguments: [0x01, 0x80, 0xFF])
  func flipped(mask: UInt8) throws {
    let file = Self.frame(1) + Self.frame(1)
    let sound = try outcome([TestDump(stored: file)])
    for place in file.indices {
      var damaged = file
      damaged[place] ^= mask
      // A bit of the header that decoders ignore changes nothing, and then nothing may change.
      guard let found = try? outcome([TestDump(stored: damaged)]) else { continue }
      #expect(found == sound, "byte \(place)")
    }
  }

  @Test("a wrong checksum is told with its frame")
  func checksum() throws {
    let (first, second) = (Self.frame(1), Self.frame(2))
    var damaged = first + second + first
    damaged[first.count + second.count - 1] ^= 1
    let found = try #require(try failures([TestDump(stored: damaged)]).first)
    #expect(found.stored == Int64(first.count))
    #expect(found.reason.hasPrefix("frame 2 is damaged: "))
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let what: String
    /// What stands behind a skippable and a sound frame.
    let bytes: [UInt8]
    let reason: String
    var testDescription: String { what }
  }

  static let brokenFrames = [
    Broken(what: "junk", bytes: Array("junk".utf8), reason: "trailing junk"),
    Broken(what: "one byte", bytes: [0], reason: "trailing junk"),
    Broken(what: "a text line", bytes: Array("\(record)1}\n".utf8), reason: "trailing junk"),
    Broken(
      what: "a window of 2^28", bytes: ZstdFrames.handmade([10], windowLog: 28),
      reason: "frame 2 wants a window of 268435456 bytes, more than 2^27"),
    Broken(what: "a window of 2^41", bytes: ZstdFrames.handmade([10], windowLog: 41), reason: ""),
    Broken(
      what: "a dictionary", bytes: ZstdFrames.handmade([10], dictionary: 7),
      reason: "frame 2 is damaged: it wants dictionary 7"),
    Broken(
      what: "a block of the reserved type", bytes: ZstdFrames.handmade([10], blockType: 3),
      reason: "frame 2 is damaged: a block of it has a reserved type"),
    Broken(
      what: "a reserved bit of the header", bytes: [0x28, 0xB5, 0x2F, 0xFD, 8, 0, 1, 0, 0],
      reason: "frame 2 is damaged: "),
    Broken(
      what: "an older format", bytes: [0x27, 0xB5, 0x2F, 0xFD, 0, 0, 1, 0, 0],
      reason: "trailing junk"),
  ]

  @Test("frames that cannot be read", arguments: brokenFrames)
  func broken(broken: Broken) throws {
    let sound = ZstdFrames.skippable([1]) + Self.frame(1)
    let found = try failures([TestDump(stored: sound + broken.bytes)])
    #expect(found.map(\.stored) == [Int64(sound.count)])
    #expect(found.first?.reason.hasPrefix(broken.reason) == true, "\(found)")
  }

  @Test("the largest window that is allowed")
  func largestWindow() throws {
    let dump = TestDump(
      stored: ZstdFrames.handmade(Array("\(Self.record)1}\n".utf8), windowLog: 27))
    #expect(try outcome([dump]).counted == 1)
  }

  @Test("a file that is not there, and a folder")
  func unreadable() throws {
    let workshop = try Workshop()
    let untrusted = #expect(throws: (any Error).self) {
      try workshop.result([]) {
        $0.sources = [workshop.directory.path("missing"), workshop.directory.path("")]
      }
    }
    #expect("\(try #require(untrusted))".split(separator: "\n").count == 2)
  }

  @Test("every bad dump is named, in argument order, whatever is wrong with it", arguments: [1, 3])
  func allAreNamed(workers: Int) throws {
    var damaged = Self.frame(1)
    damaged[damaged.count - 1] ^= 1
    let dumps = [
      TestDump(stored: damaged, name: "checksum"),
      TestDump(lines: ["\(Self.record)1}"], name: "sound"),
      TestDump(stored: Array(Self.frame(2).dropLast()), name: "cut"),
      TestDump(lines: [String(repeating: "x", count: 50)], name: "header"),
      TestDump(
        lines: ["\(Self.record)2}", String(repeating: "x", count: 601)], name: "line"),
    ]
    let found = try failures(dumps) {
      ($0.workers, $0.limits) = (workers, .tiny())
    }
    #expect(found.map(\.name) == ["checksum", "cut", "header", "line"])
  }

  @Test("going on counts the others, as if the bad ones had not been given", arguments: [1, 3])
  func keepsGoing(workers: Int) throws {
    var damaged = Self.frame(1)
    damaged[damaged.count - 1] ^= 1
    let sound = [
      TestDump(lines: ["\(Self.record)5}", "x"], name: "one"),
      TestDump(lines: ["\(Self.record)5}", "\(Self.record)6}"], name: "two"),
    ]
    let bad = [
      TestDump(stored: damaged, name: "bad1"),
      TestDump(lines: ["\(Self.record)7}", String(repeating: "x", count: 601)], name: "bad2"),
      TestDump(stored: Array("nothing".utf8), name: "bad3"),
    ]
    let workshop = try Workshop()
    let result = try workshop.result([bad[0], sound[0], bad[1], sound[1], bad[2]]) {
      ($0.workers, $0.limits, $0.keepsGoing) = (workers, .tiny(), true)
    }
    #expect(result.failures.map { Trouble($0).name } == ["bad1", "bad2", "bad3"])
    #expect(result.receipts.map(\.recordsRead) == [2, 2])
    #expect(result.receipts.map(\.recordsRejected) == [1, 0])
    let expected = Outcome(ReferenceIngest(sound.map(\.reference)))
    #expect(Outcome(result, in: workshop.directory).differences(from: expected) == "")
  }
}
