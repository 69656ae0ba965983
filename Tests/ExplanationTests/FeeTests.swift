import Book
import Catalog
import Explanation
import Quantities
import Settlement
import TestSupport
import Testing

/// A month under a plan with free groups, half of it suspended, closed, and a higher peak later.
@Suite("Why a monthly fee is what it is")
struct FeeTests {
  private var hand: HandLedger

  init() throws {
    hand = try HandLedger()
    hand.commitments.quotaTerms = [
      QuotaTerm(
        app: HandLedger.app, plan: PlanID("im.professional"), order: OrderID("o-1"),
        start: day("2025-10-10"), end: day("2025-11-10"), freePeaks: ["peak_groups": 100_000])
    ]
    hand.commitments.suspensions = [
      suspension("im", "2025-10-01", "2025-10-16"), suspension("trtc", "2025-10-01", nil),
      suspension("im", "2025-08-01", "2025-09-01"),
    ]
    hand.commitments.monthlyFees = [
      MonthlyFee(
        order: OrderID("o-2"), app: HandLedger.app, item: PlanID("im.history_30d"),
        day: day("2025-10-12"), price: Money(hundredths: 50_000))
    ]
  }

  private func suspension(_ product: String, _ start: String, _ end: String?) -> Suspension {
    let zone = HandLedger.catalog.zone
    return Suspension(
      product: product, start: zone.start(of: day(start)), end: end.map { zone.start(of: day($0)) })
  }

  private func groups(_ text: String, _ count: Int64) -> UsageLine {
    UsageLine(
      app: HandLedger.app, day: day(text), meter: HandLedger.catalog.meter("groups"), records: 1,
      quantity: count)
  }

  private func fee(
    _ item: String, steps: String, exact: String, _ kind: Charge.Kind, invoice: String
  ) -> Charge {
    Charge(
      app: HandLedger.app, period: .month(month("2025-10")), item: .fee(item), kind: kind,
      quantity: fraction(steps), unitPrice: Fraction(kind == .monthly && steps == "1" ? 500 : 1000),
      exactAmount: fraction(exact), amount: try? Money(rounding: fraction(exact)),
      isPostpaid: true, invoiceMonth: month(invoice))
  }

  /// 16 of 31 days were served: 2 steps cost 32000/31, one more 16000/31.
  private func settle() throws {
    let first = fee(
      "peak_groups", steps: "2", exact: "32000/31", .monthly, invoice: "2025-10")
    let history = fee("im.history_30d", steps: "1", exact: "500", .monthly, invoice: "2025-10")
    try hand.run(
      usage: [groups("2025-10-05", 900_000), groups("2025-10-20", 250_000)],
      through: "2025-10-31", charges: [first, history], closing: "2025-10")
    try hand.run(
      usage: [groups("2025-10-25", 390_000)], through: "2025-11-01",
      charges: [
        first, history,
        fee("peak_groups", steps: "1", exact: "16000/31", .adjustment, invoice: "2025-11"),
      ])
  }

  private func explained(_ number: String, _ item: String) throws -> FeeExplanation {
    let invoice = try #require(try hand.explain { try $0.invoice(number) })
    let line = try #require(invoice.lines.first { $0.line.subject.text == item })
    guard case .fee(let fee) = line.detail else {
      throw UnknownName("fee", item, known: [])
    }
    return fee
  }

  private func peak(_ fee: FeeExplanation) throws -> PeakBasis {
    guard case .peak(let peak) = fee.basis else { throw UnknownName("peak", fee.item, known: []) }
    return peak
  }

  @Test("days outside the plan do not count, and the share is what was served")
  func basis() throws {
    try settle()
    let fee = try explained("acct-1-2025-10", "peak_groups")
    let peak = try peak(fee)
    #expect(peak.days.map(\.count) == [900_000, 250_000, 390_000])
    #expect(peak.days.map(\.isUnderTerm) == [false, true, true])
    #expect(peak.peak == 390_000 && peak.free == 100_000 && peak.steps == 3)
    #expect(peak.peakLine?.line.day == day("2025-10-25"))
    #expect(peak.share == fraction("16/31"))
    #expect(peak.suspensions.map(\.product) == ["im"])
    #expect(peak.terms.map(\.order) == [OrderID("o-1")])
  }

  @Test("the fee and what a late peak added are told together")
  func late() throws {
    try settle()
    for number in ["acct-1-2025-10", "acct-1-2025-11"] {
      let fee = try explained(number, "peak_groups")
      #expect(fee.charges.map(\.kind) == [.monthly, .adjustment])
      let sums = try fee.sums()
      #expect(sums.quantity == Fraction(3))
      #expect(sums.exactAmount == fraction("48000/31"))
    }
  }

  @Test("a plan that is charged by the month tells its day and its price")
  func plan() throws {
    try settle()
    let fee = try explained("acct-1-2025-10", "im.history_30d")
    guard case .plan(let plans, let events) = fee.basis else {
      Issue.record("history storage is a plan")
      return
    }
    #expect(plans.map(\.day) == [day("2025-10-12")])
    #expect(plans.map(\.price) == fee.charges.map(\.amount))
    // Its rows were written by hand, so the ledger holds no event.
    #expect(events.isEmpty)
  }

  @Test("a fee that neither catalog nor book know any more is still told")
  func unknown() throws {
    try hand.run(
      through: "2025-10-31",
      charges: [fee("peak_rooms", steps: "1", exact: "500", .monthly, invoice: "2025-10")])
    let fee = try explained("acct-1-2025-10", "peak_rooms")
    guard case .unknown = fee.basis else {
      Issue.record("nobody knows peak_rooms")
      return
    }
    #expect(fee.charges.count == 1)
  }
}
