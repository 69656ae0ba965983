import Aggregation
import ByteStreams
import Explanation
import Ingest
import Ledger
import Pipeline
import Quantities
import StrictJSON

/// Lays a summary out for machines, as one line of JSON.
enum SummaryJSON {
  /// The summary of a run.
  static func text(_ summary: RunSummary) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("command", summary.command)
      json.member("run", summary.run)
      json.member("dry_run", summary.isRehearsal)
      records(summary.counts, &json)
      dumps(summary.dumps, summary.skippedDumps, &json)
      partials(summary.partials, &json)
      json.member("rejects_file", summary.rejectsFile)
      json.member("usage_lines", summary.usageLines)
      json.member("settled_day", summary.settledDay?.description)
      json.member("settled_day_before", summary.settledBefore?.description)
      json.key("settled_day_jump")
      if let days = summary.settledDayJump { json.integer(days) } else { json.null() }
      json.member("accounts", summary.accounts)
      json.member("settled_accounts", summary.settledAccounts)
      json.member("entries_posted", summary.entries.posted)
      json.member("entries_reversed", summary.entries.reversed)
      json.key("unowned_apps")
      json.array { json in for app in summary.unownedApps { json.integer(app.number) } }
      unpriced(summary.unpriced, &json)
      json.key("refund_used")
      json.array { json in for refund in summary.usedRefunds { json.string(refund.text) } }
      json.key("attention")
      json.array { json in for sentence in summary.attention { json.string(sentence) } }
      preview(summary.preview, &json)
    }
    json.newline()
    return json.text
  }

  /// What a rehearsal would change, as `explain --diff --json` will say it of the run.
  static func preview(_ changes: Explained<RunDifference>?, _ json: inout JSONWriter) {
    guard let changes else { return }
    json.key("changes")
    ExplanationJSON.write(changes, to: &json)
  }

  /// The summary of an aggregation or a merge.
  static func text(_ command: String, _ result: IngestResult) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("command", command)
      records(result.counts, &json)
      dumps(result.receipts, result.skipped, &json)
      partials(result.partials, &json)
      json.member("partial", result.written)
      json.member("usage_lines", result.usage.lines.count)
    }
    json.newline()
    return json.text
  }

  private static func records(_ counts: RecordCounts, _ json: inout JSONWriter) {
    json.key("records")
    json.object { json in
      json.member("read", counts.read)
      json.member("counted", counts.counted)
      json.member("duplicates", counts.duplicates)
      json.member("conflicts", counts.conflicts)
      json.member("rejected", counts.rejected)
      json.member("oversize", counts.oversize)
    }
  }

  private static func dumps(
    _ receipts: [DumpReceipt], _ skipped: [SkippedDump], _ json: inout JSONWriter
  ) {
    json.key("dumps")
    json.array { json in
      for receipt in receipts {
        json.object { json in
          json.member("source", receipt.source)
          json.member("bytes", receipt.storedBytes)
          json.member("records", receipt.recordsRead)
          json.member("rejected", receipt.recordsRejected)
        }
      }
    }
    json.key("skipped")
    json.array { json in
      for skip in skipped {
        json.object { json in
          json.member("source", skip.source)
          json.member("same_as", skip.sameAs)
        }
      }
    }
  }

  private static func partials(_ partials: [TakenPartial], _ json: inout JSONWriter) {
    json.key("partials")
    json.array { json in
      for partial in partials {
        json.object { json in
          json.member("source", partial.source)
          json.member("address", partial.address)
          json.member("dumps", partial.dumps)
        }
      }
    }
  }

  private static func unpriced(_ charges: [UnpricedCharge], _ json: inout JSONWriter) {
    json.key("unpriced")
    json.array { json in
      for charge in charges {
        json.object { json in
          json.member("account_id", charge.account.text)
          json.member("sdk_app_id", charge.app.number)
          json.member("day", charge.day.description)
          json.member("meter", charge.meter)
          json.member("minutes", charge.minutes.description)
        }
      }
    }
  }
}
