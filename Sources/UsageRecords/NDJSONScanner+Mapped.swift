import ByteStreams

extension NDJSONScanner {
  /// Reads one line whose fields stand at the places of a tree.
  ///
  /// Of any object on the way to a field, a key on the way may stand there once: of two, nobody could
  /// say which one is meant. What is not on the way to a field means nothing; a path that meets
  /// anything but an object before its last key leads nowhere, and its field is absent.
  ///
  /// - Parameter end: receives where the line ends, its line end not counted.
  mutating func scanMapped(
    _ chunk: ByteView, _ tree: FieldTree, _ index: inout Int, _ end: inout Int,
    _ raw: inout RawFields, _ batch: RecordBatch
  ) -> RejectReason? {
    begin(chunk, index)
    var walk = MappedLine(tree: tree, raw: raw, batch: batch)
    skipSpace()
    let isWellFormed = mappedObject(FieldTree.root, level: 1, &walk) && isAtLineEnd()
    raw = walk.raw
    return finish(isWellFormed, walk.isRepeated, &index, &end)
  }

  /// A line while it is read.
  private struct MappedLine {
    let tree: FieldTree
    var raw: RawFields
    let batch: RecordBatch
    var isRepeated = false
  }

  /// An object on the way to a field; a path is short, so it may call itself.
  private mutating func mappedObject(
    _ node: Int, level: Int, _ line: inout MappedLine
  ) -> Bool {
    guard level <= Self.deepestLevel, take(UInt8(ascii: "{")) else { return false }
    skipSpace()
    if take(UInt8(ascii: "}")) { return true }
    let first = line.tree.nodes[node].children.lowerBound
    var met: UInt8 = 0
    while true {
      guard chunk[index] == UInt8(ascii: "\""), let key = string(line.batch) else { return false }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { return false }
      skipSpace()
      if key.isSound, let child = line.tree.child(of: node, named: key.bytes) {
        let bit = UInt8(1) << UInt8(truncatingIfNeeded: child - first)
        if met & bit != 0 { line.isRepeated = true }
        met |= bit
        guard mappedValue(child, level: level, &line) else { return false }
      } else {
        guard skipValue(in: level) else { return false }
      }
      skipSpace()
      guard take(UInt8(ascii: ",")) else { return take(UInt8(ascii: "}")) }
      skipSpace()
    }
  }

  /// The value of a key on the way to a field, or of a field.
  private mutating func mappedValue(
    _ node: Int, level: Int, _ line: inout MappedLine
  ) -> Bool {
    let fields = line.tree.nodes[node].fields
    if chunk[index] == UInt8(ascii: "{"), !line.tree.nodes[node].children.isEmpty {
      line.raw.set(fields, RawValue(kind: .unusable))
      return mappedObject(node, level: level + 1, &line)
    }
    guard let value = value(in: level, line.batch) else { return false }
    line.raw.set(fields, value)
    return true
  }
}
