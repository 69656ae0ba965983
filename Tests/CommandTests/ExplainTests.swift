import Foundation
import TestSupport
import Testing

/// A question to `explain` about the fixture world, and the file that holds the answer.
struct ExplainCase: CustomTestStringConvertible {
  let golden: String
  let words: [String]

  var testDescription: String { words.joined(separator: " ") }

  static let all = [
    ExplainCase(golden: "explain-invoice.txt", words: ["--invoice", "acct-1-2025-10"]),
    ExplainCase(
      golden: "explain-overage.txt",
      words: [
        "--invoice", "acct-2-2025-10", "--item", "video.hd", "--app", "1400000003", "--period",
        "2025-10-28", "--dumps",
      ] + FixtureWorld.dumps),
    ExplainCase(
      golden: "explain-fee.txt",
      words: ["--invoice", "acct-2-2025-10", "--item", "peak_groups", "--dumps"]
        + FixtureWorld.dumps),
    ExplainCase(
      golden: "explain-uncharged.txt", words: ["--invoice", "acct-3-2025-10", "--item", "audio"]),
    ExplainCase(
      golden: "explain-usage.txt", words: ["--app", "1400000002", "--day", "2025-10-30"]),
    ExplainCase(
      golden: "explain-logins.txt",
      words: [
        "--account", "acct-2", "--day", "2025-10-29", "--meter", "login", "--dumps",
        "usage-a.csv",
      ]),
    ExplainCase(
      golden: "explain-unowned.txt", words: ["--app", "1400000009", "--day", "2025-10-30"]),
    ExplainCase(golden: "explain-grant.txt", words: ["--grant", "gift-old"]),
    ExplainCase(
      golden: "explain-cycle.txt", words: ["--grant", "O-101/2/av", "--account", "acct-1"]),
    ExplainCase(
      golden: "explain-record.txt",
      words: ["--record", "a-001", "--app", "1400000001", "--dumps"] + FixtureWorld.dumps),
    ExplainCase(
      golden: "explain-conflict.txt",
      words: ["--record", "a-003", "--app", "1400000001", "--dumps", "usage-b.ndjson.zst"]),
    ExplainCase(
      golden: "explain-midnight.txt",
      words: ["--record", "b-021", "--app", "1400000001", "--dumps", "usage-b.ndjson.zst"]),
    ExplainCase(
      golden: "explain-reject.txt",
      words: ["--record", "a-006", "--app", "1400000001", "--dumps", "usage-a.csv.zst"]),
    ExplainCase(golden: "explain-diff.txt", words: ["--diff", "0", "1"]),
  ]
}

@Suite("Explaining the world")
struct ExplainTests {
  private let explain = ["explain", "--ledger", FixtureWorld.ledger]

  @Test("every question has the answer that was looked through", arguments: ExplainCase.all)
  func golden(example: ExplainCase) throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.snapshot()
    for threads in ["1", "3"] {
      let result = try directory.drawdown(explain + example.words + ["--threads", threads])
      #expect(result.exitCode == 0, "\(result.told)")
      #expect(result.errorOutput == "")
      try expectGolden(withoutPosting(result.output), example.golden)
    }
    #expect(try directory.snapshot() == before)
  }

  @Test("answers for machines are one JSON object", arguments: ExplainCase.all)
  func json(example: ExplainCase) throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(explain + example.words + ["--json"])
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output.split(separator: "\n").count == 1)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    #expect(object is [String: Any])
  }

  @Test("what a second run changed, and why")
  func difference() throws {
    let directory = try FixtureWorld.directory()
    let run = ["run", "--ledger", FixtureWorld.ledger, "--book", FixtureWorld.book]
    for dump in FixtureWorld.dumps { _ = try directory.drawdown(run + [dump]) }
    let result = try directory.drawdown(explain + ["--diff", "1", "2"])
    #expect(result.exitCode == 0, "\(result.told)")
    try expectGolden(withoutPosting(result.output), "explain-second-run.txt")
  }

  @Test("usage and a peak that came after a close stand beside what the close saw")
  func late() throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in ["2025-09", "2025-10"] {
      let close = try directory.drawdown("close", month, "--ledger", FixtureWorld.ledger)
      #expect(close.exitCode == 0, "\(close.told)")
    }
    let day = #""time":"2025-10-30T23:00:00+08:00""#
    try directory.files.write(
      lines([
        #"{"record_id":"l-1",\#(day),"sdk_app_id":1400000002,"meter":"video.2k","quantity":700}"#,
        #"{\#(day),"sdk_app_id":1400000003,"meter":"groups","quantity":402000}"#,
      ]), to: "late.ndjson")
    let run = ["run", "--ledger", FixtureWorld.ledger, "--book", FixtureWorld.book]
    #expect(try directory.drawdown(run + ["late.ndjson"]).exitCode == 0)
    let questions = [
      ["--app", "1400000002", "--day", "2025-10-30", "--meter", "video.2k"],
      ["--invoice", "acct-2-2025-11"], ["--diff", "3", "4"],
    ]
    var answers = ""
    for words in questions { answers += try directory.drawdown(explain + words).output + "\n" }
    try expectGolden(withoutPosting(answers), "explain-late.txt")
  }

  @Test("a record that another run counted is told with that run's dump")
  func elsewhere() throws {
    let directory = try FixtureWorld.directory()
    let run = ["run", "--ledger", FixtureWorld.ledger, "--book", FixtureWorld.book]
    for dump in FixtureWorld.dumps { _ = try directory.drawdown(run + [dump]) }
    let words = explain + ["--record", "a-002", "--app", "1400000001", "--dumps"]
    let result = try directory.drawdown(words + ["usage-b.ndjson.zst"])
    #expect(result.output.contains("duplicate of usage-a.csv.zst\n"), "\(result.told)")
    let both = try directory.drawdown(words + FixtureWorld.dumps)
    #expect(both.output.contains("counted in run 1\n"), "\(both.told)")
    #expect(both.output.contains("duplicate of usage-a.csv.zst, line 3\n"), "\(both.told)")
  }

  @Test("a dump that no run has posted counts nothing")
  func notPosted() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(
      explain + ["--record", "a-002", "--app", "1400000001", "--dumps", "usage-a.csv"])
    #expect(result.exitCode == 0)
    #expect(result.output.contains("not posted: no run has read this dump"), "\(result.told)")
  }

  @Test("of a folder the posted dumps are taken, in the order in which they were posted")
  func folder() throws {
    let directory = try FixtureWorld.settledDirectory()
    let words = explain + ["--record", "a-001", "--app", "1400000001", "--dumps"]
    let result = try directory.drawdown(words + ["."])
    #expect(result.exitCode == 0, "\(result.told)")
    let golden = String(decoding: try Fixtures.bytes("golden/explain-record.txt"), as: UTF8.self)
    let squeezed = [withoutPosting(result.output).replacing("./usage", with: "usage"), golden].map {
      $0.replacing(#/ +/#, with: " ")
    }
    #expect(squeezed[0] == squeezed[1])
    try FileManager.default.createDirectory(
      at: directory.files.url.appendingPathComponent("empty"), withIntermediateDirectories: false)
    let none = try directory.drawdown(words + ["empty"])
    #expect(none.exitCode == 2)
    #expect(none.errorOutput.contains("no dump that was posted lies in empty"), "\(none.told)")
  }

  @Test("a dump that cannot be trusted is named")
  func untrusted() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(
      explain + ["--record", "a-002", "--app", "1400000001", "--dumps", "none.csv"])
    #expect(result.exitCode == 3)
    #expect(result.errorOutput.contains("none.csv"))
  }

  // MARK: - The exports

  /// An export of the world as rows of cells, the header left out.
  private func rows(_ kind: String) throws -> [[String]] {
    try FixtureWorld.expected(kind).split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("the explanations of all usage lines hold every row of the exports, and no other")
  func everyRow() throws {
    let directory = try FixtureWorld.settledDirectory()
    var deductions: [[String]] = []
    var charges: [[String]] = []
    for row in try rows("usage") where !row[0].isEmpty {
      let result = try directory.drawdown(
        explain + ["--app", row[1], "--day", row[2], "--meter", row[3], "--json"])
      let answer = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      let lines = try #require(answer["usage_lines"] as? [[String: Any]])
      #expect(lines.count == 1, "\(result.told)")
      for settlement in lines.first?["settlements"] as? [[String: Any]] ?? [] {
        let month = settlement["invoice_month"] as? String ?? ""
        for draw in settlement["draws"] as? [[String: Any]] ?? [] {
          let names = ["grant_id", "usage_minutes", "ratio", "package_minutes", "left_after"]
          deductions.append(
            Array(row[0...3]) + names.map { draw[$0] as? String ?? "" } + [month])
        }
        if let charge = settlement["overage"] as? [String: Any] {
          let names = [
            "period", "item", "kind", "quantity", "unit_price", "exact_amount", "amount",
            "invoice_month",
          ]
          charges.append(Array(row[0...1]) + names.map { charge[$0] as? String ?? "" })
        }
      }
    }
    #expect(Set(deductions) == Set(try rows("deductions")))
    #expect(Set(charges) == Set(try rows("charges").filter { $0[4] == "overage" }))
  }
}

/// Words for `explain` or `gaps` that have no answer, and what is said about them.
struct NoAnswer: CustomTestStringConvertible {
  let words: [String]
  let message: String

  init(_ words: String..., says message: String) {
    self.words = words
    self.message = message
  }

  var testDescription: String { words.joined(separator: " ") }

  static let all = [
    NoAnswer("explain", says: "name one of --invoice, --day, --grant, --record, --diff"),
    NoAnswer("explain", "--grant", "g", "--day", "2025-10-30", "--app", "1", says: "name one of"),
    NoAnswer("explain", "--invoice", "acct-1-2025-11", says: "did you mean acct-1-2025-10?"),
    NoAnswer("explain", "--invoice", "acct-4-2025-11", says: "did you mean acct-3-2025-11?"),
    NoAnswer("explain", "--invoice", "nothing", says: "there are: acct-1-2025-10, acct-2-2025-10"),
    NoAnswer(
      "explain", "--invoice", "acct-2-2025-10", "--item", "audi",
      says: "there is no line audi of invoice acct-2-2025-10"),
    NoAnswer("explain", "--day", "2025-10-30", says: "--day needs --app or --account"),
    NoAnswer("explain", "--day", "2025-10-30", "--app", "140000001", says: "did you mean 14000000"),
    NoAnswer(
      "explain", "--day", "2025-10-30", "--account", "acct-2", "--app", "1400000001",
      says: "there is no app 1400000001 of account acct-2; did you mean 1400000003?"),
    NoAnswer("explain", "--day", "2025-10-30", "--account", "act-2", says: "did you mean acct-2?"),
    NoAnswer(
      "explain", "--day", "2025-10-25", "--app", "1400000001",
      says: "there is no usage on 2025-10-25 of app 1400000001; did you mean 2025-10-29?"),
    NoAnswer(
      "explain", "--day", "2025-10-30", "--app", "1400000001", "--meter", "video.hdd",
      says: "there is no meter video.hdd; did you mean video.hd?"),
    NoAnswer(
      "explain", "--day", "2025-10-30", "--app", "1400000001", "--meter", "video.hd",
      says: "on 2025-10-30; did you mean video.fhd?"),
    NoAnswer("explain", "--grant", "gift-6", says: "did you mean gift-0?"),
    NoAnswer("explain", "--grant", "gift-5", "--account", "acct-1", says: "of account acct-1"),
    NoAnswer("explain", "--record", "a-001", says: "--record needs --app"),
    NoAnswer(
      "explain", "--record", "a-001", "--app", "1400000001",
      says: "was counted from usage-a.csv.zst in run 1"),
    NoAnswer(
      "explain", "--record", "a-001", "--app", "1400000002", "--dumps", "usage-a.csv.zst",
      says: "no record a-001 of app 1400000002 in usage-a.csv.zst"),
    NoAnswer("explain", "--grant", "gift-5", "usage-a.csv", says: "dumps follow --dumps"),
    NoAnswer(
      "explain", "--grant", "gift-5", "--meter", "audio",
      says: "--meter does not narrow --grant down"),
    NoAnswer(
      "explain", "--diff", "0", "1", "--dumps", "usage-a.csv",
      says: "--dumps does not narrow --diff down"),
    NoAnswer("explain", "--diff", "1", says: "--diff takes two runs"),
    NoAnswer("explain", "--diff", "1", "1", says: "run 1 is not before run 1"),
    NoAnswer("explain", "--diff", "1", "5", says: "there is no run 5"),
    NoAnswer("gaps", "--account", "acct-9", says: "there is no account acct-9"),
    NoAnswer(
      "gaps", "--from", "2025-10-30", "--through", "2025-10-29",
      says: "--from 2025-10-30 is after --through 2025-10-29"),
  ]
}

@Suite("Questions without an answer")
struct NoAnswerTests {
  @Test("exit 2, say what there is, and touch nothing", arguments: NoAnswer.all)
  func told(question: NoAnswer) throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.snapshot()
    let words = [question.words[0], "--ledger", FixtureWorld.ledger] + question.words.dropFirst()
    let result = try directory.drawdown(words)
    #expect(result.exitCode == 2, "\(result.told)")
    #expect(result.output == "")
    #expect(result.errorOutput.contains(question.message), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }
}
