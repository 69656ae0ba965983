import Aggregation
import ByteStreams
import Quantities

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
  private var line = CanonicalLines()

  /// Takes in one row, which a closure writes.
  mutating func add(_ write: (inout CanonicalLines) -> Void) {
    line.removeAll()
    write(&line)
    let hash = fingerprint(of: line.bytes)
    sum &+= UInt128(hash.high) << 64 | UInt128(hash.low)
    rows += 1
  }

  /// How many rows came, and their sum in 32 hexadecimal digits.
  var part: ChainPart {
    let digits = String(sum, radix: 16)
    return ChainPart(
      rows: rows, hash: String(repeating: "0", count: 32 - digits.count) + digits)
  }
}

extension CanonicalLines {
  /// Appends the row of an identity.
  mutating func append(_ entry: IdentityEntry, dump: Int64) {
    append(blob: entry.identity.high, entry.identity.low)
    append(blob: entry.content.high, entry.content.low)
    append(entry.month.packed)
    append(dump)
    endLine()
  }

  /// Appends the row of a user, met first in a run.
  mutating func append(_ entry: UserEntry, meter: Int64, run: Int64) {
    append(Int64(entry.line.app.number))
    append(entry.line.day.packed)
    append(meter)
    append(blob: entry.user.high, entry.user.low)
    append(run)
    endLine()
  }
}
