import Foundation
import TestSupport
import Testing

/// A file in the text format of Prometheus, read by the letter of the format.
struct MetricsText {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Values by metric and labels: `name{label="value"}`, labels as they are meant.
  private(set) var samples: [String: Double] = [:]
  private var types: [String: String] = [:]
  private var helped: Set<String> = []

  init(_ text: String) throws {
    guard text.hasSuffix("\n"), !text.contains("\r") else {
      throw Failure(description: "lines end in line feeds")
    }
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") { try readComment(line) } else { try readSample(line) }
    }
  }

  subscript(name: String) -> Double? { samples[name] }

  private mutating func readComment(_ line: Substring) throws {
    let name = #/[a-zA-Z_:][a-zA-Z0-9_:]*/#
    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
    guard words.count == 4, words[0] == "#", words[2].wholeMatch(of: name) != nil else {
      throw Failure(description: "no comment: \(line)")
    }
    switch words[1] {
    case "HELP":
      guard helped.insert(words[2]).inserted else { throw Failure(description: "twice: \(line)") }
    case "TYPE":
      guard ["gauge", "counter"].contains(words[3]), types[words[2]] == nil,
        helped.contains(words[2]), !samples.keys.contains(where: { $0.hasPrefix("\(words[2]){") })
      else { throw Failure(description: "no type here: \(line)") }
      types[words[2]] = words[3]
    default: throw Failure(description: "no comment: \(line)")
    }
  }

  private mutating func readSample(_ line: Substring) throws {
    let form = #/([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([0-9.]+)/#
    guard let match = line.wholeMatch(of: form), let value = Double(match.output.3),
      types[String(match.output.1)] != nil
    else { throw Failure(description: "no sample: \(line)") }
    let labels = try match.output.2.map { try Self.labels($0) } ?? []
    guard Set(labels.map(\.name)).count == labels.count else {
      throw Failure(description: "a label twice: \(line)")
    }
    let list = labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    guard samples.updateValue(value, forKey: "\(match.output.1){\(list)}") == nil else {
      throw Failure(description: "twice: \(line)")
    }
  }

  private static func labels(_ text: Substring) throws -> [(name: String, value: String)] {
    var labels: [(name: String, value: String)] = []
    var rest = text[...]
    repeat {
      guard let head = rest.prefixMatch(of: #/([a-zA-Z_][a-zA-Z0-9_]*)="/#) else {
        throw Failure(description: "no label: \(rest)")
      }
      rest = rest[head.range.upperBound...]
      var value = ""
      while let letter = rest.popFirst(), letter != "\"" {
        guard letter == "\\" else {
          value.append(letter)
          continue
        }
        guard let escaped = rest.popFirst(),
          let meant = ["\\": "\\", "\"": "\"", "n": "\n"][escaped]
        else { throw Failure(description: "no escape: \(text)") }
        value += meant
      }
      labels.append((String(head.output.1), value))
    } while rest.popFirst() == ","
    guard rest.isEmpty else { throw Failure(description: "no end of labels: \(text)") }
    return labels
  }
}

@Suite("Metrics of a run")
struct MetricsTests {
  private func metrics(_ directory: ToolDirectory) throws -> MetricsText {
    try MetricsText(directory.files.text(of: "m.prom"))
  }

  @Test("say what the summary, the balance and the ledger say")
  func world() throws {
    let directory = try FixtureWorld.directory()
    let before = Int64(Date().timeIntervalSince1970)
    let result = try directory.drawdown(FixtureWorld.run + ["--metrics", "m.prom", "--json"])
    #expect(result.exitCode == 1)
    let counts = try SummaryCounts(result.output)
    let metrics = try metrics(directory)
    #expect(metrics["drawdown_last_run{}"] == 1)
    #expect(metrics["drawdown_last_run_records_read{}"] == Double(counts.read))
    for (outcome, count) in [
      ("counted", counts.counted), ("duplicate", counts.duplicates),
      ("conflict", counts.conflicts), ("rejected", counts.rejected),
    ] {
      #expect(metrics["drawdown_last_run_records{outcome=\(outcome)}"] == Double(count))
    }
    #expect(metrics["drawdown_last_run_attention{}"] == 1)
    #expect(metrics["drawdown_last_run_unowned_apps{}"] == 1)
    let time = try #require(metrics["drawdown_last_run_timestamp_seconds{}"])
    #expect(Int64(time) >= before && Int64(time) <= Int64(Date().timeIntervalSince1970) + 1)
    #expect(metrics["drawdown_last_run_duration_seconds{}"] != nil)
    #expect(metrics["drawdown_last_run_records_per_second{}"] != nil)
    // 2025-11-01 begins at 16:00 UTC on the day before.
    #expect(metrics["drawdown_settled_day_timestamp_seconds{}"] == 1_761_926_400)
    #expect(metrics["drawdown_balance_given_minutes{account_id=acct-1,pool=av}"] == 135_150)
    #expect(metrics["drawdown_balance_left_minutes{account_id=acct-1,pool=av}"] == 134_947)
    // What ran dry is told as 0 and does not go away.
    #expect(metrics["drawdown_balance_left_minutes{account_id=acct-2,pool=av}"] == 0)
    #expect(metrics["drawdown_balance_left_minutes{account_id=acct-3,pool=ai}"] == 9998)
  }

  @Test("a later run replaces them; a rehearsal and a run that fails leave them")
  func replaced() throws {
    let directory = try FixtureWorld.directory()
    _ = try directory.drawdown(FixtureWorld.run + ["--metrics", "m.prom"])
    let settle = ["settle", "--ledger", FixtureWorld.ledger, "--metrics", "m.prom"]
    #expect(try directory.drawdown(settle).exitCode == 0)
    let text = try directory.files.text(of: "m.prom")
    #expect(try metrics(directory)["drawdown_last_run{}"] == 2)
    #expect(try metrics(directory)["drawdown_last_run_records_read{}"] == 0)
    #expect(try directory.drawdown(settle + ["--dry-run"]).exitCode == 0)
    #expect(
      try directory.drawdown(FixtureWorld.run + ["none", "--metrics", "m.prom"]).exitCode == 3)
    #expect(try directory.files.text(of: "m.prom") == text)
    #expect(!directory.files.names.contains { $0.contains("partial") })
  }

  @Test("texts from outside are labels, whatever they hold, and fractions are decimals")
  func labels() throws {
    let directory = try ToolDirectory()
    let time = #""time":"2025-10-01T00:00:00+08:00""#
    let account = #"a\"b\\c\nd}{,=é"#
    try directory.files.write(
      lines([
        #"{"type":"account","account_id":"\#(account)",\#(time)}"#,
        #"{"type":"app","sdk_app_id":1,"account_id":"\#(account)",\#(time)}"#,
        #"{"type":"grant","grant_id":"g","account_id":"\#(account)",\#(time),"pool":"av","minutes":1,"start":"2025-10-01","end":"2025-10-09"}"#,
        #"{"type":"grant","grant_id":"h","account_id":"\#(account)",\#(time),"pool":"av","minutes":10,"start":"2025-10-01","end":"2025-10-10"}"#,
      ]), to: "book")
    try directory.files.write(
      #"{"record_id":"r","time":"2025-10-01T00:00:00+08:00","sdk_app_id":1,"meter":"video.2k","quantity":1}"#,
      to: "dump")
    let result = try directory.drawdown(
      "run", "--ledger", "l", "--book", "book", "dump", "--metrics", "m.prom")
    #expect(result.exitCode == 0, "\(result.told)")
    let left = try metrics(directory)[
      "drawdown_balance_left_minutes{account_id=a\"b\\c\nd}{,=é,pool=av}"]
    #expect(left == 0)
  }

  @Test("a file that cannot be written is told; the run stands")
  func unwritable() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(FixtureWorld.run + ["--metrics", "none/m.prom"])
    #expect(result.exitCode == 4 && result.errorOutput.contains("none/m.prom"), "\(result.told)")
    #expect(result.output.contains("records:"))
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
  }
}
