import Book
import Quantities
import Testing

@Suite("Suspensions")
struct SuspensionTests {
  private func suspensions(_ lines: [String], through day: CalendarDay? = nil) throws -> [String] {
    try commitments(lines.joined(separator: "\n"), through: day).suspensions.map { suspension in
      let start = suspension.start.epochSeconds
      return "\(suspension.product) \(start)..<\(suspension.end?.epochSeconds.description ?? "")"
    }
  }

  @Test("from the second of one to the second of the other, product by product")
  func intervals() throws {
    let lines = [
      service("resume", "im", at: "1588262500"), service("suspend", "im", at: "1588262400"),
      service("suspend", "trtc", at: "1588262400"), service("suspend", "im", at: "1588262501"),
      service("resume", "im", at: "1588262600"), service("suspend", "im", at: "1588262700"),
    ]
    #expect(
      try suspensions(lines) == [
        "im 1588262400..<1588262500", "trtc 1588262400..<", "im 1588262501..<1588262600",
        "im 1588262700..<",
      ])
  }

  @Test("in one second the lines decide, and nothing stands still for no time")
  func oneSecond() throws {
    let suspend = service("suspend", "im", at: "1588262400")
    let resume = service("resume", "im", at: "1588262400")
    #expect(try suspensions([suspend, resume]).isEmpty)
    #expect(problems(resume + "\n" + suspend).map(\.rule) == [.suspension])
  }

  @Test("a resume after the settled day has no effect")
  func settledDay() throws {
    let lines = [
      service("suspend", "im", at: "2020-05-01T00:00:00+08:00"),
      service("resume", "im", at: "2020-05-03T00:00:00+08:00"),
    ]
    #expect(try suspensions(lines, through: day("2020-04-30")).isEmpty)
    #expect(try suspensions(lines, through: day("2020-05-02")) == ["im 1588262400..<"])
    #expect(try suspensions(lines, through: day("2020-05-03")) == ["im 1588262400..<1588435200"])
  }

  @Test("they change no term and no grant")
  func noEffect() throws {
    let order = purchase("tuicallkit.1v1", at: "2020-04-01T00:00:00+08:00", #","months":3"#)
    let before = try commitments(order)
    let after = try commitments(
      order + "\n" + service("suspend", "im", at: "2020-05-01T00:00:00+08:00"))
    #expect(before.grants == after.grants && before.quotaTerms == after.quotaTerms)
    #expect(before.orders == after.orders && after.suspensions.count == 1)
  }

  @Test("a closed month refuses them")
  func closed() {
    let line = service("suspend", "im", at: "2020-04-30T23:59:59+08:00")
    let april = CalendarMonth(year: 2020, month: 4)
    #expect(problems(line, closedThrough: april).map(\.rule) == [.closedMonth])
    #expect(problems(line, closedThrough: april.advanced(by: -1)).isEmpty)
  }
}
