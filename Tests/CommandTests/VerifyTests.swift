import Foundation
import TestSupport
import Testing

@Suite("Verification finds")
struct VerifyTests {
  @Test(
    "a changed number",
    arguments: [
      "UPDATE usage SET quantity = quantity + 60 WHERE day = 20251028 AND quantity > 1000",
      "UPDATE usage SET records = records + 1 WHERE day = 20251028",
      "UPDATE usage_entry SET quantity = quantity + 60 WHERE day = 20251028",
      "UPDATE run SET records_counted = records_counted + 1",
      "UPDATE deduction_entry SET package_minutes = '41' WHERE package_minutes = '42'",
      "UPDATE deduction_entry SET usage_minutes = '7/9' WHERE usage_minutes = '8/9'",
      "UPDATE deduction_entry SET ratio = '2' WHERE ratio = '1'",
      "UPDATE deduction_entry SET left_after = '1' WHERE grant_id = 'gift-1'",
      "UPDATE deduction_entry SET invoice_month = 202512 WHERE grant_id = 'gift-1'",
      "UPDATE charge_entry SET amount = amount + 1 WHERE amount = 39",
      "UPDATE charge_entry SET exact_amount = '0.384' WHERE exact_amount = '0.385'",
      "UPDATE charge_entry SET quantity = '12' WHERE quantity = '11'",
      "UPDATE charge_entry SET postpaid = 1",
      "UPDATE grant_entry SET drawn = '110' WHERE drawn = '109'",
      "UPDATE grant_entry SET minutes = minutes + 1 WHERE grant_id = 'gift-old'",
      "UPDATE grant_entry SET status = 'active' WHERE status = 'expired'",
      "UPDATE order_entry SET amount = amount - 1 WHERE order_id = 'O-101'",
      "UPDATE book_event SET canonical = replace(canonical, '2500.00', '2400.00')",
      "UPDATE app_owner SET account = (SELECT id FROM account WHERE name = 'acct-1')",
      "DELETE FROM standing WHERE kind = 2 AND entry = (SELECT max(entry) FROM charge_entry)",
      "DELETE FROM identity",
      """
      DELETE FROM distinct_user WHERE day = 20251029
        AND fingerprint = (SELECT max(fingerprint) FROM distinct_user WHERE day = 20251029)
      """,
    ])
  func change(sql: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.change(FixtureWorld.ledger, sql)
    let before = try directory.snapshot()
    let result = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(result.exitCode == 1, "\(result.told)")
    #expect(result.output.contains("\nfinding:  "), "\(result.told)")
    #expect(!result.output.contains("certificate: "), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("nothing in a ledger of many runs")
  func sound() throws {
    let directory = try FixtureWorld.directory()
    let run = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]
    for dump in FixtureWorld.dumps + FixtureWorld.dumps { _ = try directory.drawdown(run + [dump]) }
    let result = try directory.drawdown("verify", "--ledger", "l.db", "--json")
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(
      result.output.hasPrefix(
        #"{"verified":true,"history":{"runs":4,"dumps":2,"records_read":52,"#))
  }

  @Test("hashes of the chain are those of two programs that everybody has", .enabled(if: hasShell))
  func chainByHand() throws {
    let directory = try FixtureWorld.directory()
    let run = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]
    for dump in FixtureWorld.dumps { _ = try directory.drawdown(run + [dump]) }
    func hash(_ sql: String) throws -> String {
      let script = "sqlite3 -readonly -quote l.db \"\(sql)\" | sha256sum"
      let result = try runProgram(
        URL(fileURLWithPath: "/bin/sh"), ["-c", script], in: directory.files.url)
      return String(result.output.prefix(64))
    }
    let database = try directory.database("l.db")
    func stored(_ sql: String) throws -> String {
      let rows = try database.statement(sql)
      defer { rows.reset() }
      return try rows.step() ? rows.text(0) : ""
    }
    for (table, order) in [
      ("charge_entry", "entry"), ("usage_entry", "app, day, meter"), ("reject", "ordinal"),
      ("book_event", "ordinal"), ("catalog", "run"), ("dump", "id"),
    ] {
      #expect(
        try hash("SELECT * FROM \(table) WHERE run = 1 ORDER BY \(order)")
          == stored("SELECT hash FROM run_part WHERE run = 1 AND part = '\(table)'"), "\(table)")
    }
    for run in 1...2 {
      let sql = """
        SELECT hash FROM run WHERE id = \(run - 1);
        SELECT run, part, rows, hash FROM run_part WHERE run = \(run) ORDER BY part
        """
      #expect(try hash(sql) == stored("SELECT hash FROM run WHERE id = \(run)"))
    }
    database.close()
  }

  private static let hasShell = ["sqlite3", "sha256sum"].allSatisfy { name in
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)")
  }

  @Test("an invoice follows from the dumps, wherever they lie")
  func dumps() throws {
    let directory = try FixtureWorld.settledDirectory()
    let verify = ["verify", "--ledger", FixtureWorld.ledger, "--threads", "2"]
    let sound = try directory.drawdown(verify + ["--dumps", "."])
    #expect(sound.exitCode == 0, "\(sound.told)")
    #expect(
      sound.output.contains(
        "\ndumps:    2 read again, 52 records, 1 runs derived, 0 dumps missing\n"))
    // Words behind the option are dumps too, as a shell's list puts them.
    let listed = try directory.drawdown(verify + ["--dumps"] + FixtureWorld.dumps + ["--json"])
    #expect(listed.exitCode == 0, "\(listed.told)")
    #expect(listed.output.contains(#""dumps":{"read":2,"records_read":52,"runs_derived":1,"#))
    let missing = try directory.drawdown(verify + ["--dumps", FixtureWorld.dumps[0]])
    #expect(missing.exitCode == 1)
    #expect(missing.output.contains("was posted and is not among the given files"))
    let nowhere = try directory.drawdown(verify + ["--dumps", "nowhere"])
    #expect(nowhere.exitCode == 3, "\(nowhere.told)")
    #expect(nowhere.errorOutput.contains("nowhere: "))
  }
}
