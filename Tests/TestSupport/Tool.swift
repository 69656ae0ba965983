import Foundation

/// What a run of the tool has left behind.
public struct ToolResult: Sendable {
  /// Bytes on standard output.
  public let standardOutput: [UInt8]
  /// Bytes on standard error.
  public let standardError: [UInt8]
  /// The exit code; 128 and the number of the signal that ended it.
  public let exitCode: Int32

  /// Standard output as text.
  public var output: String { String(decoding: standardOutput, as: UTF8.self) }
  /// Standard error as text.
  public var errorOutput: String { String(decoding: standardError, as: UTF8.self) }
}

/// Why the tool could not be run.
public struct ToolFailure: Error, CustomStringConvertible {
  /// One sentence and what to do about it.
  public let description: String

  /// A failure of that description.
  public init(description: String) {
    self.description = description
  }
}

/// Runs the built `drawdown` as a user does and waits for its end.
///
/// - Parameters:
///   - arguments: what follows the name of the tool.
///   - stdin: bytes on its standard input, through a pipe.
///   - directory: where it runs; the directory of the tests when `nil`.
///   - environment: variables added to those of the tests.
/// - Returns: its output and exit code.
/// - Throws: `ToolFailure` when it is not built, or what Foundation says when it cannot start.
public func runTool(
  _ arguments: [String], stdin: [UInt8] = [], in directory: URL? = nil,
  environment: [String: String] = [:]
) throws -> ToolResult {
  try runProgram(
    try toolURL(), arguments, stdin: stdin, in: directory, environment: environment)
}

/// Runs any program and waits for its end.
///
/// Both outputs are read while it runs, so that neither fills its pipe and stops it.
///
/// - Parameters:
///   - program: its file.
///   - arguments: what follows its name.
///   - stdin: bytes on its standard input, through a pipe.
///   - directory: where it runs; the directory of the tests when `nil`.
///   - environment: variables added to those of the tests.
///   - deadlineSeconds: after how long it is ended, so that a hang fails one test and not the run.
/// - Returns: its output and exit code.
/// - Throws: what Foundation says when it cannot start.
public func runProgram(
  _ program: URL, _ arguments: [String], stdin: [UInt8] = [], in directory: URL? = nil,
  environment: [String: String] = [:], deadlineSeconds: Double = 300
) throws -> ToolResult {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.currentDirectoryURL = directory
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let pipes = try start(process)

  let output = Drain(pipes.output.fileHandleForReading)
  let errors = Drain(pipes.errors.fileHandleForReading)
  feed(stdin, to: pipes.input.fileHandleForWriting)
  // The queue keeps a cancelled item until its deadline; held by it, every process of the last
  // minutes would keep its pipes open.
  let watchdog = DispatchWorkItem { [weak process] in process?.terminate() }
  DispatchQueue.global().asyncAfter(deadline: .now() + deadlineSeconds, execute: watchdog)
  process.waitUntilExit()
  watchdog.cancel()
  let isSignal = process.terminationReason == .uncaughtSignal
  return ToolResult(
    standardOutput: output.wait(), standardError: errors.wait(),
    exitCode: process.terminationStatus + (isSignal ? 128 : 0))
}

/// Where the tool is: `DRAWDOWN_TOOL` when set, else beside the tests.
///
/// - Throws: `ToolFailure` when it is not built.
public func toolURL() throws -> URL {
  if let path = ProcessInfo.processInfo.environment["DRAWDOWN_TOOL"] {
    return URL(fileURLWithPath: path)
  }
  var directory = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  while directory.pathComponents.count > 1 {
    directory.deleteLastPathComponent()
    let tool = directory.appendingPathComponent("drawdown")
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: tool.path, isDirectory: &isDirectory),
      !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: tool.path)
    {
      return tool
    }
  }
  throw ToolFailure(
    description: "no drawdown beside \(CommandLine.arguments[0]); build it, or set DRAWDOWN_TOOL")
}

private struct Pipes {
  let input = Pipe()
  let output = Pipe()
  let errors = Pipe()
}

private let spawning = NSLock()

/// Starts a process with three pipes of its own.
///
/// Tests run side by side. A child that inherited the pipes of another one would keep them open and
/// make the other wait for an end of file that never comes, so pipes are marked before any child
/// is made.
private func start(_ process: Process) throws -> Pipes {
  try spawning.withLock {
    let pipes = Pipes()
    for pipe in [pipes.input, pipes.output, pipes.errors] {
      for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    process.standardInput = pipes.input
    process.standardOutput = pipes.output
    process.standardError = pipes.errors
    try process.run()
    return pipes
  }
}

/// Writes standard input on a thread of its own, since the tool may not read it to the end.
private func feed(_ bytes: [UInt8], to handle: FileHandle) {
  Thread {
    // A tool that stops reading must not end the tests: the write fails instead.
    var brokenPipe = sigset_t()
    sigemptyset(&brokenPipe)
    sigaddset(&brokenPipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)
    try? handle.write(contentsOf: Data(bytes))
    try? handle.close()
  }.start()
}

/// Reads a pipe to its end on a thread of its own, so that a full pipe never stops the tool.
private final class Drain: @unchecked Sendable {
  // `bytes` is written before `done` is signalled and read after it was waited for.
  private var bytes: [UInt8] = []
  private let done = DispatchSemaphore(value: 0)

  init(_ handle: FileHandle) {
    Thread {
      self.bytes = [UInt8]((try? handle.readToEnd()) ?? Data())
      try? handle.close()
      self.done.signal()
    }.start()
  }

  func wait() -> [UInt8] {
    done.wait()
    return bytes
  }
}
