import Glibc

/// An output file that appears whole or not at all.
///
/// Bytes go to a temporary name in the same folder; `commit` syncs them and gives the file its own
/// name in one step. An object that goes without a commit takes the temporary file with it; what a
/// process leaves that is killed is taken away by the next one that writes the same file.
///
/// Several may write one file at a time: each has a temporary name of its own, and the last one that
/// commits stands, whole. The name ends in `.tmp`, so that it is not taken for a finished file.
///
/// A symbolic link that the user named is followed. What is no file but a device or a pipe is not
/// replaced by one: bytes go there as they come. Of a file that the program named neither holds:
/// nobody meant a link there to be followed, so it is replaced.
///
/// A class, so that the closures through which exports are written can hold it.
public final class DurableFile {
  private let path: String
  /// Where bytes go until the commit; `nil` for a device or a pipe.
  private let temporary: String?
  /// Holds the lock of the temporary file.
  private let descriptor: Descriptor
  private var isCommitted = false

  /// Begins a file that will be at `path`.
  ///
  /// - Parameters:
  ///   - path: the name that it gets.
  ///   - isNamedByUser: whether the user wrote this path, and not only the folder of it.
  /// - Throws: `IOFailure` when the folder is missing or cannot be written.
  public init(at path: String, isNamedByUser: Bool = true) throws(IOFailure) {
    let target = isNamedByUser ? SystemCalls.target(of: path) : nil
    self.path = target?.path ?? path
    if let target, !target.isReplaceable {
      self.temporary = nil
      self.descriptor = try Descriptor.writing(target.path)
      return
    }
    let made = try Leftover.replaced(Self.temporaryNames(of: self.path))
    self.temporary = made.path
    self.descriptor = made
  }

  /// Removes what a process that was killed has left of a file that the program named.
  ///
  /// The file itself stays as it is.
  public static func removeLeftover(of path: String) {
    Leftover.remove(temporaryNames(of: path)(1))
  }

  /// Removes a file of this name; a symbolic link goes itself.
  ///
  /// - Throws: `IOFailure` when there is none, or it cannot be removed.
  public static func remove(_ path: String) throws(IOFailure) {
    try SystemCalls.unlink(path)
  }

  /// The temporary name of the file, and others in case that somebody else writes it right now.
  ///
  /// What stands there unlocked is removed, so nobody may call a file of his own like that.
  private static func temporaryNames(of path: String) -> (_ number: Int) -> String {
    { number in number == 1 ? "\(path).drawdown.tmp" : "\(path).drawdown-\(number).tmp" }
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
