import Aggregation
import ByteStreams
import Quantities
import Storage

/// A digest of a set of rows that does not depend on their order: the sum, modulo 2^128, of the
/// 128-bit XXH3 hashes of the rows.
///
/// Identities and users come by the million in no order worth keeping. A sum takes each of them
/// once, as it comes, where a hash over all of them would need a sort. It finds any change that is
/// not made to deceive; who wants to deceive can find rows with the same sum, which the hashes of
/// the other tables do not allow.
struct RowSetDigest {
  private(set) var rows: Int64 = 0
  private var sum: UInt128 = 0

  /// Takes in one row.
  mutating func add(_ line: borrowing CanonicalLines) {
    let hash = fingerprint(of: line.view)
    sum &+= UInt128(hash.high) << 64 | UInt128(hash.low)
    rows += 1
  }

  /// Takes in rows that were added up before; digits that are none count for nothing.
  mutating func add(_ part: ChainPart) {
    sum &+= UInt128(part.hash, radix: 16) ?? 0
    rows &+= part.rows
  }

  /// How many rows came, and their sum in 32 hexadecimal digits.
  var part: ChainPart {
    let digits = String(sum, radix: 16)
    return ChainPart(
      rows: rows, hash: String(repeating: "0", count: 32 - digits.count) + digits)
  }
}

extension CanonicalLines {
  /// The row of an identity, alone.
  mutating func set(_ entry: IdentityEntry, dump: Int64) {
    removeAll()
    append(blob: entry.identity.high, entry.identity.low)
    append(blob: entry.content.high, entry.content.low)
    append(entry.month.packed)
    append(dump)
    endLine()
  }

  /// The row of a user who was met first in a run, alone.
  mutating func set(_ entry: UserEntry, meter: Int64, run: Int64) {
    removeAll()
    append(Int64(entry.line.app.number))
    append(entry.line.day.packed)
    append(meter)
    append(blob: entry.user.high, entry.user.low)
    append(run)
    endLine()
  }

  /// A row of the ledger from one column on, alone.
  mutating func set(_ row: Statement, from first: Int32) {
    removeAll()
    append(row, from: first)
  }
}

extension Database {
  /// What was dropped of a table: the run that had added the rows, and their sum.
  func droppedParts(
    of set: RowSet
  ) throws(DatabaseFailure) -> [(run: Int64, part: ChainPart)] {
    guard let sql = set.droppedParts else { return [] }
    let rows = try statement(sql)
    defer { rows.reset() }
    var parts: [(run: Int64, part: ChainPart)] = []
    while try rows.step() {
      parts.append((rows.integer(0), ChainPart(rows: rows.integer(1), hash: rows.text(2))))
    }
    return parts
  }
}
