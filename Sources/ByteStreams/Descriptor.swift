import Glibc

/// An open file, closed when the value goes.
///
/// Reading at an offset keeps no position, so workers may share one descriptor.
@safe
public struct Descriptor: ~Copyable, Sendable {
  private let number: Int32
  /// The path as given, for messages.
  public let path: String

  private init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit {
    if number > STDERR_FILENO { SystemCalls.close(number) }
  }

  /// Lets the process have that many files open at once, and some more for everything else.
  ///
  /// Usual limits are a thousand or less, for programs that wait on descriptors in ways that we do
  /// not. A system that allows no more is not argued with.
  public static func allow(_ count: Int) {
    SystemCalls.allowOpenFiles(count + 100)
  }

  /// Opens a file to read it.
  ///
  /// - Throws: `IOFailure` when it cannot be opened.
  public static func reading(_ path: String) throws(IOFailure) -> Descriptor {
    Descriptor(number: try SystemCalls.open(path, O_RDONLY), path: path)
  }

  /// Makes a file that did not exist, to write it.
  ///
  /// A symbolic link at that path is refused rather than followed.
  ///
  /// - Throws: `IOFailure` when it exists or cannot be made.
  public static func creating(_ path: String) throws(IOFailure) -> Descriptor {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    return Descriptor(number: try SystemCalls.open(path, flags), path: path)
  }

  /// Opens a device or a pipe to write to it.
  ///
  /// - Throws: `IOFailure` when it cannot be opened.
  static func writing(_ path: String) throws(IOFailure) -> Descriptor {
    Descriptor(number: try SystemCalls.open(path, O_WRONLY), path: path)
  }

  /// Makes a file without a name, which goes when it is closed.
  ///
  /// Where the file system wants a name, the file has one for an instant; killed in that instant, the
  /// process leaves an empty file `drawdown-*.spill`.
  ///
  /// - Throws: `IOFailure` when it cannot be made.
  public static func nameless(in directory: String) throws(IOFailure) -> Descriptor {
    let path = "\(directory)/drawdown-\(UniqueName.digits()).spill"
    if let number = SystemCalls.openNameless(in: directory) {
      return Descriptor(number: number, path: path)
    }
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
    let number = try SystemCalls.open(path, flags, mode: 0o600)
    try SystemCalls.unlink(path)
    return Descriptor(number: number, path: path)
  }

  /// Opens what an earlier process may have left at a path, to see whether anybody holds it.
  ///
  /// - Throws: `IOFailure` when there is nothing, or a symbolic link.
  static func existing(_ path: String) throws(IOFailure) -> Descriptor {
    // A pipe in its place must not make us wait.
    Descriptor(number: try SystemCalls.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK), path: path)
  }

  /// Takes the lock of the file or folder, which goes with the descriptor and with the process.
  ///
  /// - Returns: whether nobody else has it; `nil` where the file system knows no locks.
  func lock() -> Bool? { SystemCalls.lock(number) }

  /// Whether the path still leads here.
  var keepsName: Bool { SystemCalls.leads(path, to: number) }

  /// Opens a folder, to sync its entries.
  ///
  /// - Throws: `IOFailure` when it cannot be opened.
  static func folder(_ path: String) throws(IOFailure) -> Descriptor {
    Descriptor(number: try SystemCalls.open(path, O_RDONLY | O_DIRECTORY), path: path)
  }

  /// Standard input.
  public static var standardInput: Descriptor {
    Descriptor(number: STDIN_FILENO, path: "standard input")
  }

  /// Standard output.
  public static var standardOutput: Descriptor {
    Descriptor(number: STDOUT_FILENO, path: "standard output")
  }

  /// Standard error.
  public static var standardError: Descriptor {
    Descriptor(number: STDERR_FILENO, path: "standard error")
  }

  /// Whether it is a terminal.
  public var isTerminal: Bool { isatty(number) == 1 }

  /// Its size in bytes, `nil` when it is no regular file.
  ///
  /// - Throws: `IOFailure` when it cannot be inspected.
  public func size() throws(IOFailure) -> Int64? {
    let size = try SystemCalls.size(of: number, path: path)
    return size >= 0 ? size : nil
  }

  /// Reads what comes next; returns 0 at the end.
  ///
  /// - Throws: `IOFailure` when reading fails.
  public func read(into target: UnsafeMutableRawBufferPointer) throws(IOFailure) -> Int {
    unsafe try SystemCalls.read(number, into: target, path: path)
  }

  /// Fills the target from an offset as far as the file goes; returns how many bytes it holds.
  ///
  /// - Throws: `IOFailure` when reading fails.
  public func read(
    at offset: Int64, into target: UnsafeMutableRawBufferPointer
  ) throws(IOFailure) -> Int {
    var filled = 0
    while filled < target.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = unsafe try SystemCalls.read(
        number, at: offset + Int64(filled), into: rest, path: path)
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  /// Reads everything that comes next, up to a limit.
  ///
  /// - Throws: `IOFailure` when reading fails or there is more.
  public func readAll(atMost limit: Int) throws(IOFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    let buffer = ByteBuffer(capacity: 64 << 10)
    while true {
      let count = unsafe try read(into: buffer.tail(from: 0))
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else {
        throw IOFailure(code: EFBIG, operation: "read", subject: path)
      }
      bytes += buffer.view(0, count).bytes
    }
  }

  /// Writes all of the bytes.
  ///
  /// - Throws: `IOFailure` when writing fails; some of the bytes may have been written.
  public func write(_ source: UnsafeRawBufferPointer) throws(IOFailure) {
    var rest = unsafe source
    while unsafe !rest.isEmpty {
      let count = unsafe try SystemCalls.write(number, rest, path: path)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes all of the bytes.
  ///
  /// - Throws: `IOFailure` when writing fails; some of the bytes may have been written.
  public func write(_ bytes: [UInt8]) throws(IOFailure) {
    unsafe try bytes.withUnsafeBufferPointer { source throws(IOFailure) in
      unsafe try write(UnsafeRawBufferPointer(source))
    }
  }

  /// Waits until what was written is on the disk.
  ///
  /// - Throws: `IOFailure` when it did not get there.
  public func synchronize() throws(IOFailure) {
    try SystemCalls.synchronize(number, path: path)
  }
}
