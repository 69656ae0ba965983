import CZstd

/// Turns bytes into zstd frames.
///
/// Owns a compression context of libzstd, which is freed with it; one thread uses it at a time.
/// Where libzstd was built with threads, it compresses on threads of its own while the caller makes
/// the next bytes. Equal calls give equal frames, whatever the number of threads from 1 on, as long
/// as libzstd is the same.
@safe
public struct ZstdCompressor: ~Copyable {
  private let context: OpaquePointer
  private let scratch: ByteBuffer

  /// A compressor.
  ///
  /// - Parameters:
  ///   - level: 1 is fast, 3 is usual, 19 is small.
  ///   - checksum: whether each frame ends in a hash of its content, so that damage is found.
  ///   - threads: how many threads compress while the caller goes on, each with some megabytes; with
  ///     0 the caller waits, which pays for short frames.
  /// - Throws: `ZstdFailure` when libzstd does not know the level.
  public init(level: Int32, checksum: Bool, threads: Int = 1) throws(ZstdFailure) {
    precondition(threads >= 0, "threads are counted")
    guard let context = unsafe ZSTD_createCCtx() else {
      preconditionFailure("there is memory for a compression context")
    }
    unsafe self.context = context
    self.scratch = ByteBuffer(capacity: ZSTD_CStreamOutSize())
    try set(ZSTD_c_compressionLevel, to: level)
    try set(ZSTD_c_checksumFlag, to: checksum ? 1 : 0)
    // A libzstd without threads refuses this, and then compresses while the caller waits.
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, Int32(clamping: threads))
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
  }

  /// Compresses bytes and appends what comes out of it, which may be nothing until a frame ends.
  ///
  /// - Parameters:
  ///   - source: the bytes; none at all are fine, as when only the frame is to end.
  ///   - endFrame: whether the frame ends after them; the next bytes then begin another one.
  ///   - output: where the compressed bytes are appended.
  /// - Throws: `ZstdFailure` when libzstd fails, which leaves the frame useless.
  public mutating func compress(
    _ source: UnsafeRawBufferPointer, endFrame: Bool, into output: inout [UInt8]
  ) throws(ZstdFailure) {
    var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
    let directive = endFrame ? ZSTD_e_end : ZSTD_e_continue
    while true {
      let room = unsafe scratch.tail(from: 0)
      var piece = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
      let remaining = try ZstdFailure.check(
        unsafe ZSTD_compressStream2(context, &piece, &input, directive), "compress")
      unsafe output.append(contentsOf: room[..<piece.pos])
      let isDone = unsafe endFrame ? remaining == 0 : input.pos == input.size
      if isDone { return }
    }
  }

  /// Compresses bytes and appends what comes out of it, which may be nothing until a frame ends.
  ///
  /// - Throws: `ZstdFailure` when libzstd fails, which leaves the frame useless.
  public mutating func compress(
    _ source: [UInt8], endFrame: Bool, into output: inout [UInt8]
  ) throws(ZstdFailure) {
    unsafe try source.withUnsafeBufferPointer { bytes throws(ZstdFailure) in
      unsafe try compress(UnsafeRawBufferPointer(bytes), endFrame: endFrame, into: &output)
    }
  }

  private func set(_ parameter: ZSTD_cParameter, to value: Int32) throws(ZstdFailure) {
    _ = try ZstdFailure.check(
      unsafe ZSTD_CCtx_setParameter(context, parameter, value), "set up compression")
  }
}
