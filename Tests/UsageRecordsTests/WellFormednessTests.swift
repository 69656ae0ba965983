import Foundation
import StrictJSON
import TestSupport
import Testing
import UsageRecords

@Suite("what is JSON and what is not, by four readers")
struct WellFormednessTests {
  /// Lines that mutations start from.
  static let lines = [
    jsonLine("video", ["note": #"{"a":[1,-2.5e3,true,false,null,"x\u00e9\ud83d\ude00"],"b":{}}"#]),
    #"{ "x" : [ [ ] , { } , "" , 0 ] , "y":"\\\"\/\b\f\n\r\t" }"#,
    #"{"a":{"b":{"c":[[[0.1]]]}},"é":"好","n":-0,"t":1E-7}"#,
  ].map { Array($0.utf8) }

  static func mutated(_ random: inout SplitMix64) -> [UInt8] {
    var line = random.pick(lines)
    let alphabet = Array("{}[]\",:\\/u0123456789eE+-. \ttrufalsndD8cC".utf8) + [0x00, 0x1F, 0x7F]
    for _ in 0..<random.pick(1...3) {
      let place = random.pick(0...line.count - 1)
      switch random.pick(1...4) {
      case 1: line[place] = random.pick(alphabet)
      case 2: line.remove(at: place)
      case 3: line.insert(random.pick(alphabet), at: place)
      default:
        let end = min(line.count, place + random.pick(1...12))
        line.insert(contentsOf: line[place..<end], at: random.pick(0...line.count - 1))
      }
    }
    return line
  }

  @Test("mutated lines", arguments: 1...8)
  func mutatedLines(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var wellFormed = 0
    for _ in 0..<400 {
      let line = Self.mutated(&random)
      let text = String(decoding: line, as: UTF8.self)
      let isWellFormed = scan(line).reasons.first.map { $0 != "syntax" } ?? true
      guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      #expect(isWellFormed == Self.referenceSays(line), "seed \(seed): \(text)")
      #expect(isWellFormed == Self.strictSays(line), "seed \(seed): \(text)")
      if let verdict = Self.foundationSays(line) {
        #expect(isWellFormed == verdict, "seed \(seed): \(text)")
      }
      wellFormed += isWellFormed ? 1 : 0
    }
    // Mutations that always or never break a line would prove nothing.
    #expect((40...360).contains(wellFormed), "seed \(seed)")
  }

  private static func referenceSays(_ line: [UInt8]) -> Bool {
    if case .object = ReferenceJSON(line) { return true }
    return false
  }

  private static func strictSays(_ line: [UInt8]) -> Bool {
    do throws(JSONFailure) {
      return try JSONValue(parsing: line).object != nil
    } catch {
      // The strict reader refuses these wherever they stand; a dump may hold them in any text.
      let isLoneSurrogate = error.what == "half of a surrogate pair"
      return (isLoneSurrogate || error.what.contains("UTF-8")) && referenceSays(line)
    }
  }

  /// `nil` where Foundation is known to go its own way: it refuses half surrogate pairs and bytes
  /// that are not UTF-8, which are no question of form here, and takes a comma at an array's end.
  private static func foundationSays(_ line: [UInt8]) -> Bool? {
    let text = String(decoding: line, as: UTF8.self)
    guard String(validating: line, as: UTF8.self) != nil,
      !text.contains(#/\\u[dD][89a-fA-F]/#), !text.contains(#/,\s*\]/#)
    else { return nil }
    let object = try? JSONSerialization.jsonObject(with: Data(line))
    return object is [String: Any]
  }
}
