import Catalog
import Quantities
import Settlement
import TestSupport
import Testing

@testable import Reconciliation

/// Charges of a ledger, and the bill that a vendor would write for them.
private struct Charges {
  struct Line: Equatable {
    var app: UInt32
    var day: CalendarDay
    var item: String
    var minutes: Fraction
    var price: Fraction
    var cost: Fraction
    var original: Fraction?
    var voucher: Fraction?

    var subject: BillSubject { .usage(item: item, app: AppID(app), period: .day(day)) }

    /// A row of the bill.
    var row: String {
      let fields = [
        String(app), "\(day) 00:00:00", item, minutes.description, price.description,
        cost.description, original?.description ?? "-", voucher?.description ?? "",
      ]
      return fields.joined(separator: ",") + "\n"
    }
  }

  var lines: [Line] = []

  static let header =
    "Instance ID,Usage Start Time,Component Name,Component Usage,Component List Price,Total Cost,"
    + "Original Cost,Voucher Deduction\n"

  /// Some lines, no two for the same or on neighbouring days of one app and item.
  init(_ random: inout SplitMix64) throws {
    let first = CalendarDay(number: 20_362)
    for app in 1...UInt32(Int.random(in: 2...5, using: &random)) {
      for day in stride(from: 0, to: 27, by: 3) where Bool.random(using: &random) {
        let (item, rate) =
          [("audio", 7), ("video.hd", 28), ("video.4k", 252)]
          .randomElement(using: &random) ?? ("audio", 7)
        let minutes = Fraction(Int128.random(in: 100...90_000, using: &random), over: 4)
        let price = Fraction(Int128(rate), over: 1000)
        let cost = try Money(rounding: minutes.multiplied(by: price)).exact
        lines.append(
          Line(
            app: app, day: first.advanced(by: day), item: item, minutes: minutes, price: price,
            cost: cost))
      }
    }
  }

  func reconciler(tolerance: Fraction = Fraction(1, over: 100)) throws -> Reconciler {
    let month = CalendarDay(number: 20_362).month
    var reconciler = Reconciler(of: [month], tolerance: tolerance)
    for app in Set(lines.map(\.app)) { reconciler.add(owner: AccountID("a"), of: AppID(app)) }
    for line in lines {
      try reconciler.add(
        ChargedSum(
          account: AccountID("a"), quantity: line.minutes, unitPrice: line.price,
          amount: Money(rounding: line.cost), invoiceMonth: month, isAdjustment: false),
        for: line.subject)
    }
    return reconciler
  }

  static func differences(
    _ ours: Charges, _ bill: [Line], extra: String = ""
  ) throws -> [BillDifference] {
    var reconciler = try ours.reconciler()
    let text = header + bill.map(\.row).joined() + extra
    return try reconciler.differences(
      from: VendorBill(Array(text.utf8), names: ComponentNames(.builtIn)))
  }
}

@Suite("Charges beside a bill")
struct ReconcilerTests {
  @Test("a bill made of our own charges has no difference, in any order", arguments: 1...20)
  func own(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let charges = try Charges(&random)
    let found = try Charges.differences(charges, charges.lines.shuffled(using: &random))
    #expect(found.isEmpty, "seed \(seed): \(found)")
  }

  @Test("every single change of a bill is found and named", arguments: 1...40)
  func mutations(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let charges = try Charges(&random)
    guard let place = charges.lines.indices.randomElement(using: &random) else { return }
    let cent = Fraction(2, over: 100)
    let changes: [(String, BillDifference.Kind, (inout [Charges.Line]) throws -> Void)] = [
      ("dropped", .missingInBill, { $0.remove(at: place) }),
      ("new app", .missingInLedger, { $0.append(Self.changed($0[place]) { $0.app = 99 }) }),
      (
        "new item", .missingInLedger,
        { $0.append(Self.changed($0[place]) { $0.item = "ai.speech" }) }
      ),
      ("twice", .quantity, { $0.append($0[place]) }),
      ("next day", .day, { $0[place].day = $0[place].day.advanced(by: 1) }),
      ("day before", .day, { $0[place].day = $0[place].day.advanced(by: -1) }),
      ("minutes", .quantity, { $0[place].minutes = try $0[place].minutes.adding(Fraction(1)) }),
      ("price", .price, { $0[place].price = try $0[place].price.multiplied(by: Fraction(2)) }),
      ("cents", .amount, { $0[place].cost = try $0[place].cost.adding(cent) }),
      (
        "discount", .amount,
        {
          $0[place].original = $0[place].cost
          $0[place].cost = try $0[place].cost.subtracting(cent)
        }
      ),
      (
        "voucher", .amount,
        {
          $0[place].voucher = cent
          $0[place].cost = try $0[place].cost.subtracting(cent)
        }
      ),
    ]
    let reasons = [
      "twice": "the same line 2 times", "discount": "discount", "voucher": "voucher",
      "new app": "owns the app", "next day": "time zone", "new item": "dump may be missing",
    ]
    for (name, kind, change) in changes {
      var bill = charges.lines
      try change(&bill)
      let found = try Charges.differences(charges, bill)
      #expect(found.map(\.kind) == [kind], "seed \(seed), \(name): \(found)")
      if let reason = reasons[name] {
        #expect(found.first?.reason.contains(reason) ?? false, "seed \(seed), \(name): \(found)")
      }
    }
  }

  private static func changed(
    _ line: Charges.Line, _ change: (inout Charges.Line) -> Void
  ) -> Charges.Line {
    var line = line
    change(&line)
    return line
  }

  @Test("money within the tolerance is equal; a quantity may be rounded as the bill prints it")
  func tolerance() throws {
    let month = CalendarMonth(year: 2025, month: 10)
    let subject = BillSubject.usage(
      item: "audio", app: AppID(7), period: .day(month.firstDay))
    func kinds(_ quantity: String, _ cost: String, _ tolerance: Fraction) throws
      -> [BillDifference.Kind]
    {
      var reconciler = Reconciler(of: [month], tolerance: tolerance)
      try reconciler.add(
        ChargedSum(
          account: AccountID("a"), quantity: Fraction(100, over: 9), unitPrice: nil,
          amount: Money(hundredths: 8), invoiceMonth: month, isAdjustment: false), for: subject)
      let text =
        "Instance ID,Usage Start Time,Component Name,Component Usage,Total Cost\n"
        + "7,2025-10-01,audio,\(quantity),\(cost)\n"
      return try reconciler.differences(
        from: VendorBill(Array(text.utf8), names: ComponentNames(.builtIn))
      ).map(\.kind)
    }
    let cent = Fraction(1, over: 100)
    #expect(try kinds("11.11", "0.07777778", cent) == [])
    #expect(try kinds("11.12", "0.08", cent) == [])
    #expect(try kinds("12", "0.09", cent) == [])
    #expect(try kinds("11.13", "0.08", cent) == [.quantity])
    #expect(try kinds("11.11", "0.091", cent) == [.amount])
    #expect(try kinds("11.11", "0.09", .zero) == [.amount])
  }
}
