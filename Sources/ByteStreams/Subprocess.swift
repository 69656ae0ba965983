// The environment is a variable of the C library that any thread may change; this program never does.
@unsafe @preconcurrency import Glibc

/// A program of the system, run and waited for: without a shell, so that no text of ours is ever read
/// as a command.
public struct Subprocess: Sendable {
  /// How a program ended.
  public enum Ending: Equatable, Sendable, CustomStringConvertible {
    /// It ended by itself with this code.
    case exit(Int32)
    /// A signal ended it.
    case signal(Int32)

    /// `exit code 1`, `signal 9`.
    public var description: String {
      switch self {
      case .exit(let code): "exit code \(code)"
      case .signal(let signal): "signal \(signal)"
      }
    }
  }

  /// Where the program is.
  public let path: String

  /// A program at a path.
  public init(at path: String) {
    self.path = path
  }

  /// The first program of that name in the folders of `PATH`; `nil` when there is none.
  public static func find(_ name: String) -> Subprocess? {
    guard let folders = unsafe getenv("PATH").map({ unsafe String(cString: $0) }) else {
      return nil
    }
    for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
      let path = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
      let isFolder = (try? SystemCalls.isFolder(path, followingLinks: true)) ?? true
      if !isFolder, unsafe access(path, X_OK) == 0 { return Subprocess(at: path) }
    }
    return nil
  }

  /// Runs the program and waits for its end.
  ///
  /// It reads nothing, inherits the environment and the working directory, and has no open file but
  /// those named here.
  ///
  /// - Parameters:
  ///   - arguments: what follows its name.
  ///   - variables: added to the environment, in place of those of the same name.
  ///   - output: the file that its output goes to.
  ///   - errors: the file that its messages go to.
  /// - Returns: how it ended.
  /// - Throws: `IOFailure` when it cannot be started.
  public func run(
    _ arguments: [String], adding variables: [String: String] = [:], output: String, errors: String
  ) throws(IOFailure) -> Ending {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let fresh = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, fresh, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, fresh, 0o600)
    let words = CStrings([path] + arguments)
    let environment = CStrings(Self.environment(adding: variables))
    var process = pid_t()
    let code = unsafe posix_spawn(
      &process, path, &actions, nil, words.pointers, environment.pointers)
    guard code == 0 else { throw IOFailure(code: code, operation: "run", subject: path) }
    return try wait(for: process)
  }

  private func wait(for process: pid_t) throws(IOFailure) -> Ending {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw IOFailure(failing: "wait for", path) }
    }
    let signal = status & 0x7F
    return signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
  }

  /// `NAME=VALUE` of every variable, ours in place of those of the same name.
  private static func environment(adding variables: [String: String]) -> [String] {
    var entries: [String] = []
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      let text = unsafe String(cString: entry)
      let name = String(text.prefix { $0 != "=" })
      if variables[name] == nil { entries.append(text) }
      unsafe place += 1
    }
    return entries + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}

/// Texts as C wants a list of them: pointers with none behind the last.
@safe
private final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ texts: [String]) {
    count = texts.count
    unsafe pointers = .allocate(capacity: count + 1)
    for (index, text) in texts.enumerated() {
      unsafe (pointers + index).initialize(to: strdup(text))
    }
    unsafe (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { unsafe free(pointers[index]) }
    unsafe pointers.deallocate()
  }
}
