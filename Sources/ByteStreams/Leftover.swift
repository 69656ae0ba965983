import Glibc

/// Files and folders of the moment that processes left behind when they were killed.
///
/// Whoever makes one holds its lock as long as it is there, and locks end with their process. So one
/// that nobody holds is left over and may go, whatever process numbers are used again and whichever
/// machine it was.
enum Leftover {
  /// Makes a new file under the first of several names that no other process holds, in place of what
  /// is left over there, and takes its lock.
  ///
  /// - Parameter name: the names, counted from 1.
  /// - Throws: `IOFailure` when it cannot be made.
  static func replaced(_ name: (_ number: Int) -> String) throws(IOFailure) -> Descriptor {
    var number = 1
    for _ in 0..<mostAttempts {
      let path = name(number)
      remove(path)
      do throws(IOFailure) {
        let made = try Descriptor.creating(path)
        // Until we have its lock, somebody may have taken it for left over.
        guard made.lock() != false, made.keepsName else { continue }
        // Of two that wrote at once and were killed, one had the next name.
        remove(name(number + 1))
        return made
      } catch  where error.code == EEXIST {
        number += 1
      }
    }
    throw IOFailure(code: EEXIST, operation: "make", subject: name(1))
  }

  private static var mostAttempts: Int { 1000 }

  /// Removes a file that is left over.
  ///
  /// What somebody holds, may not be opened or is a link stays. So does everything where there are no
  /// locks, since nobody can be told from the dead.
  static func remove(_ path: String) {
    guard let found = try? Descriptor.existing(path), found.lock() == true, found.keepsName else {
      return
    }
    try? SystemCalls.unlink(path)
  }
}
