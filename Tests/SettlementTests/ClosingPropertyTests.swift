import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Closing, in seeded stories")
struct ClosingPropertyTests {
  @Test(
    "late records and closes in any order come to what the rules say",
    arguments: 1...150 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    _ = try follow(ClosingStory(seed: seed))
  }

  @Test("500 more stories, which hold the cases that they are made for")
  func many() throws {
    var counts = Counts()
    for seed in 1001...1500 as ClosedRange<UInt64> {
      counts.add(try follow(ClosingStory(seed: seed)))
    }
    #expect(counts.all.allSatisfy { $0 > 15 }, "\(counts)")
  }

  /// How often what happened.
  private struct Counts {
    var lateDraws = 0
    var lateOverage = 0
    var unchargedOverage = 0
    var latePeaks = 0
    var keptDraws = 0
    var usedRefunds = 0

    var all: [Int] {
      [lateDraws, lateOverage, unchargedOverage, latePeaks, keptDraws, usedRefunds]
    }

    mutating func add(_ other: Counts) {
      lateDraws += other.lateDraws
      lateOverage += other.lateOverage
      unchargedOverage += other.unchargedOverage
      latePeaks += other.latePeaks
      keptDraws += other.keptDraws
      usedRefunds += other.usedRefunds
    }

    init() {}

    init(_ settled: AccountSettlement) {
      lateDraws = settled.deductions.count { $0.day.month < $0.invoiceMonth }
      for charge in settled.charges where charge.kind == .adjustment {
        if !charge.isPostpaid {
          unchargedOverage += 1
        } else if case .meter = charge.item {
          lateOverage += 1
        } else {
          latePeaks += 1
        }
      }
      keptDraws = settled.grants.count { $0.status == .refunded && !$0.drawn.isZero }
      usedRefunds = settled.usedRefunds.count
    }
  }

  /// What is closed of an account, by the program and by the reference, and how its invoices looked.
  private struct Closed {
    var months: ClosedMonths?
    var reference: ReferenceCloses?
    var invoices: [String] = []
  }

  private func follow(_ story: ClosingStory) throws -> Counts {
    var closed: [AccountID: Closed] = [:]
    var counts = Counts()
    for step in story.steps {
      for account in step.accounts {
        let id = account.commitments.account
        try settle(account, in: step, &closed[id, default: Closed()], &counts, "\(story)")
      }
    }
    return counts
  }

  private func settle(
    _ account: ClosingStory.Account, in step: ClosingStory.Step, _ closed: inout Closed,
    _ counts: inout Counts, _ story: Comment
  ) throws {
    let books = StoryBooks(account, settledDay: step.settledDay)
    let settled = try books.settle(closed.months)
    let rows = try books.rows(settled, closed.months)
    let reference = ReferenceSettlement(
      account.reference, usage: account.usage, catalog: BookWorld.catalog,
      through: step.settledDay, closes: closed.reference)
    #expect(rows == reference.rows, story)
    #expect(Array(rows.invoices.prefix(closed.invoices.count)) == closed.invoices, story)
    #expect(settled.deductions.starts(with: closed.months?.deductions ?? []), story)
    #expect(settled.charges.starts(with: closed.months?.charges ?? []), story)
    counts.add(Counts(settled))
    guard let month = step.closes else { return }

    let atOnce = settled.closing(month, orders: books.orders(closed.months))
    let closedRows = try books.rows(books.settle(atOnce), atOnce)
    #expect(closedRows.openAgain == rows.openAgain, "\(story): closing alone changes nothing")
    let steps = try books.closeStepByStep(to: month, after: closed.months)
    #expect(try books.rows(books.settle(steps), steps) == closedRows, "\(story): step by step")
    closed.months = atOnce
    closed.reference = ReferenceCloses(of: month, after: reference)
    closed.invoices = try books.closedInvoices(books.settle(atOnce), atOnce)
  }
}

/// Settles and closes one account at one step of a story.
private struct StoryBooks {
  private let account: ClosingStory.Account
  private let settledDay: CalendarDay

  init(_ account: ClosingStory.Account, settledDay: CalendarDay) {
    self.account = account
    self.settledDay = settledDay
  }

  func settle(_ closed: ClosedMonths?) throws -> AccountSettlement {
    try Settlement.settle(
      account.commitments, usage: account.usage, closed: closed, catalog: BookWorld.catalog,
      through: settledDay)
  }

  func orders(_ closed: ClosedMonths?) -> [OrderLine] {
    closed?.orders(with: account.commitments) ?? account.commitments.orders
  }

  /// Everything as rows, once it has been found that nothing was lost.
  func rows(_ settled: AccountSettlement, _ closed: ClosedMonths?) throws -> SettlementRows {
    let invoices = try invoices(settled, closed)
    let violations = try ConservationCheck.violations(
      in: settled, invoices: invoices, usage: account.usage, catalog: BookWorld.catalog,
      through: settledDay)
    #expect(violations.isEmpty)
    return SettlementRows(settled, invoices: invoices, catalog: BookWorld.catalog)
  }

  func closedInvoices(_ settled: AccountSettlement, _ closed: ClosedMonths) throws -> [String] {
    let invoices = try invoices(settled, closed).filter { $0.month <= closed.last }
    #expect(invoices.allSatisfy { $0.status == .closed })
    return SettlementRows(settled, invoices: invoices, catalog: BookWorld.catalog).invoices
  }

  private func invoices(
    _ settled: AccountSettlement, _ closed: ClosedMonths?
  ) throws -> [Invoice] {
    try Invoice.gather(
      account: settled.account, orders: orders(closed), charges: settled.charges,
      catalog: BookWorld.catalog, lastClosedMonth: closed?.last)
  }

  /// Closes one month after the other, with a settlement in front of each.
  func closeStepByStep(to month: CalendarMonth, after closed: ClosedMonths?) throws -> ClosedMonths?
  {
    let first = closed?.firstOpen ?? account.usage.map(\.day.month).min() ?? month
    var closed = closed
    for number in min(first, month).number...month.number {
      closed = try settle(closed).closing(CalendarMonth(number: number), orders: orders(closed))
    }
    return closed
  }
}

extension SettlementRows {
  /// The same without a word on which invoices are closed.
  fileprivate var openAgain: SettlementRows {
    var rows = self
    rows.invoices = invoices.map { row in
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      return fields.map { $0 == "closed" ? "open" : $0 }.joined(separator: ",")
    }
    return rows
  }
}
