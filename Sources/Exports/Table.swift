/// The columns of an export: their names, their order, and what a row has in each.
///
/// One list says everything: rows are printed by it and sorted by it.
struct Table<Row>: Sendable {
  /// One column.
  struct Column: Sendable {
    /// The name in the header, and the key in JSON.
    let name: String
    /// What a row has in it.
    let cell: @Sendable (Row) -> Cell

    init(_ name: String, _ cell: @escaping @Sendable (Row) -> Cell) {
      self.name = name
      self.cell = cell
    }
  }

  /// The columns, the first one first.
  let columns: [Column]

  /// The names of the columns.
  var names: [String] { columns.map(\.name) }

  /// Whether a row comes before another one: by the first column in which they differ.
  func precedes(_ left: Row, _ right: Row) -> Bool {
    for column in columns {
      let order = column.cell(left).compared(to: column.cell(right))
      if order != 0 { return order < 0 }
    }
    return false
  }
}
