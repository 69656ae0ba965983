import Book
import Testing

/// A generator with a seed, so that a failure can be had again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Hostile books")
struct MutatedBookTests {
  private static let text = Array((heads + everything).utf8)

  @Test("a book with a few bytes changed is taken or refused, and never traps")
  func mutations() {
    for seed in UInt64(0)..<600 {
      var random = SplitMix(state: seed)
      var bytes = Self.text
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch UInt8.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(ascii: "9"), at: place)
        }
      }
      do throws(BookFailure) {
        let book = try Book.read(bytes, source: "mutated", catalog: .builtIn)
        let written = book.events.map(\.canonical).joined(separator: "\n")
        let again = try Book.read(Array(written.utf8), source: "written", catalog: .builtIn)
        #expect(
          again.commitments(through: nil) == book.commitments(through: nil), "seed \(seed)")
      } catch {
        #expect(!error.problems.isEmpty && error.source == "mutated", "seed \(seed): \(error)")
      }
    }
  }
}
