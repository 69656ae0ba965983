import Glibc

/// A file that is only in memory and has a path all the same, for readers that open one.
struct MemoryFile: ~Copyable {
  private let descriptor: Int32

  init(_ bytes: [UInt8]) throws(CheckFailure) {
    // `memfd_create` is hidden from Swift; a file without a name in memory is as good.
    var name = Array("/dev/shm/fuzz-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw CheckFailure("no file in memory: errno \(errno)") }
    unlink(name)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written, off_t(written))
      }
      guard count > 0 else { throw CheckFailure("no space in memory: errno \(errno)") }
      written += count
    }
  }

  deinit { close(descriptor) }

  /// Its path, as long as it lives.
  var path: String { "/proc/self/fd/\(descriptor)" }
}
