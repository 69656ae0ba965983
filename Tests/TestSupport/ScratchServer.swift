import Foundation

/// A PostgreSQL server of one test, which may stop it and start it again.
public final class ScratchServer {
  /// The address of its database.
  public let address: String
  private let control: URL
  private let process = Process()
  private let input = Pipe()

  /// Starts a server.
  ///
  /// - Throws: `ToolFailure` when it does not start.
  public init() throws {
    let output = Pipe()
    let script = Fixtures.packageDirectory.appendingPathComponent("Scripts/postgresql")
    process.executableURL = script
    process.arguments = [
      "sh", "-c",
      #"echo "$DRAWDOWN_TEST_POSTGRESQL $DRAWDOWN_TEST_POSTGRESQL_CONTROL"; cat > /dev/null"#,
    ]
    process.standardInput = input
    process.standardOutput = output
    for handle in [input.fileHandleForWriting, output.fileHandleForReading] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw ToolFailure(description: "there is no server: \(script)") }
      line += piece
    }
    let words = String(decoding: line.dropLast(), as: UTF8.self).split(separator: " ")
    guard words.count == 2 else { throw ToolFailure(description: "no server, but \(words)") }
    address = String(words[0])
    control = URL(fileURLWithPath: String(words[1]))
  }

  deinit {
    // Its script stops the server and removes it at the end of its input.
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Ends the server at once, as a machine that loses its power does.
  public func kill() throws { try tell("stop", "-m", "immediate") }

  /// Starts it again.
  public func start() throws { try tell("start") }

  private func tell(_ words: String...) throws {
    let result = try runProgram(control, words, deadlineSeconds: 60)
    guard result.exitCode == 0 else {
      throw ToolFailure(description: "\(words): \(result.output)\(result.errorOutput)")
    }
  }
}
