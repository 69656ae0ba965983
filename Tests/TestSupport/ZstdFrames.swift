import CZstd

/// Makes zstd frames, well-formed ones with libzstd and odd ones by hand (RFC 8878, section 3.1).
public enum ZstdFrames {
  /// A frame of libzstd.
  ///
  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - hasChecksum: whether a checksum of the content follows it.
  ///   - tellsSize: whether its header tells the size of the content, as most writers do and those
  ///     that compress a pipe cannot.
  /// - Returns: the frame as stored.
  public static func frame(
    _ bytes: [UInt8], hasChecksum: Bool = true, tellsSize: Bool = true
  ) -> [UInt8] {
    guard let context = ZSTD_createCCtx() else { preconditionFailure("there is memory") }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, tellsSize ? 1 : 0)
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let size = ZSTD_compress2(context, &target, target.count, bytes, bytes.count)
    precondition(ZSTD_isError(size) == 0, "libzstd compresses")
    return Array(target[..<size])
  }

  /// A skippable frame.
  ///
  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - kind: the last digit of its magic number, 0...15.
  /// - Returns: the frame as stored.
  public static func skippable(_ bytes: [UInt8], kind: UInt8 = 0) -> [UInt8] {
    [0x50 + kind, 0x2A, 0x4D, 0x18] + littleEndian(bytes.count, 4) + bytes
  }

  /// A frame of stored blocks, made by hand so that single fields of it can be wrong.
  ///
  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - windowLog: its window is two to this power, 10...41.
  ///   - dictionary: the dictionary it asks for, 1...255.
  ///   - blockType: 0 for stored bytes, 3 for the type that is reserved.
  /// - Returns: the frame as stored.
  public static func handmade(
    _ bytes: [UInt8], windowLog: UInt8 = 17, dictionary: UInt8? = nil, blockType: Int = 0
  ) -> [UInt8] {
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    frame.append(dictionary == nil ? 0 : 1)
    frame.append((windowLog - 10) << 3)
    if let dictionary { frame.append(dictionary) }
    frame += littleEndian(bytes.count << 3 | blockType << 1 | 1, 3)
    return frame + bytes
  }

  /// A frame of no bytes whose header says that it holds some, which only a broken writer makes.
  ///
  /// - Parameter size: what it says, 256...65791.
  /// - Returns: the frame as stored.
  public static func empty(saying size: Int) -> [UInt8] {
    [0x28, 0xB5, 0x2F, 0xFD, 0x60] + littleEndian(size - 256, 2) + [1, 0, 0]
  }

  /// What is left of frames when libzstd decodes them.
  public enum Decoded: Equatable, Sendable {
    /// All of it, whole.
    case whole([UInt8])
    /// Damaged, cut short, or followed by something else.
    case bad
    /// More than was allowed.
    case tooLarge
  }

  /// Decodes frames to the end, a byte at a time, so that libzstd knows no more than the header.
  ///
  /// - Parameters:
  ///   - stored: the frames.
  ///   - largestWindowLog: the largest window is two to this power.
  ///   - limit: decoded bytes after which it is enough.
  /// - Returns: what they hold.
  public static func decode(
    _ stored: [UInt8], largestWindowLog: Int32, atMost limit: Int
  ) -> Decoded {
    guard let context = ZSTD_createDCtx() else { preconditionFailure("there is memory") }
    defer { ZSTD_freeDCtx(context) }
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, largestWindowLog)
    var decoded: [UInt8] = []
    var target = [UInt8](repeating: 0, count: 1 << 17)
    var place = 0
    while place < stored.count {
      let magic = Array(stored[place...].prefix(4))
      let isSkippable = magic.count == 4 && magic[0] >> 4 == 5 && magic[1...] == [0x2A, 0x4D, 0x18]
      guard magic == [0x28, 0xB5, 0x2F, 0xFD] || isSkippable else { return .bad }
      let size = stored[place...].withUnsafeBytes {
        ZSTD_getFrameContentSize($0.baseAddress, $0.count)
      }
      let start = decoded.count
      var isComplete = false
      while !isComplete {
        guard place < stored.count else { return .bad }
        var pending = stored[place...place]
        var count = target.count
        // A full target may hide that there is more.
        while !isComplete, !pending.isEmpty || count == target.count {
          let hint: Int
          (hint, count) = step(context, &pending, &target)
          guard ZSTD_isError(hint) == 0 else { return .bad }
          decoded += target[..<count]
          guard decoded.count <= limit else { return .tooLarge }
          isComplete = hint == 0
        }
        place += 1
      }
      // The two highest numbers stand for a size that is not told.
      guard isSkippable || size >= UInt64.max - 1 || size == decoded.count - start else {
        return .bad
      }
    }
    return .whole(decoded)
  }

  /// Decodes on with pending bytes and takes away those that were used.
  private static func step(
    _ context: OpaquePointer, _ pending: inout ArraySlice<UInt8>, _ target: inout [UInt8]
  ) -> (hint: Int, count: Int) {
    let (hint, used, count) = pending.withUnsafeBytes { source in
      target.withUnsafeMutableBytes { target in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let hint = ZSTD_decompressStream(context, &output, &input)
        return (hint, input.pos, output.pos)
      }
    }
    pending = pending.dropFirst(used)
    return (hint, count)
  }

  private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
