import Exports
import Settlement

/// The words of a report.
struct ReportLabels {
  let tag: String
  let title: String
  let settledThrough, nothingSettled, closed, open, notWhole: String
  // Figures in front.
  let invoiced, invoices, ofBeyond, usageMinutes, appsWithUsage, drawn, packages,
    recordsRead: String
  // Totals.
  let totals, kind, lines, amount, total, rounding, unpriced, uncharged: String
  // Usage.
  let usage, usageLead, day, rest, asTable, app, account, allApps: String
  // Packages.
  let burnDown, burnDownLead, ranDry, endedUndrawn, ends, dry, validThrough, given, left: String
  let ofMonth, otherPackages: String
  // Apps.
  let beyond, beyondLead, minutesBeyond, nobody, otherApps: String
  let peaks, peaksLead, fee, peak, free, steps: String
  let movers, moversLead, before, month, change: String
  // Completeness and records.
  let calendar, calendarLead, weekdays, noUsage, notYet, gaps, apps: String
  let records, recordsLead, reason, count, runs, dumps: String
  let read, counted, duplicates, conflicts, rejected: String
  // Laws.
  let conservation, conservationLead, law, parts, result, holds, broken: String
  let packageMinutes, granted, expired, covered, waiting: String
  // All apps.
  let allTable, allLead, search, of, shown, certificate: String
  let none: String
  let kinds: KeyValuePairs<InvoiceLine.Kind, String>

  /// What a kind of line is called.
  func text(_ kind: InvoiceLine.Kind) -> String {
    kinds.first { $0.key == kind }?.value ?? kind.rawValue
  }

  static func of(_ language: InvoiceLanguage) -> ReportLabels {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}
