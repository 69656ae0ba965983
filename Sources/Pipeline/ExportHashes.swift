import ByteStreams
import Exports

extension Certificate {
  /// The exports that a certificate stands for, in the order of its list; rejects are not among
  /// them, since they tell of files and not of facts.
  private static let exports: [(kind: ExportKind, format: ExportFormat)] = [
    (.usage, .csv), (.deductions, .csv), (.charges, .csv), (.grants, .csv), (.invoices, .ndjson),
  ]

  /// Hashes every export, byte for byte as `export` writes it.
  ///
  /// - Parameter exporter: an exporter without a filter, by its format.
  mutating func hashExports(_ exporter: (ExportFormat) -> Exporter) throws {
    exports = try Self.exports.map { kind, format in
      let sink = HashingSink()
      try exporter(format).export(kind) { sink.take($0) }
      return ExportDigest(kind: kind, format: format, bytes: sink.bytes, sha256: sink.finish())
    }
    let list = exports.map { "\($0.sha256)  \($0.name)\n" }.joined()
    let sink = HashingSink()
    sink.take(Array(list.utf8))
    hash = sink.finish()
  }
}

/// Takes the bytes of an export and keeps nothing but their hash.
private final class HashingSink {
  private(set) var bytes: Int64 = 0
  private var hash: SHA256? = SHA256()

  func take(_ piece: [UInt8]) {
    bytes += Int64(piece.count)
    hash?.update(piece)
  }

  /// The SHA-256 of everything; once.
  func finish() -> String {
    guard let hash = hash.take() else { preconditionFailure("a hash is finished once") }
    return hash.hexadecimal()
  }
}
