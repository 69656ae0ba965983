import Foundation
import TestSupport
import Testing

@Suite("Hostile input")
struct HostileInputTests {
  private let directory: ToolDirectory

  init() throws {
    directory = try ToolDirectory()
  }

  private static let mebibyte = 1 << 20

  // MARK: - Memory

  /// Frames of that many blank lines in all, each of a mebibyte or of everything.
  private static func bomb(mebibytes: Int, inOneFrame: Bool) -> [UInt8] {
    let header = ZstdFrames.frame(Array("\(DumpRecord.header)\n".utf8))
    let blank = [UInt8](repeating: UInt8(ascii: "\n"), count: mebibyte)
    if inOneFrame {
      let all = [UInt8](repeating: UInt8(ascii: "\n"), count: mebibytes * mebibyte)
      return header + ZstdFrames.frame(all, tellsSize: false)
    }
    let frame = ZstdFrames.frame(blank)
    return header + (0..<mebibytes).flatMap { _ in frame }
  }

  @Test("a decompression bomb is read in flat memory", arguments: [true, false])
  func bomb(inOneFrame: Bool) throws {
    func peak(mebibytes: Int) throws -> Int {
      let bomb = Self.bomb(mebibytes: mebibytes, inOneFrame: inOneFrame)
      #expect(bomb.count < mebibytes * 1000)
      try directory.files.write(bomb, to: "bomb")
      let (peak, result) = try DurabilityPrograms.peak(
        ["aggregate", "bomb", "--threads", "2"], in: directory)
      #expect(result.exitCode == 0, "\(result.told)")
      #expect(result.errorOutput.contains("0 read = 0 counted"), "\(result.told)")
      return peak
    }
    let small = try peak(mebibytes: 16)
    let large = try peak(mebibytes: 128)
    #expect(large < small + 32 * Self.mebibyte, "\(small) and then \(large) bytes")
  }

  @Test("a line without an end is refused in bounded memory", arguments: [false, true])
  func endlessLine(isCompressed: Bool) throws {
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 128 * Self.mebibyte)
    try directory.files.write(isCompressed ? ZstdFrames.frame(line) : line, to: "line")
    let (peak, result) = try DurabilityPrograms.peak(["aggregate", "line"], in: directory)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.errorOutput.contains("a line is longer than 1048576 bytes"), "\(result.told)")
    #expect(peak < 96 * Self.mebibyte, "\(peak) bytes")
  }

  @Test("a frame that says it holds an exabyte gets no memory for it")
  func boast() throws {
    // A window of 128 KiB, a content size of 8 bytes, and one last block of one byte.
    let frame: [UInt8] =
      [0x28, 0xB5, 0x2F, 0xFD, 0b1100_0000, 0x38] + [0, 0, 0, 0, 0, 0, 0, 0x10] + [9, 0, 0, 0x78]
    try directory.files.write(frame, to: "boast")
    let (peak, result) = try DurabilityPrograms.peak(["aggregate", "boast"], in: directory)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.errorOutput.hasPrefix("drawdown: boast: byte 0: "), "\(result.told)")
    #expect(peak < 96 * Self.mebibyte, "\(peak) bytes")
  }

  // MARK: - Depth and size of values

  private static let deep = String(repeating: "[", count: 500_000)

  @Test("JSON of any depth is refused by its depth, in every file that holds JSON")
  func deepJSON() throws {
    try directory.files.write(#"{"record_id":"r","x":"# + Self.deep + "\n", to: "dump")
    let dump = try directory.drawdown("aggregate", "dump", "--rejects", "rejects")
    #expect(dump.exitCode == 1, "\(dump.told)")
    #expect(try directory.files.text(of: "rejects").contains(#""reason":"syntax""#))
    try directory.files.write(#"{"type":"# + Self.deep + "\n", to: "book")
    try directory.files.write(Self.deep, to: "catalog")
    try directory.files.write("\(DumpRecord.header)\n", to: "told")
    try directory.files.write(Self.deep, to: "told.manifest.json")
    for words in [
      ["book", "check", "book"], ["catalog", "lint", "catalog"], ["aggregate", "told"],
    ] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 3, "\(result.told)")
      #expect(result.errorOutput.contains("more than 64 levels deep"), "\(result.told)")
    }
  }

  @Test("numbers of any length are rejected by their field")
  func hugeNumbers() throws {
    let nines = String(repeating: "9", count: 5000)
    let time = "2025-10-01T00:00:00+08:00"
    try directory.files.write(
      lines([
        DumpRecord.header, "a,\(time),1,audio,,\(nines),,", "b,\(nines),1,audio,,1,,",
        "c,\(time),\(nines),audio,,1,,", "d,\(time),1,video,,1,\(nines),1",
        "e,\(time),1,video,,1,1,18446744073709551617", ",\(time),1,groups,,9007199254740993,,",
        "g,\(time),1,audio,,-\(nines),,", "h,\(time),1,audio,,9223372036854775808,,",
      ]), to: "dump")
    let result = try directory.drawdown("aggregate", "dump", "--rejects", "rejects")
    #expect(result.exitCode == 1, "\(result.told)")
    let reasons = try directory.files.text(of: "rejects").split(separator: "\n").map {
      $0.split(separator: #""reason":""#)[1].prefix { $0 != "\"" }
    }
    #expect(
      reasons == [
        "quantity", "time", "sdk_app_id", "width", "height", "quantity", "quantity", "quantity",
      ])
  }

  @Test("a sum that is larger than money can be is a named error, and nothing is posted")
  func overflow() throws {
    let time = "2025-10-01T00:00:00+08:00"
    let apps = 1...1100
    var book = [#"{"type":"account","account_id":"a","time":"\#(time)"}"#]
    for app in apps {
      book.append(#"{"type":"app","sdk_app_id":\#(app),"account_id":"a","time":"\#(time)"}"#)
      book.append(
        #"{"type":"purchase","order_id":"o\#(app)","time":"\#(time)","account_id":"a","sdk_app_id""#
          + #":\#(app),"plan":"im.professional"}"#)
    }
    try directory.files.write(lines(book), to: "book")
    // Each fee is a thousandth of what a sum can hold.
    try directory.files.write(
      lines([DumpRecord.header] + apps.map { ",\(time),\($0),groups,,9007199254740992,," }),
      to: "dump")
    let result = try directory.drawdown("run", "--ledger", "l.db", "--book", "book", "dump")
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(
      result.errorOutput.contains("a sum of money is larger than exact arithmetic can hold"),
      "\(result.told)")
    #expect(!directory.files.holds("l.db"))
  }
}
