import Book
import Quantities
import Testing

@Suite("Trials")
struct TrialTests {
  private static let old = "2023-03-06T23:59:59+08:00"
  private static let new = "2023-03-07T00:00:00+08:00"

  /// Times of trials of one app, and which of them are one too many.
  static let appTable: [([String], [String])] = [
    ([old], []), ([old, old], ["T2"]), ([new, new], []), ([new, new, new], ["T3"]),
    // A trial before the change is one of the two; a refused one is none.
    ([old, new], []), ([old, new, new], ["T3"]), ([old, old, new], ["T2"]),
  ]

  @Test("one for an app before 2023-03-07, then two, all trial plans together", arguments: appTable)
  func perApp(times: [String], refused: [String]) {
    let plans = ["trtc.trial", "im.trial", "tuilivekit.trial"]
    let lines = zip(times, plans).enumerated().map { index, trialOf in
      trial("T\(index + 1)", app: 1_400_000_001, plan: trialOf.1, at: trialOf.0)
    }
    let found = problems(lines.joined(separator: "\n"))
    #expect(found.map(\.id) == refused && found.allSatisfy { $0.rule == .trialLimit })
  }

  /// Apps of `acct-1` beside the two of the heads.
  private func apps(_ count: Int) -> [String] {
    (0..<count).map { index in
      #"{"type":"app","sdk_app_id":\#(1_400_000_010 + index),"account_id":"acct-1","#
        + #""time":1577808000}"#
    }
  }

  private func trials(_ count: Int, at time: String) -> [String] {
    (0..<count).map { index in
      trial(
        "T\(index < 9 ? "0" : "")\(index + 1)", app: 1_400_000_010 + index,
        plan: "tuicallkit.trial",
        at: time)
    }
  }

  @Test("an account has ten from 2023-03-07 on, over all its apps", arguments: [10, 11])
  func perAccount(count: Int) {
    let lines = apps(count) + trials(count, at: Self.new)
    let found = problems(lines.joined(separator: "\n"))
    #expect(found.map(\.id) == (count == 10 ? [] : ["T11"]))
    #expect(found.allSatisfy { $0.rule == .trialLimit })
    #expect(count == 10 || found.first?.what == "trial 11 of `acct-1`")
  }

  @Test("before, an account has any number, and they count later")
  func before() {
    let early = apps(13) + trials(12, at: Self.old)
    #expect(problems(early.joined(separator: "\n")).isEmpty)
    let late = early + [trial("T99", app: 1_400_000_022, plan: "im.trial", at: Self.new)]
    #expect(problems(late.joined(separator: "\n")).map(\.id) == ["T99"])
  }

  @Test("the pack of minutes is none of them")
  func pack() {
    let lines = [
      trial("T1", app: 1_400_000_001, plan: "trtc.trial"), trial("T2", app: 1_400_000_001),
    ]
    #expect(problems(lines.joined(separator: "\n")).isEmpty)
  }

  @Test(
    "trials have no effect on minutes and money",
    arguments: ["trtc", "im", "tuicallkit", "tuiroomkit", "tuilivekit"])
  func noEffect(family: String) throws {
    let account = try commitments(trial("T1", app: 1_400_000_001, plan: "\(family).trial"))
    #expect(account == (try commitments("")))
  }
}
