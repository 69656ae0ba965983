import Catalog
import Quantities

/// The vendor's plans, typed in a second time from the rules.
struct ReferencePlan {
  enum Kind { case monthly, bundle, pack, trialPack, trial, valueAdded }

  let name: String
  let kind: Kind
  /// `trtc` or `im` of a monthly plan.
  var product = ""
  /// The two plans of a bundle.
  var halves: [String] = []
  /// Prices in currency units and their first days, the last one first.
  var prices: [(day: String, price: Int64)] = []
  /// Thousands of minutes by pool.
  var gifts: [(pool: String, thousands: Int64)] = []
  /// Prices of a value-added plan beside professional and ultimate, nil where it is not sold.
  var offers: (professional: Int64?, ultimate: Int64?) = (nil, nil)

  /// Whether a history switch: charged month by month afterwards.
  var isHistory: Bool { name.hasPrefix("im.history") }
  var isCallKit: Bool { name.hasPrefix("tuicallkit.") }
  var isPaidIM: Bool { product == "im" }

  func isSold(on day: CalendarDay) -> Bool {
    let isWithdrawn = name == "trtc.advanced" || name == "tuicallkit.advanced"
    return !isWithdrawn || "\(day)" <= "2023-03-06"
  }

  /// Hundredths for a month, or for the whole pack.
  func price(on day: CalendarDay) -> Int64 {
    if kind == .bundle {
      return halves.map { Self.named($0)?.price(on: day) ?? 0 }.reduce(0, +)
    }
    return (prices.first { $0.day <= "\(day)" }?.price ?? 0) * 100
  }

  static func named(_ name: String) -> ReferencePlan? { table[name] }

  static let all = monthly + bundles + packs + trials + valueAdded

  private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  private static let monthly = [
    plan("trtc.basic", [("2024-05-01", 625), ("", 500)], [("av", 110)]),
    plan("trtc.advanced", [("", 1000)], [("av", 235)]),
    plan("trtc.premium", [("2024-05-01", 1875), ("", 1500)], [("av", 380)]),
    plan("trtc.flagship", [("2024-05-01", 6250), ("", 5000)], [("av", 1400)]),
    plan("trtc.premium_plus", [("", 2875)], [("av", 380), ("rectrans", 260), ("ai", 10)]),
    plan("trtc.flagship_plus", [("", 8000)], [("av", 1400), ("rectrans", 600), ("ai", 20)]),
    plan("im.professional", [("2024-01-01", 1499), ("", 999)], []),
    plan("im.ultimate", [("", 2999)], []),
  ]

  private static let bundles = [
    bundle("tuicallkit.1v1", "basic", "professional"),
    bundle("tuicallkit.advanced", "advanced", "professional"),
    bundle("tuicallkit.group_380k", "premium", "ultimate"),
    bundle("tuicallkit.group_1400k", "flagship", "ultimate"),
    bundle("tuiroomkit.basic", "premium", "professional"),
    bundle("tuiroomkit.advanced", "flagship", "professional"),
    bundle("tuiroomkit.large", "flagship", "ultimate"),
    bundle("tuilivekit.single", "basic", "professional"),
    bundle("tuilivekit.multi", "premium", "ultimate"),
    bundle("tuilivekit.large", "flagship", "ultimate"),
    bundle("tuilivekit.multi_plus", "premium_plus", "professional"),
    bundle("tuilivekit.large_plus", "flagship_plus", "ultimate"),
  ]

  private static let packs = [(25, 168), (250, 1588), (1000, 5968), (3000, 16_888)].map {
    ReferencePlan(
      name: "pack.general_\($0.0)k", kind: .pack, prices: [("", $0.1)],
      gifts: [("av", Int64($0.0))])
  }

  private static let trials =
    ["trtc.trial", "im.trial", "tuicallkit.trial", "tuiroomkit.trial", "tuilivekit.trial"]
    .map { ReferencePlan(name: $0, kind: .trial) }
    + [ReferencePlan(name: "pack.trial_10k", kind: .trialPack, gifts: [("av", 10)])]

  private static let valueAdded = [
    offer("im.avchatroom_unlimited", 1000, nil), offer("im.group_members", 500, 500),
    offer("im.groups_per_user", 1100, 900), offer("im.history_30d", 500, nil),
    offer("im.history_90d", 1000, 500), offer("im.history_180d", 1500, 1000),
    offer("im.history_360d", 2500, 2000),
  ]

  private static func plan(
    _ name: String, _ prices: [(String, Int64)], _ gifts: [(String, Int64)]
  ) -> ReferencePlan {
    ReferencePlan(
      name: name, kind: .monthly, product: String(name.prefix { $0 != "." }), prices: prices,
      gifts: gifts)
  }

  private static func bundle(_ name: String, _ trtc: String, _ im: String) -> ReferencePlan {
    ReferencePlan(name: name, kind: .bundle, halves: ["trtc.\(trtc)", "im.\(im)"])
  }

  private static func offer(
    _ name: String, _ professional: Int64?, _ ultimate: Int64?
  ) -> ReferencePlan {
    ReferencePlan(name: name, kind: .valueAdded, offers: (professional, ultimate))
  }
}
