import ByteStreams

// Values that nobody reads, which have to be well-formed all the same.
extension NDJSONScanner {
  /// Passes over any value, nested ones without recursion.
  ///
  /// - Parameter outer: the level of the object that it stands in.
  mutating func skipValue(in outer: Int) -> Bool {
    // One bit a level: whether it is an object.
    var objects: UInt64 = 0
    var level = outer
    while true {
      switch chunk[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        level += 1
        guard level <= Self.deepestLevel else { return false }
        let isObject = chunk[index] == UInt8(ascii: "{")
        objects = objects << 1 | (isObject ? 1 : 0)
        index += 1
        skipSpace()
        if isObject, chunk[index] != UInt8(ascii: "}") {
          guard skipKey() else { return false }
          continue
        }
        if !isObject, chunk[index] != UInt8(ascii: "]") { continue }
      default:
        guard skipScalar() else { return false }
      }
      guard let isDone = closeLevels(&objects, &level, downTo: outer) else { return false }
      if isDone { return true }
    }
  }

  /// Behind a value: closes what ends there, or moves on to the next value.
  ///
  /// - Returns: whether the outermost value is complete; `nil` when something else stands there.
  private mutating func closeLevels(
    _ objects: inout UInt64, _ level: inout Int, downTo outer: Int
  ) -> Bool? {
    while level > outer {
      skipSpace()
      let isObject = objects & 1 == 1
      if take(UInt8(ascii: ",")) {
        skipSpace()
        if isObject { return skipKey() ? false : nil }
        return false
      }
      guard take(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return nil }
      objects >>= 1
      level -= 1
    }
    return true
  }

  private mutating func skipKey() -> Bool {
    guard chunk[index] == UInt8(ascii: "\""), skipString() else { return false }
    skipSpace()
    guard take(UInt8(ascii: ":")) else { return false }
    skipSpace()
    return true
  }

  private mutating func skipScalar() -> Bool {
    switch chunk[index] {
    case UInt8(ascii: "\""): skipString()
    case UInt8(ascii: "t"): skipLiteral("true")
    case UInt8(ascii: "f"): skipLiteral("false")
    case UInt8(ascii: "n"): skipLiteral("null")
    default: skipNumber()
    }
  }

  private mutating func skipString() -> Bool {
    index += 1
    while true {
      guard passPlainText() else { return false }
      if take(UInt8(ascii: "\"")) { return true }
      index += 1
      guard escape() != nil else { return false }
    }
  }

  /// A number by the grammar of JSON: no plus, no zero in front, digits on both sides of a point.
  @inline(__always)
  mutating func skipNumber() -> Bool {
    if chunk[index] == UInt8(ascii: "-") { index &+= 1 }
    if chunk[index] == UInt8(ascii: "0") {
      index &+= 1
    } else {
      guard skipDigits() else { return false }
    }
    if chunk[index] == UInt8(ascii: ".") {
      index &+= 1
      guard skipDigits() else { return false }
    }
    if chunk[index] | 0x20 == UInt8(ascii: "e") {
      index &+= 1
      if chunk[index] == UInt8(ascii: "+") || chunk[index] == UInt8(ascii: "-") { index &+= 1 }
      guard skipDigits() else { return false }
    }
    return true
  }

  @inline(__always)
  private mutating func skipDigits() -> Bool {
    let start = index
    while chunk[index] &- UInt8(ascii: "0") < 10 { index &+= 1 }
    return index > start
  }
}
