import Aggregation
import Catalog
import Explanation
import Ingest
import Ledger
import Quantities
import Settlement
import StrictJSON

extension ExplanationJSON {
  /// Writes a usage line as an object.
  mutating func write(_ explanation: UsageLineExplanation) {
    object { writer in
      let line = explanation.line
      writer.member("account_id", explanation.account?.text)
      writer.member("sdk_app_id", line.app)
      writer.member("day", line.day)
      writer.member("meter", explanation.meter.name)
      writer.member("records", line.records)
      writer.member("quantity", line.quantity)
      writer.member("minutes", explanation.meter.kind == .sum ? Fraction(line.minutes) : nil)
      writer.member("state", Self.name(of: explanation.state))
      writer.array("settlements", explanation.settlements) { $0.write($1) }
      writer.array("sources", explanation.sources) { writer, source in
        writer.object {
          $0.write(members: source.run)
          $0.member("records", source.records)
          $0.member("quantity", source.quantity)
          $0.write(source.dumps, as: "dumps")
        }
      }
      writer.json.key("found")
      if let records = explanation.records { writer.write(records) } else { writer.json.null() }
    }
  }

  private static func name(of state: UsageLineExplanation.State) -> String {
    switch state {
    case .settled: "settled"
    case .notYet: "not_yet"
    case .unowned: "unowned"
    case .countsForFees: "counts_for_fees"
    }
  }

  private mutating func write(_ settlement: LineSettlement) {
    object { writer in
      writer.member("invoice_month", settlement.invoiceMonth)
      writer.member("late", settlement.isLate)
      writer.member("minutes", settlement.minutes)
      writer.member("covered", settlement.covered)
      writer.array("draws", settlement.draws) { $0.write($1) }
      writer.array("not_drawn", settlement.undrawn) { writer, undrawn in
        writer.object {
          $0.write(members: undrawn.grant)
          $0.member("held", undrawn.held)
          $0.member("why", undrawn.reason.rawValue)
        }
      }
      writer.json.key("overage")
      if let overage = settlement.overage { writer.write(overage) } else { writer.json.null() }
    }
  }

  private mutating func write(_ draw: DrawExplanation) {
    object { writer in
      writer.member("grant_id", draw.grant.id.text)
      writer.member("usage_minutes", draw.deduction.usageMinutes)
      writer.member("ratio", draw.deduction.ratio)
      switch draw.ratioSource {
      case .meter(let since):
        writer.member("ratio_of", "meter")
        writer.member("ratio_since", since)
      case .plan: writer.member("ratio_of", "plan")
      case .earlierCatalog: writer.member("ratio_of", "earlier_catalog")
      }
      writer.member("package_minutes", draw.deduction.packageMinutes)
      writer.member("held", draw.heldBefore)
      writer.member("left_after", draw.deduction.leftAfter)
      writer.json.key("before")
      guard let precedence = draw.precedence else { return writer.json.null() }
      writer.object {
        $0.member("grant_id", precedence.second.id.text)
        $0.member("by", precedence.key.rawValue)
      }
    }
  }

  private mutating func write(_ overage: OverageExplanation) {
    object { writer in
      writer.write(members: overage.charge)
      writer.member("postpaid_since", overage.postpaidSince)
      writer.json.key("rate")
      guard let rate = overage.rate else { return writer.json.null() }
      writer.object {
        $0.member("per_thousand", rate.perThousand)
        $0.member("since", rate.since)
        $0.member("until", rate.until)
        $0.member("of_this_catalog", rate.isCurrent)
      }
    }
  }

  // MARK: - Records

  private mutating func write(_ records: LineRecords) {
    object { writer in
      writer.member("counted", records.counted)
      writer.member("quantity", records.quantity)
      writer.array("records", records.entries) { writer, entry in
        writer.write(entry.record, quantity: entry.quantity)
      }
      writer.write(records.missingDumps, as: "dumps_not_given")
    }
  }

  /// Writes a record as an object.
  ///
  /// - Parameter quantity: what of it belongs to the usage line; `nil` without one.
  mutating func write(_ found: ExplainedRecord, quantity: Int64?) {
    object { writer in
      writer.write(members: found.position, in: found.source)
      writer.member("record_id", found.record.recordID)
      writer.member("user_id", found.record.userID)
      writer.member("time", found.record.time)
      writer.member("sdk_app_id", found.record.app)
      writer.member("meter", found.record.meter.map { writer.catalog[$0].name } ?? "video")
      writer.member("record_quantity", found.record.quantity)
      if let quantity { writer.member("quantity", quantity) }
      writer.member("outcome", found.fate.outcome.rawValue)
      writer.json.key("run")
      if let run = found.dump?.run { writer.json.integer(run) } else { writer.json.null() }
      writer.json.key("standing")
      guard let dump = found.fate.standingDump else { return writer.json.null() }
      writer.object {
        $0.member("source", dump.source)
        $0.json.key("line")
        if let line = found.fate.standing?.line { $0.json.integer(line) } else { $0.json.null() }
      }
    }
  }

  private mutating func write(members position: LinePosition, in source: String) {
    member("source", source)
    member("line", position.line)
    json.key("frame")
    if let frame = position.frame { json.integer(frame) } else { json.null() }
    member("offset", position.offset)
  }

  /// Writes a record that was looked for.
  mutating func write(_ explanation: RecordExplanation) {
    object { writer in
      writer.member("record_id", explanation.id)
      writer.member("sdk_app_id", explanation.app)
      writer.array("records", explanation.records) { $0.write($1, quantity: nil) }
      writer.array("rejects", explanation.rejects) { writer, found in
        writer.object {
          $0.write(members: found.reject.position, in: found.source)
          $0.member("reason", found.reject.reason)
          $0.member("record", found.reject.text)
        }
      }
      writer.array("usage_lines", explanation.lines) { $0.write($1) }
    }
  }
}
