import Glibc

/// An output file that appears whole or not at all.
///
/// Bytes go to a temporary name in the same folder; `commit` syncs them and gives the file its own
/// name in one step. An object that goes without a commit takes the temporary file with it.
///
/// Several may write one file at a time, also from machines that share a disk: each has a temporary
/// name of its own, and the last one that commits stands, whole. The name ends in `.tmp`, so that
/// what a killed process leaves behind is not taken for a finished file.
///
/// A symbolic link is followed. What is no file but a device or a pipe is not replaced by one: bytes
/// go there as they come.
///
/// A class, so that the closures through which exports are written can hold it.
public final class DurableFile {
  private let path: String
  /// Where bytes go until the commit; `nil` for a device or a pipe.
  private let temporary: String?
  private let descriptor: Descriptor
  private var isCommitted = false

  /// Begins a file that will be at `path`.
  ///
  /// - Throws: `IOFailure` when the folder is missing or cannot be written.
  public init(at path: String) throws(IOFailure) {
    let target = SystemCalls.target(of: path)
    self.path = target?.path ?? path
    if let target, !target.isReplaceable {
      self.temporary = nil
      self.descriptor = try Descriptor.writing(target.path)
      return
    }
    let temporary = "\(self.path).\(UniqueName.digits()).tmp"
    self.temporary = temporary
    self.descriptor = try Descriptor.creating(temporary)
  }

  deinit {
    if let temporary, !isCommitted { try? SystemCalls.unlink(temporary) }
  }

  /// Appends bytes.
  ///
  /// - Throws: `IOFailure` when the disk refuses them.
  public func write(_ bytes: [UInt8]) throws(IOFailure) {
    try descriptor.write(bytes)
  }

  /// Appends bytes.
  ///
  /// - Throws: `IOFailure` when the disk refuses them.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(IOFailure) {
    unsafe try descriptor.write(bytes)
  }

  /// Gives the file its name, replacing what stood there; nothing can be appended then.
  ///
  /// - Throws: `IOFailure` when the bytes or the name did not reach the disk.
  public func commit() throws(IOFailure) {
    precondition(!isCommitted, "a file is committed once")
    guard let temporary else {
      isCommitted = true
      return
    }
    try descriptor.synchronize()
    try SystemCalls.rename(temporary, to: path)
    isCommitted = true
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let parent = slash.map { String(path[..<$0]) } ?? "."
    try Descriptor.folder(parent.isEmpty ? "/" : parent).synchronize()
  }
}
