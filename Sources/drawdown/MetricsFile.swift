import Aggregation
import ByteStreams
import Pipeline
import Quantities

/// What a run came to in the text format of Prometheus, for the text file collector of its node
/// exporter.
///
/// Everything is a gauge of the last run that was kept: whoever counts over time does so there.
struct MetricsFile {
  private var lines: [String] = []

  /// The metrics of a run, and of the ledger after it.
  init(_ summary: RunSummary, _ gauges: LedgerGauges, postedAt time: Timestamp, took: Duration) {
    let counts = summary.counts
    gauge("last_run", "The number of the last run.", [([], "\(summary.run)")])
    gauge(
      "last_run_timestamp_seconds", "When the last run ended, in seconds since 1970.",
      [([], "\(time.epochSeconds)")])
    gauge(
      "last_run_duration_seconds", "How long the last run took.",
      [([], Self.decimal(thousandths: took.thousandths))])
    gauge("last_run_records_read", "Records that the last run read.", [([], "\(counts.read)")])
    gauge(
      "last_run_records", "Records of the last run by what became of them.",
      [
        ([("outcome", "counted")], "\(counts.counted)"),
        ([("outcome", "duplicate")], "\(counts.duplicates)"),
        ([("outcome", "conflict")], "\(counts.conflicts)"),
        ([("outcome", "rejected")], "\(counts.rejected)"),
      ])
    gauge(
      "last_run_records_per_second", "Records that the last run read, by its whole duration.",
      [([], "\(Self.rate(counts.read, took))")])
    gauge(
      "last_run_stored_bytes", "Bytes of the dumps that the last run read, as stored.",
      [([], "\(summary.dumps.reduce(0) { $0 + $1.storedBytes })")])
    gauge(
      "last_run_attention", "Whether the last run needs a person: it exited 1.",
      [([], summary.attention.isEmpty ? "0" : "1")])
    gauge(
      "last_run_unowned_apps", "Apps with usage that no account owns.",
      [([], "\(summary.unownedApps.count)")])
    gauge(
      "last_run_unpriced_charges", "Charges that the catalog has no rate for.",
      [([], "\(summary.unpriced.count)")])
    if let start = gauges.settledDayStart {
      gauge(
        "settled_day_timestamp_seconds", "The first second of the last settled day.",
        [([], "\(start.epochSeconds)")])
    }
    balances(gauges.balances)
  }

  private mutating func balances(_ balances: [LedgerGauges.Balance]) {
    gauge(
      "balance_given_minutes", "Package minutes of the grants that are valid on the settled day.",
      balances.map { (Self.labels($0), Self.decimal($0.given)) })
    gauge(
      "balance_left_minutes", "Package minutes that are left of them.",
      balances.map { (Self.labels($0), Self.decimal($0.left)) })
  }

  private static func labels(_ balance: LedgerGauges.Balance) -> [(String, String)] {
    [("account_id", balance.account.text), ("pool", balance.pool.text)]
  }

  /// Writes the file, which appears whole or not at all.
  ///
  /// - Throws: `IOFailure` when it cannot be written.
  func write(to path: String) throws(IOFailure) {
    let file = try DurableFile(at: path)
    try file.write(Array(lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")])
    try file.commit()
  }

  // MARK: - Format

  /// A metric with its samples; one without samples is left out.
  private mutating func gauge(
    _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: String)]
  ) {
    guard !samples.isEmpty else { return }
    lines.append("# HELP drawdown_\(name) \(help)")
    lines.append("# TYPE drawdown_\(name) gauge")
    for sample in samples {
      let labels = sample.labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
      lines.append("drawdown_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)")
    }
  }

  /// A text between the quotes of a label.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += #"\\"#
      case "\"": escaped += #"\""#
      case "\n": escaped += #"\n"#
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Minutes with at most three decimals, the rest cut off: readers have floating point anyway.
  private static func decimal(_ minutes: Fraction) -> String {
    let (whole, rest) = minutes.numerator.quotientAndRemainder(dividingBy: minutes.denominator)
    let (scaled, overflow) = rest.multipliedReportingOverflow(by: 1000)
    let thousandths = overflow ? 0 : scaled / minutes.denominator
    return thousandths == 0 ? "\(whole)" : decimal(thousandths: whole * 1000 + thousandths)
  }

  private static func decimal(thousandths: Int128) -> String {
    Fraction(thousandths, over: 1000).description
  }

  private static func rate(_ records: Int64, _ duration: Duration) -> Int128 {
    Int128(records) * 1000 / max(1, duration.thousandths)
  }
}

extension Duration {
  /// Whole milliseconds.
  fileprivate var thousandths: Int128 {
    Int128(components.seconds) * 1000 + Int128(components.attoseconds / 1_000_000_000_000_000)
  }
}
