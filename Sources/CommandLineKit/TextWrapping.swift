/// Breaks a text into lines of at most `width` characters, each after `indent` spaces.
///
/// Paragraphs stand apart by an empty line. Lines that begin with two spaces are kept as they are;
/// so is a word that is longer than a line.
func wrapped(_ text: String, width: Int, indent: Int = 0) -> String {
  var result: [String] = []
  var words: [String] = []
  func endParagraph() {
    result += filled(words, width: width)
    words = []
  }
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.isEmpty || line.hasPrefix("  ") {
      endParagraph()
      result.append(String(line))
    } else {
      words += line.split(separator: " ").map(String.init)
    }
  }
  endParagraph()
  return result.map { $0.isEmpty ? "" : spaces(indent) + $0 }.joined(separator: "\n")
}

/// Puts as many words on a line as fit.
func filled(_ words: [String], width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in words {
    if line.isEmpty {
      line = word
    } else if line.count + 1 + word.count <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = word
    }
  }
  return line.isEmpty ? lines : lines + [line]
}

func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
