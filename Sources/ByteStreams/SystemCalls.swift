import Glibc

/// Every call to the operating system that reads or writes files, in one place.
///
/// Calls that a signal interrupts are made again. Nothing above this file calls the C library for
/// files, so that one seam is enough to make any of them fail in a test.
enum SystemCalls {
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(IOFailure) -> Int32
  {
    let result = retried { unsafe Glibc.open(path, flags | O_CLOEXEC, mode) }
    guard result >= 0 else { throw IOFailure(failing: "open", path) }
    return Int32(result)
  }

  static func close(_ descriptor: Int32) {
    // After an interrupted close the state of the descriptor is unknown; closing again could hit
    // another file. Data is safe by then: writers sync first.
    _ = Glibc.close(descriptor)
  }

  static func read(
    _ descriptor: Int32, into target: UnsafeMutableRawBufferPointer, path: String
  ) throws(IOFailure) -> Int {
    let result = retried { unsafe Glibc.read(descriptor, target.baseAddress, target.count) }
    guard result >= 0 else { throw IOFailure(failing: "read", path) }
    return result
  }

  static func read(
    _ descriptor: Int32, at offset: Int64, into target: UnsafeMutableRawBufferPointer, path: String
  ) throws(IOFailure) -> Int {
    let result = retried {
      unsafe pread(descriptor, target.baseAddress, target.count, off_t(offset))
    }
    guard result >= 0 else { throw IOFailure(failing: "read", path) }
    return result
  }

  static func write(
    _ descriptor: Int32, _ source: UnsafeRawBufferPointer, path: String
  ) throws(IOFailure) -> Int {
    let result = retried { unsafe Glibc.write(descriptor, source.baseAddress, source.count) }
    guard result >= 0 else { throw IOFailure(failing: "write", path) }
    return result
  }

  static func synchronize(_ descriptor: Int32, path: String) throws(IOFailure) {
    guard retried({ Int(fsync(descriptor)) }) == 0 else { throw IOFailure(failing: "sync", path) }
  }

  static func size(of descriptor: Int32, path: String) throws(IOFailure) -> Int64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw IOFailure(failing: "inspect", path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return -1 }
    return Int64(status.st_size)
  }

  /// Opens a file that never has a name; `nil` where the file system has no such files.
  static func openNameless(in folder: String) -> Int32? {
    // Swift does not import `O_TMPFILE`: it is this bit and the one for folders.
    let result = retried {
      unsafe Glibc.open(folder, O_RDWR | O_DIRECTORY | 0o20_000_000 | O_CLOEXEC, 0o600)
    }
    return result >= 0 ? Int32(result) : nil
  }

  /// What a path names behind all symbolic links, `nil` when there is nothing.
  ///
  /// A folder counts as replaceable: the attempt fails and says why. The name of an open pipe, such
  /// as `/dev/fd/1`, leads to no path, so that the path itself has to do.
  static func target(of path: String) -> (path: String, isReplaceable: Bool)? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFDIR else { return (path, false) }
    guard let resolved = unsafe realpath(path, nil) else { return (path, true) }
    defer { unsafe free(resolved) }
    return (unsafe String(cString: resolved), true)
  }

  /// Takes the lock of a file or folder, which goes with the descriptor, however the process ends.
  ///
  /// - Returns: whether nobody else has it; `nil` where the file system knows no locks.
  static func lock(_ descriptor: Int32) -> Bool? {
    if retried({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
    return errno == EWOULDBLOCK ? false : nil
  }

  /// Whether a path leads to an open file or folder, no symbolic link followed.
  static func leads(_ path: String, to descriptor: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    guard unsafe lstat(path, &named) == 0, unsafe fstat(descriptor, &opened) == 0 else {
      return false
    }
    return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }

  static func rename(_ source: String, to target: String) throws(IOFailure) {
    guard unsafe Glibc.rename(source, target) == 0 else {
      throw IOFailure(failing: "rename to", target)
    }
  }

  static func makeFolder(_ path: String) throws(IOFailure) {
    guard unsafe mkdir(path, 0o755) == 0 else { throw IOFailure(failing: "make", path) }
  }

  /// Makes a folder whose name nobody has; returns its path.
  static func makeUniqueFolder(_ start: String) throws(IOFailure) -> String {
    var path = Array("\(start)-XXXXXX".utf8CString)
    let made = unsafe path.withUnsafeMutableBufferPointer { path in
      unsafe path.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    guard made else { throw IOFailure(failing: "make", start) }
    return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func removeFolder(_ path: String) throws(IOFailure) {
    guard unsafe rmdir(path) == 0 else { throw IOFailure(failing: "remove", path) }
  }

  static func isFolder(_ path: String, followingLinks: Bool) throws(IOFailure) -> Bool {
    var status = stat()
    let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else { throw IOFailure(failing: "inspect", path) }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, without the folder itself and the one above.
  static func names(in folder: String) throws(IOFailure) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw IOFailure(failing: "list", folder) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw IOFailure(failing: "list", folder) }
        return names
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { characters in
        unsafe String(cString: UnsafeRawPointer(characters).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  /// Asks for large pages under a piece of memory, which has to begin and end on borders of pages.
  static func adviseLargePages(_ start: UnsafeMutableRawPointer, _ size: Int) {
    // A system that has none goes on with small ones.
    _ = unsafe madvise(start, size, MADV_HUGEPAGE)
  }

  static func unlink(_ path: String) throws(IOFailure) {
    guard unsafe Glibc.unlink(path) == 0 else { throw IOFailure(failing: "remove", path) }
  }

  /// Raises the number of files that the process may have open, as far as the system lets it.
  static func allowOpenFiles(_ count: Int) {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(count) else { return }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    // When it is refused, the file that is one too many is named as it is opened.
    _ = unsafe setrlimit(resource, &limit)
  }

  private static func retried(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func retried(_ call: () -> Int32) -> Int32 {
    Int32(truncatingIfNeeded: retried { Int(call()) })
  }
}
