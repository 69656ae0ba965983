// What errors of a server mean to the user.

extension PostgreSQLConnection {
  /// What went wrong; without an answer the connection tells.
  func failure(_ answer: PostgreSQLAnswer?, _ operation: String) -> DatabaseFailure {
    let state = answer?.field(ClientCode.sqlState) ?? ""
    guard let answer, !state.isEmpty else {
      return unsafe Self.connectionFailure(library, handle, address, operation)
    }
    let addition = answer.field(ClientCode.addition)
    let detail = answer.field(ClientCode.sentence) + (addition.isEmpty ? "" : ": \(addition)")
    return DatabaseFailure(
      code: Self.meaning(of: state), operation: operation, subject: address.redacted,
      detail: address.redacting(detail))
  }

  /// Why there is no connection, or no more.
  static func connectionFailure(
    _ library: ClientLibrary, _ handle: ClientLibrary.Connection?, _ address: PostgreSQLAddress,
    _ operation: String = "opening"
  ) -> DatabaseFailure {
    let text = unsafe library.message(handle).map { unsafe String(cString: $0) } ?? ""
    let detail = address.redacting(text).split(separator: "\n").map { line in
      String(line.drop { $0 == " " || $0 == "\t" })
    }.joined(separator: "; ")
    return DatabaseFailure(
      code: .unreachable, operation: operation, subject: address.redacted,
      detail: detail.isEmpty ? "the connection is lost" : detail)
  }

  /// The meaning of a five-letter code; its first two letters are the class.
  private static func meaning(of state: String) -> DatabaseFailure.Code {
    switch state {
    case "40001", "40P01": return .overtaken
    case "42P07", "42710", "42P06": return .notOurs
    case "42501", "25006": return .forbidden
    case "3D000", "3F000": return .missing
    case "55P03", "55006", "57014": return .locked
    case "22021": return .unsuited
    case "53100", "53400": return .full
    default: break
    }
    return switch state.prefix(2) {
    case "08", "57", "53": .unreachable
    case "28": .forbidden
    case "23": .constraint
    case "22", "42", "21", "25": .implausible
    case "58", "54", "55": .inputOutput
    case "XX": .damaged
    default: .inputOutput
    }
  }
}
