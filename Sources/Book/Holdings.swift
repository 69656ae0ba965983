import Catalog
import Quantities

/// What has been bought by some point of a book: the events so far, in their order.
///
/// Checking and following a book both walk through its events with one of these, so that they
/// cannot disagree on what an event finds.
struct Holdings {
  /// The purchases in the order of the events.
  private(set) var all: [Holding] = []
  private let catalog: Catalog

  init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// Takes an event that was checked; of no effect when it is no sale.
  mutating func apply(_ event: BookEvent) {
    switch event.content {
    case .purchase(let purchase): apply(purchase, event)
    case .account, .accountChange, .app, .trial, .grant: break
    }
  }

  private mutating func apply(_ purchase: BookEvent.Purchase, _ event: BookEvent) {
    guard let plan = catalog.plan(purchase.plan),
      let paid = purchase.paid ?? catalog.price(of: plan, on: event.day)?.times(purchase.months)
    else { preconditionFailure("a checked purchase has a plan and a price") }
    all.append(
      Holding(
        Order(purchase, event), of: plan, months: purchase.months, paid: paid, catalog: catalog))
  }
}

extension Money {
  /// That many months at this price.
  ///
  /// Prices of a catalog are below 10^10 and an order has at most 120 months.
  fileprivate func times(_ months: Int) -> Money {
    guard let amount = try? multiplied(by: Int64(months)) else {
      preconditionFailure("prices and months are bounded")
    }
    return amount
  }
}
