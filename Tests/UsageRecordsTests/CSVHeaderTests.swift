import Testing
import UsageRecords

@Suite("headers of CSV")
struct CSVHeaderTests {
  static let soundLines = [
    "record_id,time,sdk_app_id,meter",
    "meter,sdk_app_id,time,record_id",
    "record_id,time,sdk_app_id,meter,user_id,quantity,width,height",
    "x,record_id,,time,x,sdk_app_id,,meter,Time,TIME",
    #""record_id","time","sdk_app_id","meter""#,
    #"record_id,time,sdk_app_id,meter,"a,b","say ""x""""#,
    "record_id,time,sdk_app_id,meter,größe",
  ]

  @Test("that can be used", arguments: soundLines)
  func sound(line: String) throws {
    #expect(throws: Never.self) { try CSVHeader(Array(line.utf8)) }
  }

  static let brokenLines: [(line: [UInt8], reason: String)] =
    [
      ("time,sdk_app_id,meter", "the header has no column record_id"),
      ("record_id,sdk_app_id,meter", "the header has no column time"),
      ("record_id,time,meter", "the header has no column sdk_app_id"),
      ("record_id,time,sdk_app_id", "the header has no column meter"),
      ("r,1759248000,7,audio", "the header has no column record_id"),
      ("Record_ID,time,sdk_app_id,meter", "the header has no column record_id"),
      (" record_id,time,sdk_app_id,meter", "the header has no column record_id"),
      ("record_id;time;sdk_app_id;meter", "the header has no column record_id"),
      ("record_id,time,sdk_app_id,meter,time", "the column time stands twice"),
      ("record_id,time,sdk_app_id,meter,\"meter\"", "the column meter stands twice"),
      ("record_id,time,sdk_app_id,meter,width,width", "the column width stands twice"),
      ("record_id,time,sdk_app_id,meter,a\"b", "the header has a quote inside a bare cell"),
      ("record_id,time,sdk_app_id,\"meter", "the header has a quoted cell without an end"),
      ("record_id,time,sdk_app_id,\"meter\"x", "the header has text behind a quoted cell"),
    ].map { (Array($0.0.utf8), $0.1) } + [
      (Array("record_id,time,sdk_app_id,meter,".utf8) + [0xFF], "the header is not UTF-8"),
      ([0xFF], "the header is not UTF-8"),
    ]

  @Test("that cannot", arguments: brokenLines.indices)
  func broken(index: Int) throws {
    let (line, reason) = Self.brokenLines[index]
    let failure = #expect(throws: HeaderFailure.self) { try CSVHeader(line) }
    #expect(failure?.description.hasPrefix(reason) == true, "\(String(describing: failure))")
  }
}
