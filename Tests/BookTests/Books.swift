import Book
import Catalog
import Quantities
import Testing

/// Two accounts with two apps and one: the head of most books here, four lines and a fifth.
let heads = """
  {"type":"account","account_id":"acct-1","time":"2020-01-01T00:00:00+08:00"}
  {"type":"account","account_id":"acct-2","time":"2020-01-01T00:00:00+08:00","postpaid":false}
  {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2020-01-01T00:00:00+08:00"}
  {"type":"app","sdk_app_id":1400000002,"account_id":"acct-1","time":"2020-01-01T00:00:00+08:00"}
  {"type":"app","sdk_app_id":1400000003,"account_id":"acct-2","time":"2020-01-01T00:00:00+08:00"}

  """

func read(
  _ text: String, closedThrough: CalendarMonth? = nil, known: [KnownEvent] = []
) throws(BookFailure) -> Book {
  try Book.read(
    Array(text.utf8), source: "book.ndjson", catalog: .builtIn, closedThrough: closedThrough,
    known: known)
}

/// What is wrong with the lines that follow the heads; the first of them is line 6.
func problems(
  _ lines: String, closedThrough: CalendarMonth? = nil, known: [KnownEvent] = []
) -> [BookProblem] {
  do throws(BookFailure) {
    _ = try read(heads + lines, closedThrough: closedThrough, known: known)
    return []
  } catch {
    return error.problems
  }
}

/// A purchase of `acct-1` for its first app.
func purchase(
  _ plan: String, at time: String, id: String = "O1", app: Int? = 1_400_000_001,
  _ more: String = ""
) -> String {
  let app = app.map { #","sdk_app_id":\#($0)"# } ?? ""
  return #"{"type":"purchase","order_id":"\#(id)","time":"\#(time)","account_id":"acct-1"\#(app),"#
    + #""plan":"\#(plan)"\#(more)}"#
}

/// A trial of `acct-1`.
func trial(
  _ id: String, app: Int? = nil, plan: String = "pack.trial_10k",
  at time: String = "2020-05-01T12:00:00+08:00"
) -> String {
  let app = app.map { #","sdk_app_id":\#($0)"# } ?? ""
  return #"{"type":"trial","order_id":"\#(id)","time":"\#(time)","account_id":"acct-1"\#(app),"#
    + #""plan":"\#(plan)"}"#
}

/// A renewal of a purchase.
func renewal(_ purchase: String, at time: String, id: String = "R1", _ more: String = "") -> String
{
  #"{"type":"renewal","order_id":"\#(id)","time":"\#(time)","renews":"\#(purchase)"\#(more)}"#
}

/// An upgrade of a purchase.
func upgrade(
  _ purchase: String, to plan: String, at time: String, id: String = "U1", _ more: String = ""
) -> String {
  #"{"type":"upgrade","order_id":"\#(id)","time":"\#(time)","upgrades":"\#(purchase)","#
    + #""plan":"\#(plan)"\#(more)}"#
}

/// A refund of a purchase.
func refund(_ purchase: String, at time: String, id: String = "B1") -> String {
  #"{"type":"refund","order_id":"\#(id)","time":"\#(time)","refunds":"\#(purchase)"}"#
}

/// The commitments of `acct-1` in a book of its heads and some lines.
func commitments(_ lines: String, through day: CalendarDay? = nil) throws -> AccountCommitments {
  try #require(try read(heads + lines).commitments(through: day).first)
}

func day(_ text: String) -> CalendarDay {
  guard let day = CalendarDay(text) else { preconditionFailure("no day: \(text)") }
  return day
}

extension Grant {
  /// `id start..<end minutes`, for tables.
  var summary: String { "\(id) \(start)..<\(end) \(minutes)" }
}
