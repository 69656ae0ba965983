import Testing

@testable import Exports

@Suite("Texts in HTML")
struct HTMLWriterTests {
  @Test(
    "are escaped",
    arguments: [
      ("plain 好 é 😀", "plain 好 é 😀"), ("", ""), ("a&b", "a&amp;b"), ("&lt;", "&amp;lt;"),
      ("<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
      (#"" onload="x"#, "&quot; onload=&quot;x"), ("a\nb\tc", "a\nb\tc"),
      ("a\u{0}b\rc\u{1B}d\u{7F}e\u{85}f", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}f"),
      ("a\r\nb", "a\u{FFFD}\nb"), ("]]><!--", "]]&gt;&lt;!--"),
    ])
  func escaped(text: String, expected: String) {
    var html = HTMLWriter()
    html.inline("td", text, attributes: "class=\"n\"")
    #expect(String(decoding: html.bytes, as: UTF8.self) == "<td class=\"n\">\(expected)</td>")
  }

  @Test("elements nest, and what was taken is gone")
  func elements() {
    var html = HTMLWriter()
    html.block("tr") { html in
      html.line("td", "1")
      html.markup("<br>")
    }
    #expect(String(decoding: html.bytes, as: UTF8.self) == "<tr>\n<td>1</td>\n<br></tr>\n")
    html.removeAll()
    #expect(html.bytes.isEmpty)
  }
}
