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
  private static let text = Array(
    (heads
      + [
        purchase("trtc.basic", at: "2024-04-30T15:59:59.5Z", #","months":12,"paid":"1.00""#),
        purchase("pack.general_25k", at: "1588262400", id: "O2", app: nil),
        #"{"type":"grant","grant_id":"G1","time":1588262400,"account_id":"acct-1","#
          + #""sdk_app_id":1400000001,"pool":"av","minutes":9007199254740992,"#
          + #""start":"0001-01-01","end":"9999-12-31"}"#,
        #"{"type":"account_change","account_id":"acct-1","time":1588262400,"postpaid":true}"#,
      ].joined(separator: "\n")).utf8)

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
