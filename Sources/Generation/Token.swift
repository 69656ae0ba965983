/// A short text that is written as four machine words, whatever its length up to 32 bytes.
struct Token: Sendable {
  let words: (UInt64, UInt64, UInt64, UInt64)
  /// How many bytes of the words belong to the text.
  let count: Int

  init(_ text: String) {
    let bytes = Array(text.utf8)
    precondition(bytes.count <= 32, "a token has at most 32 bytes")
    func word(_ index: Int) -> UInt64 {
      bytes.dropFirst(index * 8).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    words = (word(0), word(1), word(2), word(3))
    count = bytes.count
  }
}
