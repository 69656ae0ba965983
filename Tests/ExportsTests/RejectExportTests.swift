import Ledger
import Testing

@testable import Exports

@Suite("Exports of rejects (section 2)")
struct RejectExportTests {
  private let rejects = [
    #"{"source":"b.zst","line":2,"frame":1,"offset":40,"reason":"time","record":"=x,\"y\""}"#,
    #"{"source":"a.csv","line":10,"frame":null,"offset":900,"reason":"syntax","record":"z"}"#,
    #"{"source":"a.csv","line":9,"frame":null,"offset":800,"reason":"conflict","record":"q","#
      + #""first":{"source":"b.zst","line":null}}"#,
  ]

  private func export(_ format: ExportFormat) throws -> [String] {
    let sample = try SampleLedger()
    for reject in rejects {
      try sample.ledger.write(command: "run") { try $0.append(rejects: [Array(reject.utf8)]) }
    }
    return try sample.export(.rejects, format)
  }

  @Test("lines come back as they were written, by source and line, whatever the run")
  func ndjson() throws {
    #expect(try export(.ndjson) == [rejects[2], rejects[1], rejects[0]])
  }

  @Test("as CSV they are cells; the place of a conflict's first record is JSON in a cell")
  func csv() throws {
    #expect(
      try export(.csv) == [
        "source,line,frame,offset,reason,record,first",
        #"a.csv,9,,800,conflict,q,"{""source"":""b.zst"",""line"":null}""#,
        "a.csv,10,,900,syntax,z,",
        #"b.zst,2,1,40,time,"'=x,""y""","#,
      ])
  }
}
