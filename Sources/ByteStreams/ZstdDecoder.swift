import CZstd

/// Turns zstd frames back into bytes, content checksums verified where they are present.
///
/// Owns a decompression context of libzstd, which is freed with it; one worker uses it at a time.
@safe
public struct ZstdDecoder: ~Copyable {
  private let context: OpaquePointer

  /// A decoder that refuses windows above `2^largestWindowLog` bytes before it allocates them.
  public init(largestWindowLog: Int32) {
    guard let context = unsafe ZSTD_createDCtx() else {
      preconditionFailure("there is memory for a decompression context")
    }
    unsafe self.context = context
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, largestWindowLog)
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
  }

  /// Forgets a frame that was begun.
  ///
  /// - Parameter inPlace: whether all that is decoded of a frame stays where it is put, so that it
  ///   need not be kept a second time.
  func reset(inPlace: Bool) {
    _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    _ = unsafe ZSTD_DCtx_setParameter(
      context, ZSTD_d_experimentalParam2, inPlace ? 1 : 0)
  }

  /// How many bytes a header of a frame can have.
  static let longestHeader = Int(ZSTD_FRAMEHEADERSIZE_MAX)

  /// How many bytes a frame says that it holds; `nil` when it does not say.
  ///
  /// - Parameter bytes: the frame from its first byte on, its header at least.
  static func contentSize(ofFrame bytes: ByteView) -> UInt64? {
    let size = unsafe ZSTD_getFrameContentSize(bytes.buffer.baseAddress, bytes.count)
    // The two highest numbers stand for an unknown size and for no frame.
    return size < UInt64.max - 1 ? size : nil
  }

  /// Decodes as much as the source has or the target holds, at most to the end of a frame.
  ///
  /// - Parameters:
  ///   - target: where the bytes go; in place, the same in each step, with space for whole frames.
  ///   - filled: bytes of the target that earlier steps have filled.
  /// - Throws: `ZstdFailure` when the frame is damaged or wants too large a window.
  func step(
    from source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, filled: Int
  ) throws(ZstdFailure) -> Step {
    var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
    var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: filled)
    let hint = try ZstdFailure.check(
      unsafe ZSTD_decompressStream(context, &output, &input), "decompress")
    return unsafe Step(
      consumed: input.pos, produced: output.pos - filled, isFrameComplete: hint == 0)
  }

  /// What one step took, gave and reached.
  struct Step {
    /// Stored bytes taken.
    var consumed: Int
    /// Decoded bytes given.
    var produced: Int
    /// Whether a frame is complete, its checksum compared.
    var isFrameComplete: Bool
  }
}

extension ZstdDecoder {
  /// Decodes one frame that is there as a whole.
  ///
  /// - Parameters:
  ///   - source: the frame and nothing behind it.
  ///   - limit: how many bytes it may hold.
  /// - Returns: the bytes; `nil` when the frame holds more, is cut short, or something stands behind
  ///   it.
  /// - Throws: `ZstdFailure` when the frame is damaged.
  public func decode(_ source: [UInt8], atMost limit: Int) throws(ZstdFailure) -> [UInt8]? {
    reset(inPlace: true)
    // One byte more tells a frame that holds more than it may.
    let decoded = ByteBuffer(capacity: limit + 1)
    var (consumed, produced) = (0, 0)
    while true {
      let step = unsafe try source.withUnsafeBufferPointer { source throws(ZstdFailure) in
        unsafe try self.step(
          from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(source)[consumed...]),
          into: decoded.tail(from: 0), filled: produced)
      }
      consumed += step.consumed
      produced += step.produced
      if step.isFrameComplete {
        guard produced <= limit, consumed == source.count else { return nil }
        return decoded.view(0, produced).bytes
      }
      guard step.consumed > 0 || step.produced > 0, produced <= limit else { return nil }
    }
  }
}
