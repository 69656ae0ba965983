import ByteStreams

/// Records on their way from a scanner to the tables, a few hundred at a time.
///
/// The batch also holds the text that had to be unescaped. It is made once per worker; nothing in
/// it is allocated while records flow.
///
/// Not thread-safe: it belongs to one worker.
@safe
public final class RecordBatch {
  /// How many records fit: enough to pay for the change from scanning to counting, few enough to
  /// stay in the first-level cache.
  public static let capacity = 256

  @usableFromInline let records: UnsafeMutablePointer<UsageRecord>
  /// How many records it holds.
  public private(set) var count = 0
  /// Lines that were no records.
  public private(set) var rejected: [RejectedLine] = []
  /// Records met, the rejected ones included, since it was last emptied.
  public var recordsRead: Int64 { Int64(count + rejected.count) }

  private let text: ByteBuffer
  private var textEnd = 0

  /// A batch for chunks of at most that many bytes.
  public init(largestChunk: Int) {
    unsafe self.records = .allocate(capacity: Self.capacity)
    // Unescaped text is never longer than the line it came from.
    self.text = ByteBuffer(capacity: largestChunk)
  }

  deinit {
    unsafe records.deallocate()
  }

  /// Whether no further record fits.
  public var isFull: Bool { count == Self.capacity || rejected.count >= Self.capacity }

  /// The record at an index below `count`.
  public subscript(index: Int) -> UsageRecord {
    precondition(index < count, "an index is within the batch")
    return unsafe records[index]
  }

  /// Works on all records in a row, without asking for each whether it is there.
  @inlinable
  public func withRecords<Result>(_ body: (Span<UsageRecord>) -> Result) -> Result {
    unsafe body(Span(_unsafeStart: records, count: count))
  }

  /// Forgets all records, with their text.
  public func removeAll() {
    count = 0
    textEnd = 0
    rejected.removeAll(keepingCapacity: true)
  }

  /// Adds a record.
  @inline(__always)
  func append(_ record: UsageRecord) {
    precondition(count < Self.capacity, "a record fits")
    unsafe (records + count).initialize(to: record)
    count &+= 1
  }

  /// Adds a line that is no record.
  func reject(_ line: LinePlace, _ reason: RejectReason) {
    rejected.append(RejectedLine(reason: reason, line: line))
  }

  /// Where the next text will begin.
  var textStart: Int { textEnd }

  /// Adds a byte of text.
  func appendText(_ byte: UInt8) {
    text[textEnd] = byte
    textEnd += 1
  }

  /// The text from a start on; it ends in padding like any view.
  func finishText(from start: Int) -> ByteView {
    text.view(start, textEnd)
  }
}
