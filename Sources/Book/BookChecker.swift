import Catalog
import Quantities

/// Checks what events say about each other and about the catalog, in their order.
struct BookChecker {
  let catalog: Catalog
  /// Accounts and apps count whatever their time, so all of them are known from the start.
  private var accounts: Set<AccountID> = []
  private var owners: [AppID: AccountID] = [:]
  private let broken: Set<EventKey>
  /// How often an account had a plan that is limited.
  private var counts: [AccountID: [PlanID: Int]] = [:]
  /// How many trials an app and an account had, packs of minutes not among them.
  private var trialsOfApp: [AppID: Int] = [:]
  private var trialsOfAccount: [AccountID: Int] = [:]
  /// What stands still, and since when.
  private var suspended: [BookEvent.Service: Timestamp] = [:]
  private var problems: [BookProblem] = []
  /// What was bought by the events so far that are in order.
  private(set) var holdings: Holdings
  /// The types of all events that have an order id, whatever their time.
  private(set) var orderTypes: [OrderID: EventType] = [:]
  /// Purchases that were refused, or a change of which was: what follows cannot be judged.
  private var doubtful: Set<OrderID> = []
  /// Apps for which a purchase was refused: what they hold cannot be told.
  private var doubtfulApps: Set<AppID> = []

  /// A checker of events; that those with broken lines are missing is no second problem.
  init(catalog: Catalog, events: [BookEvent], broken: Set<EventKey>) {
    self.catalog = catalog
    self.broken = broken
    self.holdings = Holdings(catalog)
    for event in events {
      switch event.content {
      case .account(let account): accounts.insert(account.account)
      case .app(let app): owners[app.app] = app.account
      case .purchase(let purchase): orderTypes[purchase.order] = .purchase
      case .renewal(let renewal): orderTypes[renewal.order] = .renewal
      case .upgrade(let upgrade): orderTypes[upgrade.order] = .upgrade
      case .refund(let refund): orderTypes[refund.order] = .refund
      case .trial(let trial): orderTypes[trial.order] = .trial
      case .accountChange, .grant, .suspend, .resume: break
      }
    }
  }

  /// Every broken rule, in the order of the events.
  mutating func check(_ events: [BookEvent]) -> [BookProblem] {
    for event in events { check(event) }
    return problems
  }

  private mutating func check(_ event: BookEvent) {
    let known = problems.count
    let isDoubtful = isDoubtful(event)
    if !isDoubtful { checkContent(of: event) }
    if !isDoubtful && problems.count == known {
      holdings.apply(event)
    } else {
      if let purchase = event.namedPurchase ?? event.purchase?.order { doubtful.insert(purchase) }
      if let purchase = event.purchase, let app = purchase.app,
        catalog.plan(purchase.plan)?.isMonthly ?? true
      {
        doubtfulApps.insert(app)
      }
    }
  }

  /// Whether the event hangs on a purchase that was refused.
  private func isDoubtful(_ event: BookEvent) -> Bool {
    if let purchase = event.namedPurchase {
      return doubtful.contains(purchase) || broken.contains(.order(purchase))
    }
    guard let purchase = event.purchase, let app = purchase.app,
      case .valueAdded = catalog.plan(purchase.plan)?.kind
    else { return false }
    return doubtfulApps.contains(app)
  }

  private mutating func checkContent(of event: BookEvent) {
    switch event.content {
    case .account: break
    case .accountChange(let change): checkAccount(change.account, of: event)
    case .app(let app): checkAccount(app.account, of: event)
    case .purchase(let purchase): check(purchase, of: event)
    case .renewal(let renewal): check(renewal, of: event)
    case .upgrade(let upgrade): check(upgrade, of: event)
    case .refund(let refund): check(refund, of: event)
    case .trial(let trial): check(trial, of: event)
    case .suspend(let service): suspend(service, by: event)
    case .resume(let service): resume(service, by: event)
    case .grant(let grant):
      checkOwner(grant.account, grant.app, of: event)
      if !catalog.pools.contains(grant.pool) {
        let pools = catalog.pools.map(\.text).joined(separator: ", ")
        report(event, .unknownPool, "no pool `\(grant.pool)`", "the catalog has \(pools)")
      }
    }
  }

  mutating func report(
    _ event: BookEvent, _ rule: BookRule, _ what: String, _ fix: String
  ) {
    problems.append(
      BookProblem(line: event.line, id: event.id, rule: rule, what: what, fix: fix))
  }

  // MARK: Accounts and apps

  private mutating func checkAccount(_ account: AccountID, of event: BookEvent) {
    guard !accounts.contains(account), !broken.contains(.account(account)) else { return }
    report(
      event, .unknownAccount, "no account `\(account)`", "add its `account` event to the book")
  }

  private mutating func checkOwner(_ account: AccountID, _ app: AppID?, of event: BookEvent) {
    checkAccount(account, of: event)
    guard let app, !broken.contains(.app(app)) else { return }
    let fix = "name an app of `\(account)`, or add its `app` event to the book"
    guard let owner = owners[app] else {
      report(event, .appOwner, "no account owns app \(app)", fix)
      return
    }
    if owner != account { report(event, .appOwner, "app \(app) belongs to `\(owner)`", fix) }
  }

  // MARK: Suspensions

  private mutating func checkProduct(_ service: BookEvent.Service, of event: BookEvent) {
    checkAccount(service.account, of: event)
    if !catalog.products.contains(where: { $0.utf8.elementsEqual(service.product.utf8) }) {
      report(
        event, .unknownProduct, "no product `\(service.product)`",
        "the catalog has \(catalog.products.joined(separator: ", "))")
    }
  }

  private mutating func suspend(_ service: BookEvent.Service, by event: BookEvent) {
    checkProduct(service, of: event)
    if let start = suspended[service] {
      report(
        event, .suspension,
        "`\(service.product)` stands still since \(catalog.zone.text(of: start))",
        "resume it first, or leave the event out")
    } else {
      suspended[service] = event.time
    }
  }

  private mutating func resume(_ service: BookEvent.Service, by event: BookEvent) {
    checkProduct(service, of: event)
    if suspended.removeValue(forKey: service) == nil {
      report(
        event, .suspension, "`\(service.product)` is not suspended",
        "suspend it first, or leave the event out")
    }
  }

  // MARK: Sales

  private mutating func check(_ purchase: BookEvent.Purchase, of event: BookEvent) {
    checkOwner(purchase.account, purchase.app, of: event)
    guard let plan = plan(purchase.plan, of: event) else { return }
    switch plan.kind {
    case .trial, .trialPack:
      report(event, .planEvent, "`\(plan.id)` is not bought", "take it with a `trial` event")
      return
    case .pack:
      if purchase.months != 1 {
        report(
          event, .packMonths, "\(purchase.months) months of a pack",
          "leave `months` out, and write one event a pack")
      }
    case .monthly, .bundle, .valueAdded: break
    }
    checkScope(of: plan, purchase.app, event)
    checkSale(of: plan, event)
    checkLimit(of: plan, purchase.account, event)
    if case .valueAdded(let terms) = plan.kind, let app = purchase.app {
      checkOffer(of: plan, terms, to: app, event)
    }
  }

  private mutating func check(_ trial: BookEvent.Trial, of event: BookEvent) {
    checkOwner(trial.account, trial.app, of: event)
    guard let plan = plan(trial.plan, of: event) else { return }
    switch plan.kind {
    case .trialPack:
      // The app through which an account took the pack may be named; the pack is the account's.
      if plan.isAppBound { checkScope(of: plan, trial.app, event) }
      checkSale(of: plan, event)
      checkLimit(of: plan, trial.account, event)
    case .trial:
      checkScope(of: plan, trial.app, event)
      checkSale(of: plan, event)
      checkTrials(trial, of: event)
    case .monthly, .pack, .valueAdded, .bundle:
      report(event, .planEvent, "`\(plan.id)` is no trial", "buy it with a `purchase` event")
    }
  }

  mutating func plan(_ id: PlanID, of event: BookEvent) -> Plan? {
    if let plan = catalog.plan(id) { return plan }
    report(event, .unknownPlan, "no plan `\(id)`", "name a plan of catalog \(catalog.name)")
    return nil
  }

  private mutating func checkScope(of plan: Plan, _ app: AppID?, _ event: BookEvent) {
    if plan.isAppBound && app == nil {
      report(event, .appMissing, "`\(plan.id)` serves one app", "name it as `sdk_app_id`")
    } else if !plan.isAppBound && app != nil {
      report(
        event, .appUnwanted, "`\(plan.id)` serves the whole account", "leave `sdk_app_id` out")
    }
  }

  /// A catalog prices its plans on every day on which it sells them.
  mutating func checkSale(of plan: Plan, _ event: BookEvent) {
    guard !catalog.isOnSale(plan, on: event.day) else { return }
    report(
      event, .notOnSale, "`\(plan.id)` is not sold on \(event.day)", "name a plan that is sold then"
    )
  }

  private mutating func checkOffer(
    of plan: Plan, _ terms: ValueAddedTerms, to app: AppID, _ event: BookEvent
  ) {
    guard let offer = holdings.offer(of: terms, to: app, on: event.day) else {
      let bases = terms.offers.map { "`\($0.base)`" }.joined(separator: " or ")
      report(
        event, .basePlan, "app \(app) holds no \(bases) on \(event.day)",
        "buy `\(plan.id)` after the plan that it extends")
      return
    }
    if offer.price(on: event.day) == nil {
      report(
        event, .notOnSale, "`\(plan.id)` is not sold beside `\(offer.base)` on \(event.day)",
        "leave it out")
    }
  }

  private mutating func checkLimit(of plan: Plan, _ account: AccountID, _ event: BookEvent) {
    guard let limit = plan.limitPerAccount else { return }
    let count = counts[account, default: [:]][plan.id, default: 0] + 1
    counts[account, default: [:]][plan.id] = count
    if count > limit {
      report(
        event, .planLimit, "`\(account)` takes `\(plan.id)` more often than it may",
        "an account may have it \(limit == 1 ? "once" : "\(limit) times")")
    }
  }

  /// Counts all trials so far, whenever they were, by the limits of the day.
  private mutating func checkTrials(_ trial: BookEvent.Trial, of event: BookEvent) {
    guard let limits = catalog.saleRules.trialLimits.value(on: event.day) else { return }
    let ofAccount = trialsOfAccount[trial.account, default: 0] + 1
    let ofApp = trial.app.map { trialsOfApp[$0, default: 0] + 1 } ?? 0
    if let limit = limits.perAccount, ofAccount > limit {
      report(
        event, .trialLimit, "trial \(ofAccount) of `\(trial.account)`",
        "an account may have \(limit) on \(event.day)")
    } else if let limit = limits.perApp, let app = trial.app, ofApp > limit {
      report(
        event, .trialLimit, "trial \(ofApp) of app \(app)",
        "an app may have \(limit) on \(event.day)")
    } else {
      trialsOfAccount[trial.account] = ofAccount
      if let app = trial.app { trialsOfApp[app] = ofApp }
    }
  }
}
