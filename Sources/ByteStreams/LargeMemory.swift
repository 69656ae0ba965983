/// Memory for tables of many mebibytes that are read and written all over.
///
/// Under pages of 4 KiB nearly every access to such a table also misses in the processor's table of
/// pages. Large pages have to be asked for, and the memory has to lie on their borders.
public enum LargeMemory {
  /// The size of a large page in bytes.
  public static let pageSize = 2 << 20

  /// Memory for that many values, not initialized; it is given back by `deallocate` of the pointer.
  public static func allocate<Value: BitwiseCopyable>(
    _ type: Value.Type, count: Int
  ) -> UnsafeMutablePointer<Value> {
    let size = count * MemoryLayout<Value>.stride
    guard size >= pageSize else { return .allocate(capacity: count) }
    let pages = (size + pageSize - 1) / pageSize
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: pages * pageSize, alignment: pageSize)
    unsafe SystemCalls.adviseLargePages(memory, pages * pageSize)
    return unsafe memory.bindMemory(to: Value.self, capacity: count)
  }
}
