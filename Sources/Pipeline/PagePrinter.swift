import ByteStreams
import Quantities

/// Lets WeasyPrint make PDF of pages.
struct PagePrinter {
  private let tool: Subprocess
  /// Where files of the moment go.
  private let folder: String

  init(tool: Subprocess, folder: String) {
    self.tool = tool
    self.folder = folder
  }

  /// WeasyPrint, from the folders of `PATH`.
  ///
  /// - Throws: `PrintingFailure` when it is not there.
  static func tool() throws(PrintingFailure) -> Subprocess {
    guard let tool = Subprocess.find("weasyprint") else {
      throw PrintingFailure(
        "there is no weasyprint in the folders of PATH, which makes PDF of pages; "
          + "install the package weasyprint of Debian or PyPI, or print the pages of --html")
    }
    return tool
  }

  /// Writes pages as PDF.
  ///
  /// - Parameters:
  ///   - pages: the HTML file.
  ///   - month: the last month that it tells of. The PDF is dated by its end and not by the clock, so
  ///     that the same pages give the same bytes.
  ///   - sink: where the bytes go.
  /// - Throws: `PrintingFailure` when it cannot be made, or what the sink throws.
  func write(
    _ pages: String, until month: CalendarMonth?, to sink: (_ bytes: [UInt8]) throws -> Void
  ) throws {
    try checkFonts(of: pages)
    let (pdf, errors) = ("\(folder)/pages.pdf", "\(folder)/messages")
    let end = month.map { $0.advanced(by: 1).firstDay } ?? CalendarDay(number: 0)
    let seconds = Int64(end.number) * ZoneOffset.secondsPerDay
    let ending = try tool.run(
      ["--quiet", "--encoding", "utf-8", pages, pdf],
      adding: ["SOURCE_DATE_EPOCH": String(seconds)], output: "\(folder)/output", errors: errors)
    guard ending == .exit(0) else {
      throw PrintingFailure(
        "\(tool.path) ended with \(ending) and made no PDF; it says: \(lastLine(of: errors))")
    }
    try sink(Descriptor.reading(pdf).readAll(atMost: 1 << 32))
  }

  /// Refuses pages with Chinese characters where no font has them: they would come out as boxes.
  private func checkFonts(of pages: String) throws {
    let html = try Descriptor.reading(pages).readAll(atMost: 1 << 32)
    guard String(decoding: html, as: UTF8.self).unicodeScalars.contains(where: Self.isChinese)
    else {
      return
    }
    let advice = "install a package such as fonts-noto-cjk or fonts-wqy-zenhei"
    guard let list = Subprocess.find("fc-list") else {
      throw PrintingFailure(
        "the pages hold Chinese characters, and there is no fc-list to tell whether a font has "
          + "them; install fontconfig, and \(advice) where it is missing")
    }
    let fonts = "\(folder)/fonts"
    let ending = try list.run(
      [":lang=zh-cn", "family"], output: fonts, errors: "\(folder)/messages")
    let isFound =
      try ending == .exit(0) && !Descriptor.reading(fonts).readAll(atMost: 1 << 24).isEmpty
    guard isFound else {
      throw PrintingFailure(
        "the pages hold Chinese characters, which no font of this machine has; \(advice)")
    }
  }

  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFFEF, 0x20000...0x3FFFF: true
    default: false
    }
  }

  private func lastLine(of messages: String) -> String {
    let bytes = (try? Descriptor.reading(messages).readAll(atMost: 1 << 24)) ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.last.map(String.init) ?? "nothing"
  }
}

/// Pages could not be made into PDF.
public struct PrintingFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is missing or failed, and what to do.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
