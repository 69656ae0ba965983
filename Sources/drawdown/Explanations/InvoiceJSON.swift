import Book
import Explanation
import Quantities
import Settlement
import StrictJSON

extension ExplanationJSON {
  /// Writes an invoice with the lines that were asked for.
  mutating func write(_ explanation: InvoiceExplanation) {
    object { writer in
      let invoice = explanation.invoice
      writer.member("invoice", invoice.number)
      writer.member("account_id", invoice.account.text)
      writer.member("month", invoice.month)
      writer.member("status", invoice.status.rawValue)
      writer.member("total", invoice.total)
      writer.member("rounding", invoice.rounding)
      writer.member("part", explanation.isPart)
      writer.array("lines", explanation.lines) { $0.write($1) }
    }
  }

  private mutating func write(_ explained: InvoiceExplanation.Line) {
    object { writer in
      let line = explained.line
      writer.member("kind", line.kind.rawValue)
      switch line.subject {
      case .order(let id): writer.member("id", id.text)
      case .item(let item): writer.member("item", item)
      }
      writer.member("sdk_app_id", line.app)
      writer.member("period", line.period?.description)
      writer.member("quantity", line.quantity)
      writer.member("amount", line.amount)
      writer.member("invoiced", explained.isInvoiced)
      switch explained.detail {
      case .order(let order): writer.write(members: order)
      case .usage(let usage):
        writer.json.key("usage_line")
        writer.write(usage)
      case .fee(let fee):
        writer.json.key("fee")
        writer.write(fee)
      }
    }
  }

  private mutating func write(members order: OrderExplanation) {
    switch order.amountSource {
    case .event: member("amount_of", "event")
    case .list(let monthly, let plan):
      member("amount_of", "list_price")
      member("plan", plan.text)
      member("list_price", monthly)
    case .rule: member("amount_of", "rule")
    }
    write(order.events)
  }

  private mutating func write(_ fee: FeeExplanation) {
    object { writer in
      writer.member("item", fee.item)
      writer.member("sdk_app_id", fee.app)
      writer.member("month", fee.month)
      writer.array("charges", fee.charges) { writer, charge in
        writer.object { $0.write(members: charge) }
      }
      switch fee.basis {
      case .peak(let peak): writer.write(members: peak)
      case .plan(let plans, let events):
        writer.array("plans", plans) { writer, plan in
          writer.object {
            $0.member("order_id", plan.order.text)
            $0.member("plan_day", plan.day)
            $0.member("price", plan.price)
          }
        }
        writer.write(events)
      case .unknown: break
      }
    }
  }

  private mutating func write(members peak: PeakBasis) {
    member("meter", peak.meter)
    member("peak", peak.peak)
    member("free", peak.free)
    member("step", peak.step)
    member("steps", peak.steps)
    member("price", peak.price)
    member("price_since", peak.priceSince)
    member("share", peak.share)
    array("days", peak.days) { writer, day in
      writer.object {
        $0.member("day", day.day)
        $0.member("quantity", day.count)
        $0.member("under_term", day.isUnderTerm)
      }
    }
    array("terms", peak.terms) { writer, term in
      writer.object {
        $0.member("order_id", term.order.text)
        $0.member("plan", term.plan.text)
        $0.member("start", term.start)
        $0.member("end", term.end)
      }
    }
    array("suspensions", peak.suspensions) { writer, suspension in
      writer.object {
        $0.member("product", suspension.product)
        $0.member("start", suspension.start)
        $0.member("end", suspension.end)
      }
    }
    json.key("peak_line")
    if let line = peak.peakLine { write(line) } else { json.null() }
  }

  /// Writes a grant.
  mutating func write(_ explanation: GrantExplanation) {
    object { writer in
      writer.member("account_id", explanation.balance.grant.account.text)
      writer.write(members: explanation.balance)
      writer.member("settled_day", explanation.settledDay)
      writer.write(explanation.events)
      writer.array("draws", explanation.draws) { writer, draw in
        writer.object {
          $0.write(members: draw.deduction)
          $0.member("held", draw.heldBefore)
        }
      }
    }
  }
}
