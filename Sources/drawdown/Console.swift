import ByteStreams
import Exports
import Glibc
import Quantities
import Storage

/// Where the program reads its surroundings and writes to people.
struct Console: Sendable {
  /// A variable of the environment, `nil` when it is not set.
  func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Whether standard error is a terminal, on which progress may be drawn.
  var errorsAreTerminal: Bool { Descriptor.standardError.isTerminal }

  /// Whether standard output is a terminal, on which bytes that are no text make a mess.
  var outputIsTerminal: Bool { Descriptor.standardOutput.isTerminal }

  /// Writes a text to standard output.
  func print(_ text: String) throws(IOFailure) {
    try Descriptor.standardOutput.write(Array(text.utf8))
  }

  /// Writes bytes to standard output.
  func print(_ bytes: [UInt8]) throws(IOFailure) {
    try Descriptor.standardOutput.write(bytes)
  }

  /// Writes a text to standard error, where it cannot steer a terminal; when that fails there is
  /// nobody left to tell.
  func note(_ text: String) {
    try? Descriptor.standardError.write(Array((Self.visible(text) + "\n").utf8))
  }

  /// Writes a text to standard error as it is.
  func draw(_ text: String) {
    try? Descriptor.standardError.write(Array(text.utf8))
  }

  /// Tells what ended a command, and how the program has to end.
  func report(_ error: any Error) -> ExitCode {
    let code = ExitCode(error)
    // A command line that is told again may have an address with a password in it.
    if code != .done { note("drawdown: \(PostgreSQLAddress.redactingURLs(in: "\(error)"))") }
    return code
  }

  /// A text whose control characters cannot steer a terminal.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isSteering) else { return text }
    var visible = ""
    for scalar in text.unicodeScalars {
      if isSteering(scalar) {
        visible += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }

  private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
  }
}

extension Console {
  /// Where files go that nobody asked for by name.
  var spillFolder: String { environment("TMPDIR") ?? "/var/tmp" }

  /// The time of day, for the record of who did what when; no result depends on it.
  var now: Timestamp { Timestamp(epochSeconds: Int64(time(nil))) }

  /// The login name of the user whose process this is, or the user's number where there is no name.
  ///
  /// For the record of who did what when; no result depends on it.
  var user: String {
    let number = geteuid()
    guard let entry = unsafe getpwuid(number), let name = unsafe entry.pointee.pw_name else {
      return "uid \(number)"
    }
    return unsafe String(cString: name)
  }

  /// Lets the body write to a file that appears whole or not at all, or to standard output.
  func export(
    to path: String?, _ body: (@escaping ExportSink) throws -> Void
  ) throws {
    guard let path else { return try body { bytes in try self.print(bytes) } }
    let file = try DurableFile(at: path)
    try body { bytes in try file.write(bytes) }
    try file.commit()
  }
}
