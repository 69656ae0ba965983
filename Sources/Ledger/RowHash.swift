import ByteStreams
import Storage

/// The SHA-256 of rows in their order, as canonical lines.
struct RowHash: ~Copyable {
  private var hash = SHA256()
  private var lines = CanonicalLines()
  private(set) var rows: Int64 = 0

  /// Takes in the columns of a row, from one on.
  mutating func add(_ row: Statement, from first: Int32) {
    lines.append(row, from: first)
    rows += 1
    // Hashing a few rows at once is faster than one at a time.
    if lines.count >= 1 << 15 { flush() }
  }

  /// Takes in what is left of a query.
  mutating func addAll(of query: Statement) throws(DatabaseFailure) {
    defer { query.reset() }
    while try query.step() { add(query, from: 0) }
  }

  /// How many rows came, and their hash.
  consuming func part() -> ChainPart {
    flush()
    return ChainPart(rows: rows, hash: hash.hexadecimal())
  }

  private mutating func flush() {
    unsafe hash.update(UnsafeRawBufferPointer(lines.view.buffer))
    lines.removeAll()
  }
}

extension Database {
  /// The hash of a run, from its rows of `run_part` and the hash of the run before it.
  func chainHash(ofRun run: Int64) throws(DatabaseFailure) -> String {
    var hash = RowHash()
    for sql in [
      "SELECT hash FROM run WHERE id = ?1 - 1",
      "SELECT run, part, rows, hash FROM run_part WHERE run = ?1 ORDER BY part",
    ] {
      let rows = try statement(sql)
      rows.bind(run, at: 1)
      try hash.addAll(of: rows)
    }
    return hash.part().hash
  }
}
