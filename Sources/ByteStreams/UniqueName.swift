/// Makes names for files of the moment, which nobody else makes.
enum UniqueName {
  /// Digits by chance, to be part of a name.
  ///
  /// A process id would not do. Machines that share a disk have equal ones, and the first processes
  /// of containers nearly always do.
  static func digits() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
