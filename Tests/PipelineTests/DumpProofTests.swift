import Pipeline
import TestSupport
import Testing

@Suite("A proof from the dumps")
struct DumpProofTests {
  private let ledger: RichLedger

  init() throws {
    ledger = try RichLedger()
  }

  @Test("the ledger is sound")
  func sound() throws {
    let report = try ledger.verify()
    #expect(report.findings == [])
    #expect(report.proof == nil)
  }

  @Test("every run follows from its dumps", arguments: [1, 3])
  func derived(workers: Int) throws {
    let report = try ledger.verify(dumps: RichLedger.dumps, workers: workers)
    #expect(report.findings == [])
    #expect(report.notices == [])
    #expect(report.proof?.runsDerived == 4)
  }
}
