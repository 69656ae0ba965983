/// The address of a database on a PostgreSQL server: a `postgresql://` or `postgres://` URL.
///
/// The client library reads the URL; here it is only taken apart as far as needed to keep what is
/// secret in it out of everything that is printed or stored.
public struct PostgreSQLAddress: Hashable, Sendable {
  /// The URL as given; it may hold a password.
  let url: String
  /// The URL with `***` in place of what is secret.
  public let redacted: String
  /// Texts that must not be printed: secrets as they stand in the URL and decoded.
  private let secrets: [String]
  /// Whether a reader could take a piece of the password for the name of a host.
  let isAmbiguous: Bool

  private static let schemes = ["postgresql://", "postgres://"]
  private static let secretParameters: Set = ["password", "sslpassword"]

  /// The address, when a text is one.
  public init?(_ text: String) {
    guard let scheme = Self.schemes.first(where: { text.utf8.starts(with: $0.utf8) }) else {
      return nil
    }
    let rest = text.dropFirst(scheme.count)
    let front = rest.prefix { $0 != "?" && $0 != "#" }
    let parameters = rest.dropFirst(front.count)
    var secrets: [String] = []
    url = text
    var shown = scheme + Self.redact(userInfoOf: front, &secrets)
    isAmbiguous =
      front.filter { $0 == "@" }.count > 1
      || front.lastIndex(of: "@").map { at in front[..<at].contains("/") } ?? false
      || rest.dropFirst(front.count).prefix { $0 != "=" && $0 != "&" }.contains("@")
    shown += Self.redact(parameters, &secrets)
    redacted = isAmbiguous ? scheme + "***" : shown
    self.secrets = secrets + secrets.map(Self.decoded)
  }

  /// A text of the client library or the server without what is secret.
  func redacting(_ text: String) -> String {
    var text = text.replacing(url, with: redacted)
    for secret in secrets where !secret.isEmpty {
      // A password of a letter or two stands in every sentence; only quoted it is meant.
      text =
        secret.utf8.count < 4
        ? text.replacing("\"\(secret)\"", with: "\"***\"") : text.replacing(secret, with: "***")
    }
    return text
  }

  /// A text of our own without the secrets of URLs in it.
  public static func redactingURLs(in text: String) -> String {
    guard text.contains("postgres") else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard
        let start = schemes.lazy.compactMap({ word.firstRange(of: $0)?.lowerBound }).first,
        let address = PostgreSQLAddress(String(word[start...]))
      else { return String(word) }
      return word[..<start] + address.redacted
    }.joined(separator: " ")
  }

  /// The name of the database for the names of files beside it: letters, digits, `_` and `-`.
  public var fileStem: String {
    let rest = redacted.drop { $0 != ":" }.dropFirst(3)
    let path = rest.prefix { $0 != "?" && $0 != "#" }.drop { $0 != "/" }.dropFirst()
    let name = Self.decoded(String(path)).map { character in
      character.isASCII && (character.isLetter || character.isNumber) || "_-".contains(character)
        ? character : "_"
    }
    return name.isEmpty ? "ledger" : String(name)
  }

  // MARK: - Parts

  /// Whatever stands before the last `@` is taken for user and password, so that a password that is
  /// not encoded as it should be is hidden too.
  private static func redact(userInfoOf front: Substring, _ secrets: inout [String]) -> String {
    guard let at = front.lastIndex(of: "@"), let colon = front[..<at].firstIndex(of: ":") else {
      return String(front)
    }
    secrets.append(String(front[front.index(after: colon)..<at]))
    return front[...colon] + "***" + front[at...]
  }

  private static func redact(_ parameters: Substring, _ secrets: inout [String]) -> String {
    guard let mark = parameters.first else { return "" }
    let shown = parameters.dropFirst().split(separator: "&", omittingEmptySubsequences: false)
      .map { parameter in
        guard let equals = parameter.firstIndex(of: "="),
          secretParameters.contains(decoded(String(parameter[..<equals])).lowercased())
        else { return String(parameter) }
        secrets.append(String(parameter[parameter.index(after: equals)...]))
        return parameter[...equals] + "***"
      }
    return String(mark) + shown.joined(separator: "&")
  }

  /// A text whose percent signs are resolved.
  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest.removeFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension PostgreSQLAddress: CustomStringConvertible, CustomDebugStringConvertible {
  public var description: String { redacted }
  public var debugDescription: String { redacted }
}
