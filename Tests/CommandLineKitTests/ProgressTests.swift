import CommandLineKit
import Testing

@Suite("Progress")
struct ProgressTests {
  @Test(
    "A line tells the share, the pace and the time left",
    arguments: [
      (0, 0, 0, 0, "[..............................] 0 %  0 records"),
      (0, 1000, 0, 500, "[..............................] 0 %  0 records"),
      (100, 1000, 40, 999, "[###...........................] 10 %  40 records"),
      (
        100, 1000, 4000, 2000,
        "[###...........................] 10 %  4000 records, 2000/s, 18 s left"
      ),
      (1, 1000, 5, 1000, "[..............................] 0 %  5 records, 5/s, 16 min 39 s left"),
      (1, 10_000, 5, 1000, "[..............................] 0 %  5 records, 5/s, 2 h 46 min left"),
      (0, 1000, 7, 1000, "[..............................] 0 %  7 records, 7/s"),
      (1000, 1000, 9, 3000, "[##############################] 100 %  9 records, 3/s"),
      (2000, 1000, 9, 3000, "[##############################] 100 %  9 records, 3/s"),
      (-1, -1, -1, -1, "[..............................] 0 %  0 records"),
    ])
  func line(done: Int64, total: Int64, records: Int64, milliseconds: Int64, text: String) {
    let line = ProgressLine(
      doneBytes: done, totalBytes: total, records: records, milliseconds: milliseconds)
    #expect(line.text == text)
  }

  @Test("The largest numbers fit")
  func large() {
    let line = ProgressLine(
      doneBytes: .max - 1, totalBytes: .max, records: .max, milliseconds: .max)
    #expect(line.text.contains("99 %"))
  }
}
