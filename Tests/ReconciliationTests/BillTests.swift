import Catalog
import Quantities
import Settlement
import Testing

@testable import Reconciliation

@Suite("Reading a vendor's bill")
struct BillTests {
  private let names = ComponentNames(.builtIn)
  private let header = "Instance ID,Usage Start Time,Component Name,Component Usage,Total Cost\n"

  private func bill(_ text: String) throws(BillFailure) -> VendorBill {
    try VendorBill(Array(text.utf8), names: names)
  }

  @Test("English and Chinese headers, a BOM, quotes, line ends and dashes")
  func shapes() throws {
    let english = try bill(header + "7,2025-10-02 00:00:00,video.hd,12.5,0.35\n")
    for text in [
      "\u{FEFF}实例ID,开始使用时间,组件名称,组件用量,优惠后总价\r\n7,2025/10/02 00:00:00,高清视频,12.5,0.35\r\n",
      "\"Total Cost\",region,\"Component Usage\",\"Usage Start Time\",\"Component Name\",\"Instance ID\"\n"
        + "\"0.35\",-,\"12.5\",\"2025-10-02 00:00:00\",\"Video\nHD, minutes\",\"\t7\"\n\n,,,,,\n",
      header.uppercased() + "'7,2025-10-02,HD,12.50,0.350000",
    ] {
      let other = try bill(text)
      #expect(other.sums.keys == english.sums.keys, "\(text)")
      #expect(other.sums.values.first?.quantity == english.sums.values.first?.quantity)
      #expect(other.sums.values.first?.cost == english.sums.values.first?.cost)
      #expect(other.lines == 1 && other.months == english.months)
    }
  }

  @Test(
    "components are told by their words",
    arguments: [
      ("音频时长", "", "audio"), ("Audio", "", "audio"), ("标清", "音视频时长", "video.sd"),
      ("超高清", "音视频时长", "video.fhd"), ("全高清", "", "video.fhd"), ("2K", "", "video.2k"),
      ("4K 视频", "", "video.4k"), ("旁路转码-语音", "", "transcoding.audio"),
      ("旁路转码-H264-标清 SD", "", "transcoding.h264.sd"),
      ("H265 FHD", "Transcoding", "transcoding.h265.fhd"),
      ("高清", "云端录制 合流", "recording.mixed.hd"), ("HD", "Recording", "recording.single.hd"),
      ("AI 智能识别", "", "ai.speech"), ("日活跃用户 DAU", "", "peak_dau"),
      ("峰值群组数", "", "peak_groups"), ("SDK licence", "", nil),
      ("im.history_90d", "", "im.history_90d"),
    ] as [(String, String, String?)])
  func components(component: String, around: String, item: String?) {
    #expect(names.item(of: component, around: [around]) == item)
  }

  @Test(
    "what cannot be read is told with its line, its byte and what to do",
    arguments: [
      ("", 1, 0, "empty"), ("a,b\n", 1, 0, "no column 'Total Cost' or"),
      ("7,2025-10-02,HD,1,\"1,234.50\"\n", 2, 89, "separator of thousands"),
      ("7,2025-10-02,HD,1 000,1\n", 2, 87, "separator of thousands"),
      ("7,2025-10-02,HD,1,free\n", 2, 89, "no decimal number"),
      ("7,2025-10-02,HD,1,1/3\n", 2, 89, "no decimal number"),
      ("7,2025-13-02,HD,1,1\n", 2, 73, "does not begin with a day"),
      ("x,2025-10-02,HD,1,1\n", 2, 71, "'x' is none"),
      ("7,2025-10-02,Magic,1,1\n", 2, 84, "'Magic' names no meter"),
      ("7,2025-10-02,HD,1,\n", 2, 89, "no total cost"), ("7,2025-10-02,H\"D,1,1\n", 2, 85, "quote"),
      ("7,\"2025-10-02\"x,HD,1,1\n", 2, 85, "behind a quoted cell"),
      ("7,\"2025-10-02,HD,1,1\n", 2, 73, "does not end"),
    ] as [(String, Int, Int, String)])
  func failures(row: String, line: Int, byte: Int, says: String) {
    let text = line == 1 ? row : header + row
    // The header has 71 bytes.
    #expect(header.utf8.count == 71)
    let failure = #expect(throws: BillFailure.self) { try bill(text) }
    #expect(failure?.what.contains(says) ?? false, "\(failure.map { "\($0)" } ?? "")")
    if says != "no total cost" { #expect(failure?.byte == byte) }
    #expect(failure?.line == line && failure?.fix.isEmpty == false)
  }

  @Test("bytes that are no UTF-8 are told")
  func encoding() {
    let failure = #expect(throws: BillFailure.self) {
      try VendorBill([0x22, 0xD7, 0xE9, 0x22], names: names)
    }
    #expect(failure?.what == "the file is not UTF-8")
  }

  @Test("units of thousands, prices of thousands, and lines for the same are added up")
  func units() throws {
    let wide =
      "Instance ID,Usage Start Time,Component Name,Component Usage,Component Usage Unit,"
      + "Component List Price,Component Price Measurement Unit,Total Cost\n"
    let bill = try bill(
      wide + "7,2025-10-02,HD,1.5,千分钟,28,元/千分钟,42\n7,2025-10-02,HD,500,分钟,28,CNY/1000 minutes,14\n")
    let sum = try #require(bill.sums.values.first)
    #expect(bill.sums.count == 1 && sum.lines == [2, 3])
    #expect(sum.quantity == Fraction(2000) && sum.unitPrice == Fraction(28, over: 1000))
    #expect(sum.cost == Fraction(56))
  }
}
