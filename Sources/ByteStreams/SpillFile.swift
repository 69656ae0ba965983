/// A file without a name for state that does not fit in memory.
///
/// One worker writes it, stretch after stretch; afterwards any number of workers read it. It goes
/// when the object goes, and with the process, however that ends.
public final class SpillFile: Sendable {
  private let descriptor: Descriptor

  /// An empty file in a folder.
  ///
  /// - Throws: `IOFailure` when the folder cannot be written.
  public init(in folder: String) throws(IOFailure) {
    descriptor = try Descriptor.nameless(in: folder)
  }

  /// Writes entries behind everything that was written before.
  ///
  /// - Throws: `IOFailure` when the disk refuses them.
  public func append<Entry: BitwiseCopyable>(_ entries: [Entry]) throws(IOFailure) {
    unsafe try entries.withUnsafeBufferPointer { buffer throws(IOFailure) in
      unsafe try descriptor.write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Adds entries that were written at an offset in bytes to an array.
  ///
  /// - Throws: `IOFailure` when the file cannot be read, or ends before they do.
  public func read<Entry: BitwiseCopyable>(
    _ count: Int, at offset: Int64, into entries: inout [Entry]
  ) throws(IOFailure) {
    let size = count * MemoryLayout<Entry>.stride
    let buffer = UnsafeMutableBufferPointer<Entry>.allocate(capacity: count)
    defer { unsafe buffer.deallocate() }
    let filled = unsafe try descriptor.read(
      at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    guard filled == size else {
      throw IOFailure(endOf: descriptor.path)
    }
    unsafe entries.append(contentsOf: UnsafeBufferPointer(buffer))
  }
}
