public import Quantities
import Storage

extension LedgerTransaction {
  /// Remembers refunds that gave back something used.
  ///
  /// - Parameter refunds: order ids of refunds.
  /// - Returns: those that no run has told before, in their order.
  public func noteUsed(_ refunds: [OrderID]) throws -> [OrderID] {
    let insert = try database.statement(
      "INSERT INTO used_refund (order_id, run) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
    insert.bind(run, at: 2)
    return try refunds.filter { refund in
      insert.bind(refund.text, at: 1)
      return try insert.runCountingChanges() > 0
    }
  }
}
