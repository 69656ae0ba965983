import Book

/// Broken rules on what becomes of a purchase; the purchase stands on line 6, the event on line 7.
let purchaseTable = renewalTable

private let basic = purchase("trtc.basic", at: "2024-01-31T12:00:00+08:00")
private let bundle = purchase("tuicallkit.1v1", at: "2024-01-31T12:00:00+08:00")

private func broken(
  _ rule: BookRule, _ id: String, _ lines: String..., what: String
) -> BrokenBook {
  BrokenBook(rule, id, line: 5 + lines.count, lines.joined(separator: "\n"), what)
}

private let renewalTable = [
  broken(
    .unknownPurchase, "R1", renewal("O9", at: "2024-01-31T12:00:00+08:00"),
    what: "no purchase `O9`"),
  broken(
    .unknownPurchase, "R1", basic, renewal("O1", at: "2024-01-31T11:59:59+08:00"),
    what: "`O1` is bought later"),
  broken(
    .unknownPurchase, "R2", basic, renewal("O1", at: "2024-01-31T12:00:00+08:00"),
    renewal("R1", at: "2024-01-31T12:00:00+08:00", id: "R2"), what: "`R1` is a `renewal`"),
  broken(
    .unknownPurchase, "R1", trial("T1"), renewal("T1", at: "2024-01-31T12:00:00+08:00"),
    what: "`T1` is a `trial`"),
  broken(
    .planEvent, "R1", purchase("pack.general_25k", at: "2024-01-31T12:00:00+08:00", app: nil),
    renewal("O1", at: "2024-01-31T12:00:00+08:00"), what: "`pack.general_25k` is not renewed"),
  broken(
    .unknownHalf, "R1", basic, renewal("O1", at: "2024-02-01T12:00:00+08:00", #","half":"im""#),
    what: "`O1` has no half `im`"),
  broken(
    .unknownHalf, "R1", bundle, renewal("O1", at: "2024-02-01T12:00:00+08:00", #","half":"rtc""#),
    what: "`O1` has no half `rtc`"),
  broken(
    .termOver, "R1", basic, renewal("O1", at: "2024-03-01T00:00:00+08:00"),
    what: "`trtc.basic` of `O1` ended on 2024-02-29"),
  // The half that runs on does not save the renewal of both.
  broken(
    .termOver, "R2", bundle,
    renewal("O1", at: "2024-02-01T12:00:00+08:00", #","half":"trtc""#),
    renewal("O1", at: "2024-03-01T00:00:00+08:00", id: "R2"),
    what: "`im.professional` of `O1` ended on 2024-02-29"),
  broken(
    .range, "R1", basic, renewal("O1", at: "2024-02-01T12:00:00+08:00", #","months":121"#),
    what: "`months` is 121"),
]
