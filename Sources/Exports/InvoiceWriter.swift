import Quantities
public import Settlement
public import StrictJSON

extension Invoice {
  /// Writes the invoice as one JSON object, its keys in the order of the contract.
  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("number", number)
      json.member("account_id", account.text)
      json.member("month", month.description)
      json.member("status", status.rawValue)
      json.key("lines")
      json.array { json in
        for line in lines { line.write(to: &json) }
      }
      json.key("totals")
      json.object { json in
        for total in totals { json.member(total.kind.rawValue, total.amount.description) }
      }
      json.member("total", total.description)
      json.key("uncharged")
      json.object { json in
        for entry in uncharged { json.member(entry.meter, entry.minutes.description) }
      }
      json.member("rounding", rounding.description)
    }
  }
}

extension InvoiceLine {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", kind.rawValue)
      switch subject {
      case .order(let id): json.member("id", id.text)
      case .item(let name): json.member("item", name)
      }
      json.key("sdk_app_id")
      if let app { json.integer(app.number) } else { json.null() }
      if let period { json.member("period", period.description) }
      json.key("quantity")
      if !isOfMinutes, let count = quantity.wholeValue {
        json.integer(count)
      } else {
        json.string(quantity.description)
      }
      json.member("amount", amount.description)
    }
  }

  /// Whether the quantity is minutes, which may be fractions; months and steps are whole numbers.
  ///
  /// What is charged by the day is usage, what is charged by the month is a fee.
  private var isOfMinutes: Bool {
    if case .day = period { true } else { false }
  }
}
