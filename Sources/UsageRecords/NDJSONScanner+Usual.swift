import ByteStreams

extension NDJSONScanner {
  /// Reads one line as programs write them: no white space, no escapes, and no values but strings
  /// and whole numbers.
  ///
  /// Such a line is cut at its landmarks, which are the quotes then and the line's end; what stands
  /// between them is looked at only as far as it has to be known that it is such a line.
  ///
  /// - Returns: whether it is one; what is wrong with it all the same is told by `reason`.
  @inline(__always)
  static func scanUsual(
    _ chunk: ByteView, _ landmarks: Landmarks, _ index: inout Int, _ end: inout Int,
    _ raw: inout RawFields, _ reason: inout RejectReason?
  ) -> Bool {
    let start = index
    landmarks.move(toLineAt: start, atLeast: 4 * Field.allCases.count + 8)
    let known = landmarks.known
    guard chunk[start] == UInt8(ascii: "{") else { return false }
    var place = start
    var mark = 0
    var met: UInt8 = 0
    var isRepeated = false
    repeat {
      // A key between quotes, a colon, and the first byte of a value.
      guard mark &+ 4 < known, landmarks[mark] == place &+ 1,
        chunk[place &+ 1] == UInt8(ascii: "\"")
      else { return false }
      let keyEnd = landmarks[mark &+ 1]
      guard chunk[keyEnd] == UInt8(ascii: "\""), chunk[keyEnd &+ 1] == UInt8(ascii: ":") else {
        return false
      }
      let key = chunk.slice(place &+ 2, keyEnd)
      let valueStart = keyEnd &+ 2
      let value: RawValue
      if chunk[valueStart] == UInt8(ascii: "\"") {
        let valueEnd = landmarks[mark &+ 3]
        guard chunk[valueEnd] == UInt8(ascii: "\"") else { return false }
        value = RawValue(kind: .text, bytes: chunk.slice(valueStart &+ 1, valueEnd))
        place = valueEnd &+ 1
        mark &+= 4
      } else {
        // A number ends at the comma in front of the next key, or at the brace that ends the line.
        let valueEnd = landmarks[mark &+ 2] &- 1
        guard valueEnd > valueStart else { return false }
        let digits = chunk.slice(valueStart, valueEnd)
        guard Decimal.value(of: digits) != nil else { return false }
        value = RawValue(kind: .number, bytes: digits)
        place = valueEnd
        mark &+= 2
      }
      if let field = field(key) {
        let bit = UInt8(1) &<< UInt8(truncatingIfNeeded: field.rawValue)
        if met & bit != 0 { isRepeated = true }
        met |= bit
        raw.set(field, value)
      }
    } while chunk[place] == UInt8(ascii: ",")
    guard chunk[place] == UInt8(ascii: "}") else { return false }
    end = place &+ 1
    if chunk[end] == UInt8(ascii: "\r") { mark &+= 1 }
    let lineFeed = chunk[end] == UInt8(ascii: "\r") ? end &+ 1 : end
    guard mark < known, chunk[lineFeed] == UInt8(ascii: "\n") else { return false }
    index = lineFeed &+ 1
    landmarks.pass(mark &+ 1)
    if landmarks.sawHighBytes, !chunk.slice(start, end).isUTF8 {
      reason = .encoding
    } else if isRepeated {
      reason = .repeatedKey
    }
    return true
  }
}
