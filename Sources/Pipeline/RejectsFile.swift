public import ByteStreams
import Storage

/// The file that holds the records of a run that were not counted.
struct RejectsFile {
  private let path: String
  private let isAskedFor: Bool
  private let isRehearsal: Bool

  /// The file that a run was asked for, or one beside the ledger with the run's number.
  ///
  /// Nothing is beside a ledger on a server; its file lies where the program runs and has the name of
  /// the database.
  init(_ options: RunOptions, run: Int64) {
    isAskedFor = options.rejects != nil
    let ledger = PostgreSQLAddress(options.ledger)?.fileStem ?? options.ledger
    path = options.rejects ?? "\(ledger).run-\(run).rejects.ndjson"
    isRehearsal = options.isRehearsal
  }

  /// Writes the lines; returns the path, `nil` when there is no file.
  ///
  /// A file that was asked for is always written, so that who asked finds this run's lines and not
  /// an older run's. Nothing is written of its own accord by a rehearsal or for no lines.
  func write(_ lines: [[UInt8]]) throws(IOFailure) -> String? {
    guard isAskedFor || !(lines.isEmpty || isRehearsal) else {
      if !isRehearsal { try removeStale() }
      return nil
    }
    try writeLines(lines, to: path, isNamedByUser: isAskedFor)
    return path
  }

  /// Removes what a run left that had the same number and was not kept: it failed or was killed
  /// between its rejects and its commit.
  private func removeStale() throws(IOFailure) {
    DurableFile.removeLeftover(of: path)
    do throws(IOFailure) {
      try DurableFile.remove(path)
    } catch  where error.isMissing {
      return
    }
  }
}

/// Writes lines to a file that appears whole or not at all.
///
/// - Throws: `IOFailure` when the disk refuses it.
public func writeLines(
  _ lines: [[UInt8]], to path: String, isNamedByUser: Bool = true
) throws(IOFailure) {
  let file = try DurableFile(at: path, isNamedByUser: isNamedByUser)
  var piece: [UInt8] = []
  for line in lines {
    piece += line
    piece.append(UInt8(ascii: "\n"))
    guard piece.count >= 1 << 16 else { continue }
    try file.write(piece)
    piece.removeAll(keepingCapacity: true)
  }
  try file.write(piece)
  try file.commit()
}
