import Book

/// Broken rules on what becomes of a purchase; the purchase stands on line 6, the event on line 7.
let purchaseTable = renewalTable + upgradeTable + refundTable + valueAddedTable

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

private let room = purchase("tuiroomkit.basic", at: "2024-01-31T12:00:00+08:00")
private let february = "2024-02-01T12:00:00+08:00"

private let upgradeTable = [
  broken(
    .unknownPurchase, "U1", upgrade("O9", to: "trtc.premium", at: february),
    what: "no purchase `O9`"),
  broken(
    .unknownPurchase, "U1", basic,
    upgrade("O1", to: "trtc.premium", at: "2024-01-31T11:59:59+08:00"),
    what: "`O1` is bought later"),
  broken(
    .unknownPlan, "U1", basic, upgrade("O1", to: "trtc.huge", at: february),
    what: "no plan `trtc.huge`"),
  broken(
    .planEvent, "U1", bundle, upgrade("O1", to: "trtc.premium", at: february),
    what: "`tuicallkit.1v1` is not upgraded"),
  broken(
    .planEvent, "U1", purchase("pack.general_25k", at: february, app: nil),
    upgrade("O1", to: "pack.general_250k", at: february), what: "`pack.general_25k` is not"),
  broken(
    .upgradeTarget, "U1", basic, upgrade("O1", to: "im.ultimate", at: february),
    what: "`im.ultimate` is no plan of a half of `trtc.basic`"),
  broken(
    .upgradeTarget, "U1", room, upgrade("O1", to: "tuiroomkit.large", at: february),
    what: "`tuiroomkit.large` is no plan of a half of `tuiroomkit.basic`"),
  broken(
    .upgradeTarget, "U1", basic, upgrade("O1", to: "pack.general_25k", at: february),
    what: "`pack.general_25k` is no plan of a half"),
  broken(
    .upgradeTarget, "U1", basic, upgrade("O1", to: "trtc.trial", at: february),
    what: "`trtc.trial` is no plan of a half"),
  broken(
    .upgradeTarget, "U1", basic, upgrade("O1", to: "trtc.basic", at: february),
    what: "`trtc.basic` costs 500.00 on 2024-02-01, not more than `trtc.basic` for 500.00"),
  broken(
    .upgradeTarget, "U2", basic, upgrade("O1", to: "trtc.flagship", at: february),
    upgrade("O1", to: "trtc.premium", at: february, id: "U2"),
    what: "`trtc.premium` costs 1500.00 on 2024-02-01, not more than `trtc.flagship`"),
  broken(
    .notOnSale, "U1", purchase("trtc.basic", at: "2023-03-06T12:00:00+08:00"),
    upgrade("O1", to: "trtc.advanced", at: "2023-03-07T00:00:00+08:00"),
    what: "`trtc.advanced` is not sold on 2023-03-07"),
  broken(
    .termOver, "U1", basic, upgrade("O1", to: "trtc.premium", at: "2024-02-29T00:00:00+08:00"),
    what: "`trtc.basic` of `O1` ended on 2024-02-29"),
]

private let refundTable = [
  broken(.unknownPurchase, "B1", refund("O9", at: february), what: "no purchase `O9`"),
  broken(
    .unknownPurchase, "B1", basic, refund("O1", at: "2024-01-31T11:59:59+08:00"),
    what: "`O1` is bought later"),
  broken(
    .unknownPurchase, "B2", basic, refund("O1", at: february),
    refund("B1", at: february, id: "B2"), what: "`B1` is a `refund`"),
  broken(
    .refunded, "B2", basic, refund("O1", at: february), refund("O1", at: february, id: "B2"),
    what: "`O1` was given back by `B1`"),
  broken(
    .refunded, "R1", basic, refund("O1", at: february),
    renewal("O1", at: "2024-02-01T12:00:01+08:00"), what: "`O1` was given back by `B1`"),
  broken(
    .refunded, "U1", basic, refund("O1", at: february),
    upgrade("O1", to: "trtc.premium", at: "2024-02-01T12:00:01+08:00"),
    what: "`O1` was given back by `B1`"),
  broken(
    .refundTime, "B1", basic, refund("O1", at: "2024-02-05T12:00:01+08:00"),
    what: "it comes 1 seconds after the 120 hours in which `O1` is given back"),
]

private let january = "2024-01-31T12:00:00+08:00"
private let professional = purchase("im.professional", at: january)
private let ultimate = purchase("im.ultimate", at: january)

private let valueAddedTable = [
  broken(
    .appMissing, "V1", professional, purchase("im.group_members", at: january, id: "V1", app: nil),
    what: "`im.group_members` serves one app"),
  broken(
    .basePlan, "V1", basic, purchase("im.group_members", at: january, id: "V1"),
    what: "app 1400000001 holds no `im.ultimate` or `im.professional` on 2024-01-31"),
  // Of another app, or a trial.
  broken(
    .basePlan, "V1", purchase("im.ultimate", at: january, app: 1_400_000_002),
    purchase("im.group_members", at: january, id: "V1"), what: "app 1400000001 holds no"),
  broken(
    .basePlan, "V1", trial("T1", app: 1_400_000_001, plan: "im.trial", at: january),
    purchase("im.group_members", at: january, id: "V1"), what: "app 1400000001 holds no"),
  broken(
    .basePlan, "V1", ultimate, purchase("im.avchatroom_unlimited", at: january, id: "V1"),
    what: "app 1400000001 holds no `im.professional` on 2024-01-31"),
  // The plan is bought a second later, ended the day before, or was given back.
  broken(
    .basePlan, "V1", professional,
    purchase("im.group_members", at: "2024-01-31T11:59:59+08:00", id: "V1"),
    what: "app 1400000001 holds no"),
  broken(
    .basePlan, "V1", professional,
    purchase("im.group_members", at: "2024-02-29T00:00:00+08:00", id: "V1"),
    what: "app 1400000001 holds no"),
  broken(
    .basePlan, "V1", professional, refund("O1", at: february),
    purchase("im.group_members", at: "2024-02-01T12:00:01+08:00", id: "V1"),
    what: "app 1400000001 holds no"),
  broken(
    .notOnSale, "V1", ultimate, purchase("im.history_30d", at: january, id: "V1"),
    what: "`im.history_30d` is not sold beside `im.ultimate` on 2024-01-31"),
  broken(
    .planEvent, "R1", professional, purchase("im.group_members", at: january, id: "V1"),
    renewal("V1", at: february), what: "`im.group_members` is not renewed"),
  broken(
    .planEvent, "U1", professional, purchase("im.group_members", at: january, id: "V1"),
    upgrade("V1", to: "im.ultimate", at: february), what: "`im.group_members` is not upgraded"),
  broken(
    .planEvent, "B1", professional, purchase("im.history_90d", at: january, id: "V1"),
    refund("V1", at: february), what: "`im.history_90d` is a switch"),
]
