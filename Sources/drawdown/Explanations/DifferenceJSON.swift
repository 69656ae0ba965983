import Aggregation
import Book
import Explanation
import Ledger
import Quantities
import Settlement
import StrictJSON

extension ExplanationJSON {
  /// Writes what changed between two runs.
  mutating func write(_ difference: RunDifference) {
    object { writer in
      writer.member("from_run", difference.from?.id ?? 0)
      writer.member("through_run", difference.through.id)
      writer.array("runs", difference.inputs) { writer, input in
        writer.object { $0.write(members: input) }
      }
      writer.array("closed_invoices", difference.closedInvoices) { writer, invoice in
        writer.object {
          $0.member("number", invoice.number)
          $0.member("total", invoice.total)
        }
      }
      writer.array("accounts", difference.accounts) { $0.write($1) }
      writer.json.key("totals")
      writer.write(difference.totals)
    }
  }

  /// Writes a run of a listing, with what only a run that is over has.
  mutating func writeWhole(_ input: RunInput) {
    object { writer in
      writer.write(members: input)
      writer.member("records_duplicate", input.run.counts.duplicates)
      writer.member("records_conflict", input.run.counts.conflicts)
      writer.member("records_rejected", input.run.counts.rejected)
      writer.member("hash", input.run.hash)
    }
  }

  private mutating func write(members input: RunInput) {
    write(members: input.run)
    member("settled_day_before", input.settledBefore)
    member("records_read", input.run.counts.read)
    member("records_counted", input.run.counts.counted)
    write(input.dumps, as: "dumps")
    member("catalog", input.catalog)
    array("closed", input.closes) { $0.json.string($1.description) }
    write(input.events)
  }

  private mutating func write(_ totals: ChangeTotals) {
    object { writer in
      writer.member("accounts", Int64(totals.accounts))
      writer.member("orders", Int64(totals.orders))
      writer.member("order_amount", totals.orderAmount)
      writer.member("charges", Int64(totals.charges))
      writer.member("charge_amount", totals.chargeAmount)
      writer.member("deductions", Int64(totals.deductions))
      writer.member("package_minutes", totals.packageMinutes)
      writer.member("grants", Int64(totals.grants))
      writer.write(totals.invoices)
    }
  }

  private mutating func write(_ invoices: [AccountDifference.InvoiceGrowth]) {
    array("invoices", invoices) { writer, growth in
      writer.object {
        $0.member("month", growth.month)
        $0.member("amount", growth.amount)
      }
    }
  }

  private mutating func write(_ account: AccountDifference) {
    object { writer in
      writer.member("account_id", account.account.text)
      writer.write(account.events)
      writer.array("usage", account.usage) { writer, growth in
        writer.object {
          $0.member("run", growth.run)
          $0.member("meter", growth.meter)
          $0.member("usage_lines", Int64(growth.lines))
          $0.member("records", growth.records)
          $0.member("first_day", growth.firstDay)
          $0.member("last_day", growth.lastDay)
        }
      }
      writer.write(account.invoices)
      writer.changes("orders", account.orders) { $0.write(members: $1) }
      writer.changes("charges", account.charges) { $0.write(members: $1) }
      writer.changes("deductions", account.deductions) { $0.write(members: $1) }
      writer.changes("grants", account.grants) { $0.write(members: $1) }
    }
  }

  private mutating func changes<Row>(
    _ name: String, _ changes: [RowChange<Row>], _ write: (inout ExplanationJSON, Row) -> Void
  ) {
    array(name, changes) { writer, change in
      writer.object { writer in
        for (name, row) in [("before", change.before), ("after", change.after)] {
          writer.json.key(name)
          if let row { writer.object { write(&$0, row) } } else { writer.json.null() }
        }
        writer.write(members: change.cause)
      }
    }
  }

  private mutating func write(members cause: ChangeCause) {
    let (name, runs): (String, [Int64]) =
      switch cause {
      case .usage(let runs): ("usage", runs)
      case .settledDay: ("settled_day", [])
      case .book(let runs): ("book", runs)
      case .draws: ("draws", [])
      case .follows: ("follows", [])
      }
    member("because", name)
    array("because_runs", runs) { $0.json.integer($1) }
  }

  private mutating func write(members order: OrderLine) {
    member("kind", order.kind.rawValue)
    member("id", order.id.text)
    member("sdk_app_id", order.app)
    member("day", order.day)
    member("months", order.months)
    member("amount", order.amount)
  }
}
