import ByteStreams

/// A dump being written: lines go in, zstd frames reach the disk.
struct DumpStream: ~Copyable {
  /// Where lines are written to between two flushes.
  var lines: LineBuffer
  /// Bytes of all lines flushed.
  private(set) var decodedBytes: Int64 = 0
  /// Bytes of all frames written.
  private(set) var bytes: Int64 = 0

  private let path: String
  private let file: DurableFile
  private var compressor: ZstdCompressor
  private var compressed: [UInt8] = []

  /// Decoded bytes that are compressed in one go.
  private static let bufferBytes = 256 << 10
  /// The usual level of zstd: dumps are written once and read often.
  private static let level: Int32 = 3

  init(at path: String, threads: Int) throws(GenerationFailure) {
    let compressor = try GenerationFailure.compressing(to: path) { () throws(ZstdFailure) in
      try ZstdCompressor(level: Self.level, checksum: true, threads: threads)
    }
    let file = try GenerationFailure.onDisk { () throws(IOFailure) in
      try DurableFile(at: path, isNamedByUser: false)
    }
    self.path = path
    self.file = file
    self.compressor = compressor
    lines = LineBuffer(capacity: Self.bufferBytes)
  }

  /// Compresses the lines written so far, and ends the frame with them where asked to.
  mutating func flush(endFrame: Bool) throws(GenerationFailure) {
    decodedBytes += Int64(lines.count)
    try GenerationFailure.compressing(to: path) { () throws(ZstdFailure) in
      unsafe try lines.withBytes { source throws(ZstdFailure) in
        unsafe try compressor.compress(source, endFrame: endFrame, into: &compressed)
      }
    }
    lines.truncate()
    bytes += Int64(compressed.count)
    try GenerationFailure.onDisk { () throws(IOFailure) in try file.write(compressed) }
    compressed.removeAll(keepingCapacity: true)
  }

  /// Gives the dump its name; what was not flushed is not in it.
  consuming func commit() throws(GenerationFailure) {
    do throws(IOFailure) {
      try file.commit()
    } catch {
      throw GenerationFailure(disk: error)
    }
  }
}
