import Forecasting
import Pipeline
import Quantities
import Settlement
import StrictJSON

/// Lays out forecasts.
enum ForecastText {
  /// For people.
  static func text(_ forecast: LedgerForecast) -> String {
    let pace = forecast.paceDays
    var text = """
      \(forecast.month) from \(forecast.settledDay) on, at the pace of \(pace.lowerBound) to \
      \(pace.upperBound)

      """
    text += "\ncost\n" + costs(forecast)
    let grants = grants(forecast)
    if grants.count > 1 {
      text += "\npackages, followed through \(forecast.horizon)\n"
      text += TextColumns.aligned(grants, numbers: [4, 7])
    }
    let offers = offers(forecast)
    if offers.count > 1 {
      text += "\npackages that pay for themselves by \(forecast.horizon), if bought now\n"
      text += TextColumns.aligned(offers, numbers: [3, 4, 5, 6])
    } else if !forecast.offers.isEmpty {
      text += "\nno package on sale pays for itself by \(forecast.horizon)\n"
    }
    return text
  }

  private static func costs(_ forecast: LedgerForecast) -> String {
    let isChanged = forecast.accounts.contains { $0.changed != nil }
    var rows = [
      ["account", "so far", "by the end"] + (isChanged ? ["what if", "difference"] : [])
    ]
    for account in forecast.accounts {
      var row = [
        Console.visible(account.account.text), money(account.soFar), money(account.atEnd),
      ]
      if let changed = account.changed {
        let before = account.atEnd?.total ?? .zero
        let difference = try? (changed.atEnd?.total ?? .zero).subtracting(before)
        row += [money(changed.atEnd), difference?.description ?? ""]
      }
      rows.append(row)
    }
    return TextColumns.aligned(rows, numbers: [1, 2, 3, 4])
  }

  private static func money(_ invoice: Invoice?) -> String {
    (invoice?.total ?? .zero).description
  }

  private static func grants(_ forecast: LedgerForecast) -> [[String]] {
    var rows = [["account", "grant", "pool", "app", "left", "runs dry", "ends", "left then"]]
    for account in forecast.accounts {
      for grant in account.changed?.grants ?? account.grants {
        rows.append([
          Console.visible(account.account.text), Console.visible(grant.grant.id.text),
          grant.grant.pool.text, grant.grant.app?.description ?? "all", grant.left.description,
          grant.runDryDay?.description ?? "-", grant.grant.end.description,
          grant.leftAtEnd.description,
        ])
      }
    }
    return rows
  }

  private static func offers(_ forecast: LedgerForecast) -> [[String]] {
    var rows = [["account", "app", "plan", "price", "saves this month", "saves", "left"]]
    for offer in forecast.offers where offer.paysForItself {
      rows.append([
        Console.visible(offer.account.text), offer.app?.description ?? "all", offer.plan.text,
        offer.price.description, offer.savedInMonth.description, offer.saved.description,
        offer.left.description,
      ])
    }
    return rows
  }

  // MARK: - For machines

  /// One line of JSON.
  static func json(_ forecast: LedgerForecast) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("month", forecast.month.description)
      json.member("settled_day", forecast.settledDay.description)
      json.key("pace")
      json.object { json in
        json.member("from", forecast.paceDays.lowerBound.description)
        json.member("through", forecast.paceDays.upperBound.description)
      }
      json.member("horizon", forecast.horizon.description)
      json.key("accounts")
      json.array { json in for account in forecast.accounts { write(account, &json) } }
      json.key("offers")
      json.array { json in for offer in forecast.offers { write(offer, &json) } }
    }
    json.newline()
    return json.text
  }

  private static func write(_ account: AccountForecast, _ json: inout JSONWriter) {
    json.object { json in
      json.member("account_id", account.account.text)
      write("so_far", account.soFar, &json)
      write("at_end", account.atEnd, &json)
      write(account.grants, &json)
      guard let changed = account.changed else { return }
      json.key("what_if")
      json.object { json in
        write("at_end", changed.atEnd, &json)
        write(changed.grants, &json)
      }
    }
  }

  private static func write(_ key: String, _ invoice: Invoice?, _ json: inout JSONWriter) {
    json.key(key)
    json.object { json in
      json.key("totals")
      json.object { json in
        for total in invoice?.totals ?? [] {
          json.member(total.kind.rawValue, total.amount.description)
        }
      }
      json.member("total", (invoice?.total ?? .zero).description)
    }
  }

  private static func write(_ grants: [GrantForecast], _ json: inout JSONWriter) {
    json.key("grants")
    json.array { json in
      for grant in grants {
        json.object { json in
          json.member("grant_id", grant.grant.id.text)
          json.member("pool", grant.grant.pool.text)
          json.key("sdk_app_id")
          if let app = grant.grant.app { json.integer(app.number) } else { json.null() }
          json.member("left", grant.left.description)
          json.member("runs_dry", grant.runDryDay?.description)
          json.member("end", grant.grant.end.description)
          json.member("left_at_end", grant.leftAtEnd.description)
        }
      }
    }
  }

  private static func write(_ offer: PackageOffer, _ json: inout JSONWriter) {
    json.object { json in
      json.member("account_id", offer.account.text)
      json.key("sdk_app_id")
      if let app = offer.app { json.integer(app.number) } else { json.null() }
      json.member("plan", offer.plan.text)
      json.member("price", offer.price.description)
      json.member("saved_in_month", offer.savedInMonth.description)
      json.member("saved", offer.saved.description)
      json.member("left", offer.left.description)
      json.member("pays_for_itself", offer.paysForItself)
    }
  }
}
