import Glibc
public import Quantities

/// A dump that can be read at any offset, by several workers at once.
///
/// Standard input and pipes cannot be read twice, which a second look at duplicates needs, so they
/// are first copied into a nameless file.
@safe
public struct DumpFile: ~Copyable, Sendable {
  /// The path as given, `-` for standard input.
  public let source: String
  private let descriptor: Descriptor

  /// Opens a dump.
  ///
  /// - Parameters:
  ///   - source: a path, or `-` for standard input.
  ///   - spillFolder: where standard input and pipes are copied to.
  /// - Throws: `DumpFailure` when it cannot be read.
  public init(_ source: String, spillFolder: String) throws(DumpFailure) {
    self.source = source
    do throws(IOFailure) {
      let opened =
        source == "-" ? Descriptor.standardInput : try Descriptor.reading(source)
      if try opened.size() == nil {
        self.descriptor = try Self.copy(of: opened, in: spillFolder)
      } else if source == "-" {
        // A file redirected to standard input may have been read in part by a shell; what counts
        // is what comes next, so it is copied too.
        self.descriptor = try Self.copy(of: opened, in: spillFolder)
      } else {
        self.descriptor = opened
      }
    } catch {
      throw DumpFailure(source: source, reason: "\(error); check the path and its permissions")
    }
  }

  /// Fills the target from an offset as far as the dump goes; returns how many bytes it holds.
  ///
  /// - Throws: `DumpFailure` when reading fails.
  public func read(
    at offset: Int64, into target: UnsafeMutableRawBufferPointer
  ) throws(DumpFailure) -> Int {
    do throws(IOFailure) {
      return unsafe try descriptor.read(at: offset, into: target)
    } catch {
      throw DumpFailure(source: source, storedOffset: offset, reason: "\(error)")
    }
  }

  /// The bytes from an offset on, fewer than asked for when the dump ends before.
  ///
  /// - Throws: `DumpFailure` when reading fails.
  public func bytes(at offset: Int64, count: Int) throws(DumpFailure) -> [UInt8] {
    let buffer = ByteBuffer(capacity: count)
    let read = unsafe try read(at: offset, into: buffer.tail(from: 0))
    return buffer.view(0, read).bytes
  }

  /// How many bytes it has as stored.
  ///
  /// - Throws: `DumpFailure` when it cannot be inspected.
  public func size() throws(DumpFailure) -> Int64 {
    do throws(IOFailure) {
      return try descriptor.size() ?? 0
    } catch {
      throw DumpFailure(source: source, reason: "\(error)")
    }
  }

  /// Stands for its bytes as stored: the digest of its layout, whatever the bytes are.
  ///
  /// - Throws: `DumpFailure` when it cannot be read.
  public func digest() throws(DumpFailure) -> Fingerprint {
    var reader = HashingReader(self, withSHA256: false)
    while true {
      try reader.refill(from: self, atLeast: 1)
      guard reader.available > 0 else { return reader.fingerprint() }
      reader.skip(reader.available)
    }
  }

  /// Walks over the dump as it is stored.
  ///
  /// - Throws: `DumpFailure` when it is cut short, ends in junk, or cannot be read.
  public func layout(limits: ReadingLimits, withSHA256: Bool) throws(DumpFailure) -> DumpLayout {
    try FrameWalk(self, limits: limits, withSHA256: withSHA256).layout(of: self)
  }

  private static func copy(
    of opened: borrowing Descriptor, in folder: String
  ) throws(IOFailure) -> Descriptor {
    let spill = try Descriptor.nameless(in: folder)
    let buffer = ByteBuffer(capacity: 1 << 20)
    while true {
      let count = unsafe try opened.read(into: buffer.tail(from: 0))
      guard count > 0 else { return spill }
      unsafe try spill.write(UnsafeRawBufferPointer(buffer.view(0, count).buffer))
    }
  }
}
