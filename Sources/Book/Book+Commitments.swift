import Catalog
public import Quantities

extension Book {
  /// What each account has bought and agreed to by a day, by account.
  ///
  /// Events after the day have no effect, except that accounts and apps are always known. Every
  /// cycle of every order known by then is listed, future cycles too.
  ///
  /// - Parameter settledDay: the last day whose events count; `nil` counts all.
  /// - Returns: one entry an account, in the order of their ids.
  /// - Complexity: O(n log n) in the events and cycles.
  public func commitments(through settledDay: CalendarDay?) -> [AccountCommitments] {
    var builder = CommitmentsBuilder(catalog: catalog)
    for event in events { builder.open(event) }
    for event in events where settledDay.map({ event.day <= $0 }) ?? true { builder.add(event) }
    return builder.finish()
  }
}

/// Turns events, in their order, into what follows from them.
struct CommitmentsBuilder {
  private let catalog: Catalog
  private var accounts: [AccountID: AccountCommitments] = [:]
  private var holdings: Holdings
  /// What stands still, and since when.
  private var suspended: [BookEvent.Service: Timestamp] = [:]

  init(catalog: Catalog) {
    self.catalog = catalog
    self.holdings = Holdings(catalog)
  }

  /// Takes what an account or app event says for all time.
  mutating func open(_ event: BookEvent) {
    switch event.content {
    case .account(let account):
      change(account.account) { $0.postpaid = Timeline(always: account.isPostpaid) }
    case .app(let app):
      change(app.account) { $0.apps.append(app.app) }
    default: break
    }
  }

  /// Takes what follows from any other event.
  mutating func add(_ event: BookEvent) {
    switch event.content {
    case .account, .app: break
    case .accountChange(let change): add(change, from: event.day.advanced(by: 1))
    case .purchase, .renewal, .upgrade, .refund: holdings.apply(event)
    case .trial(let trial): add(trial, Order(trial, event))
    case .grant(let grant): add(grant, at: event.time)
    case .suspend(let service): suspended[service] = event.time
    case .resume(let service): resume(service, at: event.time)
    }
  }

  /// The accounts in their order.
  mutating func finish() -> [AccountCommitments] {
    for holding in holdings.all {
      let fees = holdings.monthlyFees(of: holding)
      change(holding.order.account) { account in
        account.grants += holding.grants
        account.monthlyFees += fees
        account.orders += holding.payments.map(\.line)
        if let refund = holding.refund {
          account.orders.append(refund)
          account.refunds.append(holding.claim(of: refund))
        } else {
          account.quotaTerms += holding.quotaTerms
        }
      }
    }
    for (service, start) in suspended {
      change(service.account) {
        $0.suspensions.append(Suspension(product: service.product, start: start, end: nil))
      }
    }
    return accounts.values.sorted { $0.account < $1.account }.map { account in
      var account = account
      account.apps.sort()
      account.suspensions.sort(by: Suspension.precedes)
      account.orders.sort { ($0.time, $0.id) < ($1.time, $1.id) }
      account.refunds.sort { ($0.time, $0.refund) < ($1.time, $1.refund) }
      return account
    }
  }

  private mutating func resume(_ service: BookEvent.Service, at end: Timestamp) {
    // Of no length, it changes nothing.
    guard let start = suspended.removeValue(forKey: service), start < end else { return }
    change(service.account) {
      $0.suspensions.append(Suspension(product: service.product, start: start, end: end))
    }
  }

  private mutating func change(_ id: AccountID, _ body: (inout AccountCommitments) -> Void) {
    body(
      &accounts[id, default: AccountCommitments(account: id, postpaid: Timeline(always: true))])
  }

  private mutating func add(_ event: BookEvent.AccountChange, from day: CalendarDay) {
    change(event.account) { account in
      // Of two changes on one day the later one counts.
      let earlier = account.postpaid.segments.filter { $0.start.map { $0 < day } ?? true }
      account.postpaid = Timeline(
        earlier + [Timeline.Segment(from: day, event.isPostpaid)])
    }
  }

  /// Gives the minutes of a trial pack; other trials have no effect on minutes and money.
  private mutating func add(_ trial: BookEvent.Trial, _ order: Order) {
    guard let plan = catalog.plan(trial.plan), case .trialPack(let validity) = plan.kind else {
      return
    }
    change(trial.account) { $0.grants += order.pack(of: plan, validity) }
  }

  private mutating func add(_ given: BookEvent.GrantGiven, at time: Timestamp) {
    change(given.account) { account in
      account.grants.append(
        Grant(
          id: given.grant, account: given.account, app: given.app, pool: given.pool, plan: nil,
          start: given.start, end: given.end, minutes: given.minutes, orderTime: time))
    }
  }
}

extension Holding {
  /// What has to be known to judge whether it was unused.
  fileprivate func claim(of refund: OrderLine) -> RefundClaim {
    RefundClaim(
      refund: refund.id, purchase: order.id, time: refund.time, day: refund.day,
      grants: grants.map(\.id), terms: quotaTerms)
  }
}
