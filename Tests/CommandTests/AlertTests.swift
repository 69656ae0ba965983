import Foundation
import TestSupport
import Testing

@Suite("Grants that run out")
struct AlertTests {
  private let balance = ["balance", "--ledger", FixtureWorld.ledger]

  /// A bound that a grant has crossed, as one text.
  private func crossings(_ words: [String], in directory: ToolDirectory) throws -> Set<String> {
    let result = try directory.drawdown(balance + words + ["--json"])
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let alerts = try #require((object as? [String: Any])?["alerts"] as? [[String: Any]])
    #expect(result.exitCode == (alerts.isEmpty ? 0 : 1), "\(result.told)")
    #expect(result.errorOutput == "")
    var crossings: Set<String> = []
    for alert in alerts {
      let bounds = try #require(alert["crossed"] as? [String])
      #expect(!bounds.isEmpty)
      for bound in bounds {
        let grant = "\(alert["account_id"] ?? "") \(alert["grant_id"] ?? "")"
        // Each crossing stands there once.
        #expect(crossings.insert("\(grant) \(bound)").inserted)
      }
    }
    return crossings
  }

  /// Bounds, and the grants of the world that have crossed them on 2025-11-01.
  static let bounds: [(words: [String], crossed: Set<String>)] = [
    (
      ["--below", "20%"],
      [
        "acct-1 gift-0 below", "acct-1 gift-1 below", "acct-2 gift-3 below",
        "acct-2 O-201/1/av below", "acct-3 gift-5 below",
      ]
    ),
    // 9998 of 10000 are 99.98 %: the bound itself is not below.
    (
      ["--below", "99.98%", "--account", "acct-3"],
      ["acct-3 gift-5 below", "acct-3 O-301/1/av below"]
    ),
    (
      ["--below", "99.981%", "--account", "acct-3"],
      ["acct-3 gift-5 below", "acct-3 O-301/1/ai below", "acct-3 O-301/1/av below"]
    ),
    // Valid through 2025-11-29 and 2025-11-30; what has nothing left ends unnoticed.
    (["--days-left", "27"], []),
    (
      ["--days-left", "28"],
      [
        "acct-3 O-301/1/ai days_left", "acct-3 O-301/1/av days_left",
        "acct-3 O-301/1/rectrans days_left",
      ]
    ),
    (["--days-left", "29", "--account", "acct-1"], ["acct-1 O-101/2/av days_left"]),
    (
      ["--days-left", "29", "--below", "99.99%", "--account", "acct-1"],
      [
        "acct-1 gift-0 below", "acct-1 gift-1 below", "acct-1 O-101/2/av days_left",
        "acct-1 O-101/2/av below", "acct-1 O-102/1/av below",
      ]
    ),
  ]

  @Test("are listed by a bound, the same for the same ledger", arguments: bounds)
  func listed(words: [String], crossed: Set<String>) throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.snapshot()
    #expect(try crossings(words, in: directory) == crossed)
    let text = try directory.drawdown(balance + words)
    #expect(text.output == (try directory.drawdown(balance + words)).output)
    for crossing in crossed {
      #expect(text.output.contains(" \(crossing.split(separator: " ")[1]) "), "\(text.told)")
    }
    #expect(text.exitCode == (crossed.isEmpty ? 0 : 1))
    #expect(text.output.contains("no grant has crossed a bound") == crossed.isEmpty)
    #expect(try directory.snapshot() == before)
  }

  @Test("with --since a pager gets each crossing once, whatever it missed in between")
  func since() throws {
    let directory = try FixtureWorld.directory()
    let bounds = ["--below", "99.99%", "--days-left", "29"]
    let steps = [
      ["run", "--book", FixtureWorld.book, "--through", "2025-10-29"],
      ["run", FixtureWorld.dumps[0], "--through", "2025-10-29"],
      ["run", FixtureWorld.dumps[1]], ["settle"], ["settle", "--through", "2025-11-05"],
      ["settle", "--through", "2025-10-30"], ["settle", "--through", "2025-11-25"],
    ]
    // What was crossed after each run; nothing before the first one.
    var states: [Set<String>] = [[]]
    for step in steps {
      let result = try directory.drawdown(
        [step[0], "--ledger", FixtureWorld.ledger] + step.dropFirst())
      #expect([0, 1].contains(result.exitCode), "\(result.told)")
      states.append(try crossings(bounds, in: directory))
      for (run, earlier) in states.enumerated() {
        let fresh = try crossings(bounds + ["--since", "\(run)"], in: directory)
        #expect(fresh == states[states.count - 1].subtracting(earlier), "\(step), since \(run)")
      }
    }
    #expect(Set(states).count >= 5)
    let late = try directory.drawdown(balance + bounds + ["--since", "99"])
    #expect(late.exitCode == 2 && late.errorOutput.contains("there is no run 99"))
  }

  @Test("a ledger without a settled day has none")
  func empty() throws {
    let directory = try ToolDirectory()
    #expect(try directory.drawdown("run", "--ledger", FixtureWorld.ledger).exitCode == 0)
    let result = try directory.drawdown(balance + ["--below", "20%"])
    #expect(result.exitCode == 0 && result.output == "nothing settled yet\n", "\(result.told)")
    #expect(try crossings(["--days-left", "5", "--since", "1"], in: directory) == [])
  }
}
