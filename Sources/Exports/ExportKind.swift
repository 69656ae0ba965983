/// What can be exported.
public enum ExportKind: String, Hashable, Sendable, CaseIterable {
  /// Usage lines.
  case usage
  /// What usage drew from grants.
  case deductions
  /// What is charged postpaid.
  case charges
  /// Grants and what became of them.
  case grants
  /// Invoices, one a month and account.
  case invoices
  /// Cost and usage as FOCUS 1.2 has them.
  case focus
  /// Records that were not counted.
  case rejects
}

/// How an export is written.
public enum ExportFormat: String, Hashable, Sendable, CaseIterable {
  /// A header and rows of comma-separated cells.
  case csv
  /// One JSON object a line.
  case ndjson
}
