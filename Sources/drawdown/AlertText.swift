import CommandLineKit
import Pipeline
import Quantities
import Settlement
import StrictJSON

/// Lays out grants that have crossed a bound.
enum AlertText {
  /// For people.
  static func text(_ found: LedgerAlerts) -> String {
    let day = found.settledDay.map { "settled through \($0), run \(found.run)\n" }
    guard let day else { return "nothing settled yet\n" }
    guard !found.alerts.isEmpty else { return day + "no grant has crossed a bound\n" }
    var rows = [
      ["account", "grant", "pool", "app", "left", "minutes", "end", "days left", "crossed"]
    ]
    for alert in found.alerts {
      let grant = alert.balance.grant
      rows.append([
        Console.visible(grant.account.text), Console.visible(grant.id.text), grant.pool.text,
        grant.app?.description ?? "all", alert.balance.left.description, String(grant.minutes),
        grant.end.description, String(alert.daysLeft),
        alert.bounds.map(\.words).joined(separator: ", "),
      ])
    }
    return day + TextColumns.aligned(rows, numbers: [4, 5, 7])
  }

  /// For machines, as one line of JSON.
  static func json(_ found: LedgerAlerts) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("run", found.run)
      json.member("settled_day", found.settledDay?.description)
      json.key("alerts")
      json.array { json in for alert in found.alerts { write(alert, &json) } }
    }
    json.newline()
    return json.text
  }

  private static func write(_ alert: BalanceAlert, _ json: inout JSONWriter) {
    let grant = alert.balance.grant
    json.object { json in
      json.member("account_id", grant.account.text)
      json.member("grant_id", grant.id.text)
      json.member("pool", grant.pool.text)
      json.key("sdk_app_id")
      if let app = grant.app { json.integer(app.number) } else { json.null() }
      json.member("minutes", grant.minutes)
      json.member("left", alert.balance.left.description)
      json.member("end", grant.end.description)
      json.member("days_left", alert.daysLeft)
      json.key("crossed")
      json.array { json in for bound in alert.bounds { json.string(bound.rawValue) } }
    }
  }
}

extension AlertRule.Bound {
  fileprivate var words: String {
    switch self {
    case .below: "little left"
    case .daysLeft: "ends soon"
    }
  }
}

extension ValueFormat where Value == Fraction {
  /// A share of a whole, `20%`.
  static var percentage: ValueFormat {
    ValueFormat("N%", expecting: "a percentage above 0 and up to 100, such as 20% or 2.5%") {
      text in
      guard text.hasSuffix("%"), let percent = Fraction(text.dropLast()), percent > .zero,
        percent <= Fraction(100)
      else { return nil }
      return try? percent.multiplied(by: Fraction(1, over: 100))
    }
  }
}
