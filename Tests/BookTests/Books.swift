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

/// Lines behind the heads in which every type of event stands.
let everything = [
  purchase("trtc.basic", at: "2024-04-30T15:59:59.5Z", #","months":12,"paid":"1.00""#),
  purchase("pack.general_25k", at: "1588262400", id: "O2", app: nil),
  purchase("tuiroomkit.basic", at: "2022-08-31T12:00:00+08:00", id: "O3"),
  renewal("O3", at: "2022-09-30T12:00:00+08:00", #","half":"trtc","months":3"#),
  upgrade("O3", to: "trtc.flagship", at: "2022-10-01T12:00:00+08:00"),
  upgrade("O1", to: "trtc.premium_plus", at: "2024-05-01T12:00:00+08:00", id: "U2"),
  purchase("im.history_90d", at: "2022-09-01T12:00:00+08:00", id: "O4", #","months":3"#),
  purchase("im.group_members", at: "2022-09-01T12:00:00+08:00", id: "O5"),
  purchase("tuicallkit.1v1", at: "2026-03-01T08:00:00+08:00", id: "O6"),
  refund("O6", at: "2026-03-06T08:00:00+08:00"),
  trial("T1", app: 1_400_000_001, plan: "tuilivekit.trial"), trial("T2"),
  service("suspend", "im", at: "2022-09-01T12:00:00+08:00"),
  service("resume", "im", at: "2022-09-02T12:00:00+08:00"),
  #"{"type":"grant","grant_id":"G1","time":1588262400,"account_id":"acct-1","#
    + #""sdk_app_id":1400000001,"pool":"av","minutes":9007199254740992,"#
    + #""start":"0001-01-01","end":"9999-12-31"}"#,
  #"{"type":"account_change","account_id":"acct-1","time":1588262400,"postpaid":true}"#,
].joined(separator: "\n")

func read(
  _ text: String, catalog: Catalog = .builtIn, closedThrough: CalendarMonth? = nil,
  known: [KnownEvent] = []
) throws(BookFailure) -> Book {
  try Book.read(
    Array(text.utf8), source: "book.ndjson", catalog: catalog, closedThrough: closedThrough,
    known: known)
}

/// What is wrong with the lines that follow the heads; the first of them is line 6.
func problems(
  _ lines: String, catalog: Catalog = .builtIn, closedThrough: CalendarMonth? = nil,
  known: [KnownEvent] = []
) -> [BookProblem] {
  do throws(BookFailure) {
    _ = try read(heads + lines, catalog: catalog, closedThrough: closedThrough, known: known)
    return []
  } catch {
    return error.problems
  }
}

/// A catalog of two products and two pools that has these plans and sells nothing else.
func ownCatalog(plans: String, more: String = "") throws -> Catalog {
  let text = """
    {"schema":"drawdown-catalog/1","name":"n","currency":"USD","zone":"Z","pools":["p","q"],
    "products":["a","b"],"meters":[],"draw_order":["grant_id"],"plans":[\(plans)]\(more)}
    """
  return try Catalog.read(Array(text.utf8), named: "own.json")
}

/// A plan that has a price as long as it is sold, until the end of January 2024.
let fadingPlan = """
  {"id":"fading","kind":"monthly","product":"a",
  "price":[{"value":"1.00"},{"from":"2024-02-01","value":null}],
  "on_sale":[{"value":true},{"from":"2024-02-01","value":false}]}
  """

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

/// A suspension of a product of `acct-1`, or the end of one.
func service(_ type: String, _ product: String, at time: String) -> String {
  #"{"type":"\#(type)","time":"\#(time)","account_id":"acct-1","product":"\#(product)"}"#
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
