import Ledger
import Pipeline
import TestSupport
import Testing

/// The same runs on a file and on a server come to the same, to the byte.
@Suite("A ledger on a server", .enabled(if: TestServer.isThere))
struct ServerLedgerTests {
  private let file: RichLedger
  private let server: RichLedger

  init() throws {
    file = try RichLedger()
    server = try RichLedger(at: TestServer.makeSchema())
  }

  @Test("has the exports and the certificate of a file, and is proved from the dumps")
  func same() throws {
    #expect(try LedgerExports(of: server.path) == LedgerExports(of: file.path))
    let (theirs, ours) = (
      try server.verify(dumps: RichLedger.dumps), try file.verify(dumps: RichLedger.dumps)
    )
    #expect(theirs.findings == [])
    #expect(theirs.certificate == ours.certificate)
    #expect(theirs.history.runs == ours.history.runs)
  }

  @Test("tells rejects, gaps and what changed like a file")
  func explanations() throws {
    var told: [[[UInt8]]] = []
    for path in [file.path, server.path] {
      let ledger = try Ledger(path: path, mode: .readOnly)
      var rejects: [[UInt8]] = []
      try ledger.read { try $0.forEachReject { rejects.append($0) } }
      ledger.close()
      // The folders of the two have other names.
      told.append(
        rejects.map {
          Array(
            String(decoding: $0, as: UTF8.self)
              .replacing(file.directory.path(""), with: "").replacing(
                server.directory.path(""), with: ""
              )
              .utf8)
        })
    }
    #expect(told[0] == told[1] && !told[0].isEmpty)
  }
}
