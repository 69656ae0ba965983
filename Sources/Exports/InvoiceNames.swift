import Book
public import Ledger
import Quantities
import StrictJSON

/// What the book calls things, for people: names of accounts, and the plan of each order.
public struct InvoiceNames: Sendable {
  private var accounts: [AccountID: String] = [:]
  private var plans: [OrderID: String] = [:]
  /// What renewals, upgrades and refunds change.
  private var purchases: [OrderID: OrderID] = [:]

  /// Reads the names of a ledger's book.
  ///
  /// - Throws: what the ledger throws, `JSONFailure` for an event that is damaged.
  /// - Complexity: O(n) in the events.
  public init(_ ledger: LedgerReader) throws {
    var planless: [OrderID] = []
    for event in try ledger.knownEvents() {
      let event = try JSONValue(parsing: Array(event.canonical.utf8))
      switch event["type"]?.string {
      case "account":
        guard let id = event["account_id"]?.string else { continue }
        accounts[AccountID(id)] = event["name"]?.string
      default:
        guard let id = event["order_id"]?.string else { continue }
        plans[OrderID(id)] = event["plan"]?.string
        // A renewal and a refund name what was bought, and not its plan.
        if let bought = event["renews"]?.string ?? event["refunds"]?.string {
          purchases[OrderID(id)] = OrderID(bought)
          planless.append(OrderID(id))
        }
        if let bought = event["upgrades"]?.string { purchases[OrderID(id)] = OrderID(bought) }
      }
    }
    for order in planless { plans[order] = plans[purchase(of: order)] }
  }

  /// What an account is called; `nil` when it has nothing but its id.
  func name(of account: AccountID) -> String? { accounts[account] }

  /// What was bought, of a renewal what was bought at first.
  func plan(of order: OrderID) -> String? { plans[order] }

  /// What an order renews, upgrades or refunds; a purchase is its own.
  func purchase(of order: OrderID) -> OrderID { purchases[order] ?? order }
}
