import ByteStreams

/// The keys that lead to the fields of mapped NDJSON, as a tree with the line's object as its root.
public struct FieldTree: Sendable {
  /// A key under the keys of the nodes above it.
  struct Node: Sendable {
    let key: [UInt8]
    /// Fields that are read from the key's value; with children too, an object is none of them.
    var fields = FieldSet()
    /// Keys of the object that may stand there, at most as many as there are fields.
    var children = 0..<0
  }

  /// The line's object is the first one; children stand in a row.
  private(set) var nodes = [Node(key: [])]

  /// The index of the line's object.
  static let root = 0

  /// The places of all fields.
  init(_ map: FieldMap) {
    let places = Field.allCases.map { (field: $0, keys: map.place(of: $0).keys) }
    // Breadth first: the prefix of each node finds the keys below it.
    var prefixes: [[[UInt8]]] = [[]]
    var index = 0
    while index < nodes.count {
      let prefix = prefixes[index]
      let first = nodes.count
      for (field, keys) in places where keys.starts(with: prefix) && keys.count > prefix.count {
        let key = keys[prefix.count]
        let known = nodes[first...].firstIndex { $0.key == key }
        if known == nil {
          nodes.append(Node(key: key))
          prefixes.append(prefix + [key])
        }
        if keys.count == prefix.count + 1 { nodes[known ?? nodes.count - 1].fields.insert(field) }
      }
      nodes[index].children = first..<nodes.count
      index += 1
    }
  }

  /// The node of a key in the object of another node; `nil` when no field is there or further in.
  func child(of node: Int, named key: ByteView) -> Int? {
    for index in nodes[node].children where key.isEqual(to: nodes[index].key) { return index }
    return nil
  }
}

extension ByteView {
  /// Whether it holds these bytes.
  fileprivate func isEqual(to bytes: [UInt8]) -> Bool {
    guard count == bytes.count else { return false }
    for index in 0..<count where self[index] != bytes[index] { return false }
    return true
  }
}
