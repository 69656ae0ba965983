import ByteStreams
import TestSupport
import Testing

@Suite("Compressing into zstd frames")
struct ZstdCompressorTests {
  /// Bytes that compress a little, as those of dumps do.
  static func sample(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { $0 % 3 == 0 ? UInt8(random.pick(0...255)) : UInt8($0 % 7) }
  }

  /// The content of frames, and how many there are.
  private func decoded(_ frames: [UInt8]) throws -> (bytes: [UInt8], frames: Int) {
    let directory = try WorkDirectory("compressor")
    let dump = try DumpFile(
      directory.write(frames, to: "frames.zst"), spillFolder: directory.url.path)
    var decoder = UnitDecoder(limits: ReadingLimits())
    var bytes: [UInt8] = []
    var count = 0
    for unit in try dump.layout(limits: ReadingLimits(), withSHA256: false).units {
      decoder.begin(unit)
      var buffer = [UInt8](repeating: 0, count: 10_000)
      while true {
        let read = try buffer.withUnsafeMutableBytes { try decoder.read(from: dump, into: $0) }
        bytes += buffer[..<read]
        if read < buffer.count { break }
      }
      count += decoder.frameStarts.count
    }
    return (bytes, count)
  }

  @Test(
    "Whatever the pieces, the content comes back",
    arguments: [0, 1, 100, 131_072, 1_000_000], [1, 7, 4096, 300_000])
  func pieces(count: Int, piece: Int) throws {
    // A piece of one byte is tried on short contents only.
    guard count / piece < 1000 else { return }
    let content = Self.sample(count)
    var compressor = try ZstdCompressor(level: 3, checksum: true)
    var frames: [UInt8] = []
    for start in stride(from: 0, to: count, by: piece) {
      let bytes = Array(content[start..<min(start + piece, count)])
      try compressor.compress(bytes, endFrame: false, into: &frames)
    }
    try compressor.compress([], endFrame: true, into: &frames)
    let result = try decoded(frames)
    #expect(result.bytes == content)
    #expect(result.frames == 1)
  }

  @Test("Each end begins another frame, empty ones too", arguments: [1, 2, 5])
  func frames(count: Int) throws {
    var compressor = try ZstdCompressor(level: 1, checksum: false)
    var frames: [UInt8] = []
    var content: [UInt8] = []
    for frame in 0..<count {
      let bytes = frame % 2 == 1 ? [] : Self.sample(1000, seed: UInt64(frame))
      try compressor.compress(bytes, endFrame: true, into: &frames)
      content += bytes
    }
    let result = try decoded(frames)
    #expect(result.bytes == content)
    #expect(result.frames == count)
  }

  @Test("What was in the output before stays")
  func appends() throws {
    var compressor = try ZstdCompressor(level: 3, checksum: true)
    var output: [UInt8] = [1, 2, 3]
    try compressor.compress(Self.sample(10), endFrame: true, into: &output)
    #expect(output.starts(with: [1, 2, 3, 0x28, 0xB5, 0x2F, 0xFD]))
  }

  @Test("The number of threads changes no byte", arguments: [2, 3, 8])
  func threads(count: Int) throws {
    func frame(_ threads: Int) throws -> [UInt8] {
      var compressor = try ZstdCompressor(level: 1, checksum: true, threads: threads)
      var frame: [UInt8] = []
      // Enough for several of the jobs that libzstd shares out.
      for seed in 1...12 as ClosedRange<UInt64> {
        try compressor.compress(Self.sample(500_000, seed: seed), endFrame: false, into: &frame)
      }
      try compressor.compress([], endFrame: true, into: &frame)
      return frame
    }
    #expect(try frame(count) == frame(1))
  }

  @Test("A checksum finds a changed byte of the content")
  func checksum() throws {
    var compressor = try ZstdCompressor(level: 3, checksum: true)
    var frame: [UInt8] = []
    try compressor.compress(Self.sample(5000), endFrame: true, into: &frame)
    // The last four bytes are the checksum (RFC 8878, 3.1.1).
    frame[frame.count - 1] ^= 1
    #expect(throws: DumpFailure.self) { try decoded(frame) }
  }
}
