/// How far long work has come, as one line for a terminal.
public struct ProgressLine: Sendable {
  /// Bytes that are done, and all of them.
  public let (doneBytes, totalBytes): (Int64, Int64)
  /// Records met so far.
  public let records: Int64
  /// Milliseconds since the work began.
  public let milliseconds: Int64

  private static let width: Int64 = 30

  /// A moment of the work; counts below nothing count as nothing.
  public init(doneBytes: Int64, totalBytes: Int64, records: Int64, milliseconds: Int64) {
    self.totalBytes = max(0, totalBytes)
    self.doneBytes = min(max(0, doneBytes), self.totalBytes)
    self.records = max(0, records)
    self.milliseconds = max(0, milliseconds)
  }

  /// `[#########.....] 31 %  4200000 records, 1400000/s, 7 s left`.
  ///
  /// The time left is that of the bytes left at the pace so far. It is left out in the first second,
  /// when there is no pace yet.
  public var text: String {
    let total = max(1, totalBytes)
    let filled = Int(share(of: Self.width, total))
    let bar =
      String(repeating: "#", count: filled)
      + String(repeating: ".", count: Int(Self.width) - filled)
    var text = "[\(bar)] \(share(of: 100, total)) %  \(records) records"
    guard milliseconds >= 1000 else { return text }
    let rate = Int128(records) * 1000 / Int128(milliseconds)
    text += ", \(rate)/s"
    guard doneBytes > 0, doneBytes < totalBytes else { return text }
    let left = Int128(milliseconds) * Int128(totalBytes - doneBytes) / Int128(doneBytes)
    return text + ", \(Self.duration(seconds: (left + 999) / 1000)) left"
  }

  private func share(of whole: Int64, _ total: Int64) -> Int128 {
    Int128(doneBytes) * Int128(whole) / Int128(total)
  }

  /// `7 s`, `3 min 5 s`, `2 h 4 min`.
  private static func duration(seconds: Int128) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
  }
}
