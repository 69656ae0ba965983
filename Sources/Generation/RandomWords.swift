/// Random 64-bit words by their place, so that any record can be made without those before it.
///
/// This is splitmix64 (Steele, Lea and Flood, 2014): a counter times an odd constant, mixed. The
/// mixing is one to one, so the words of one stream are all different.
struct RandomWords {
  private let base: UInt64

  /// The stream of a seed for one purpose; streams of different purposes have nothing in common.
  init(seed: UInt64, purpose: UInt64) {
    self.init(base: Self.mixed(seed ^ Self.mixed(purpose &* 0xD1B5_4A32_D192_ED03)))
  }

  /// The stream of the usual generator in that state.
  init(base: UInt64) {
    self.base = base
  }

  /// The word at a place.
  @inline(__always)
  subscript(index: UInt64) -> UInt64 {
    Self.mixed(base &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15)
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var word = value
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Random numbers one after another.
struct RandomSequence {
  private let words: RandomWords
  private var index: UInt64 = 0

  init(_ words: RandomWords) {
    self.words = words
  }

  /// A number of 0..<bound.
  mutating func below(_ bound: Int) -> Int {
    index += 1
    return Int((words[index] >> 32).scaled(to: UInt64(bound)))
  }

  /// Whether something happens that happens so many times in a hundred.
  mutating func happens(percent: Int) -> Bool { below(100) < percent }

  /// One of several values.
  mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}

extension UInt64 {
  /// A number of 0..<2^32 as one of 0..<bound, in proportion; the bound is at most 2^32.
  @inline(__always)
  func scaled(to bound: UInt64) -> UInt64 { (self &* bound) >> 32 }

  /// A number of 0..<2^32 pushed towards 0, as its square would be between 0 and 1.
  @inline(__always)
  var squared32: UInt64 { (self &* self) >> 32 }
}
