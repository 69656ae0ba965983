public import Quantities
import Settlement

/// Compares what a ledger charges with a vendor's bill, subject by subject.
public struct Reconciler {
  /// How many subjects both have.
  public private(set) var compared = 0
  /// What the ledger charges in the months that were compared.
  public private(set) var ours = Money.zero

  private let tolerance: Fraction
  private let months: Set<CalendarMonth>
  private var charged: [BillSubject: ChargedSum] = [:]
  /// Charges on invoices of other months.
  private var elsewhere: [BillSubject: ChargedSum] = [:]
  /// Minutes of a line that packages covered.
  private var covered: Set<BillSubject> = []
  private var owners: [AppID: AccountID] = [:]

  /// - Parameters:
  ///   - months: the invoices that the bill stands for.
  ///   - tolerance: differences of money up to this are none; nothing is tolerated of quantities.
  public init(of months: Set<CalendarMonth>, tolerance: Fraction) {
    self.months = months
    self.tolerance = tolerance
  }

  // MARK: - The ledger's side

  /// Takes a charge or an order of the ledger.
  ///
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  public mutating func add(
    _ charge: ChargedSum, for subject: BillSubject
  ) throws(QuantityOverflow) {
    guard months.contains(charge.invoiceMonth) else {
      elsewhere[subject] = charge
      return
    }
    ours = try ours.adding(charge.amount)
    guard var sum = charged[subject] else {
      charged[subject] = charge
      return
    }
    try sum.add(charge)
    charged[subject] = sum
  }

  /// Takes the owner of an app.
  public mutating func add(owner: AccountID, of app: AppID) { owners[app] = owner }

  /// Takes that packages covered usage of a line.
  public mutating func addCovered(_ subject: BillSubject) { covered.insert(subject) }

  // MARK: - Comparison

  /// Everything that differs, by subject.
  ///
  /// - Throws: `QuantityOverflow` when a difference does not fit.
  public mutating func differences(
    from bill: VendorBill
  ) throws(QuantityOverflow) -> [BillDifference] {
    var differences: [BillDifference] = []
    var onlyOurs: [BillSubject: ChargedSum] = [:]
    var onlyTheirs = bill.sums
    for (subject, ours) in charged.sorted(by: { $0.key < $1.key }) {
      guard let theirs = onlyTheirs.removeValue(forKey: subject) else {
        onlyOurs[subject] = ours
        continue
      }
      compared += 1
      if let difference = try compare(subject, ours, theirs) { differences.append(difference) }
    }
    differences += moved(&onlyOurs, &onlyTheirs)
    for (subject, ours) in onlyOurs where ours.amount != .zero {
      differences.append(missing(subject, ours))
    }
    for (subject, theirs) in onlyTheirs
    where !theirs.cost.isZero || !(theirs.quantity ?? .zero).isZero {
      differences.append(unknown(subject, theirs))
    }
    return differences.sorted { ($0.subject, $0.kind.rawValue) < ($1.subject, $1.kind.rawValue) }
  }

  private func compare(
    _ subject: BillSubject, _ ours: ChargedSum, _ theirs: BilledSum
  ) throws(QuantityOverflow) -> BillDifference? {
    func differs(_ kind: BillDifference.Kind, _ reason: String) -> BillDifference {
      BillDifference(
        kind: kind, subject: subject, account: ours.account, ours: ours, theirs: theirs,
        reason: reason)
    }
    if let quantity = theirs.quantity, case .usage = subject,
      try !isEqual(ours.quantity, quantity, decimals: theirs.decimals)
    {
      return differs(.quantity, try quantityReason(ours, theirs, quantity))
    }
    if let price = theirs.unitPrice, let own = ours.unitPrice, price != own {
      return differs(
        .price,
        theirs.cost == ours.amount.exact
          ? "the price alone differs, the money does not: the bill may show a list price"
          : "the bill's price is another one: a contract, or a catalog that is out of date")
    }
    let excess = try theirs.cost.subtracting(ours.amount.exact)
    guard try tolerance < magnitude(excess) else { return nil }
    return differs(.amount, try amountReason(subject, ours, theirs, magnitude(excess)))
  }

  /// Whether a quantity is ours, or ours as a bill with so many decimals can show it.
  private func isEqual(
    _ ours: Fraction, _ theirs: Fraction, decimals: Int
  ) throws(QuantityOverflow) -> Bool {
    if ours == theirs { return true }
    guard decimals <= 18 else { return false }
    var scale: Int128 = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = try ours.multiplied(by: Fraction(scale, over: 1))
    guard scaled.denominator != 1 else { return false }
    let distance = try magnitude(
      scaled.subtracting(theirs.multiplied(by: Fraction(scale, over: 1))))
    return distance < Fraction(1)
  }

  private func magnitude(_ number: Fraction) throws(QuantityOverflow) -> Fraction {
    number < .zero ? try Fraction.zero.subtracting(number) : number
  }

  // MARK: - Reasons

  private func quantityReason(
    _ ours: ChargedSum, _ theirs: BilledSum, _ quantity: Fraction
  ) throws(QuantityOverflow) -> String {
    if theirs.lines.count > 1 {
      let lines = Fraction(theirs.lines.count)
      if try ours.quantity.multiplied(by: lines) == quantity {
        return "the bill has the same line \(theirs.lines.count) times"
      }
    }
    if ours.isAdjustment { return "usage came late here, or was corrected in the bill" }
    return quantity < ours.quantity
      ? "more was counted here: a dump that the bill does not know, or usage that a package of the "
        + "vendor's covered"
      : "less was counted here: a dump is missing, or a package covered usage that the vendor charges"
  }

  private func amountReason(
    _ subject: BillSubject, _ ours: ChargedSum, _ theirs: BilledSum, _ distance: Fraction
  ) throws(QuantityOverflow) -> String {
    let own = ours.amount.exact
    if !theirs.voucher.isZero, try theirs.cost.adding(theirs.voucher) == own {
      return "a voucher paid the difference"
    }
    if theirs.originalCost == own { return "a discount that the catalog does not have" }
    if theirs.lines.count > 1, case .order = subject {
      return "the bill has \(theirs.lines.count) lines for the order"
    }
    let parts = Int128(max(ours.lines, theirs.lines.count))
    if distance <= Fraction(parts, over: 100) {
      return "rounding: usage and price agree, so the lines are rounded otherwise"
    }
    if case .order = subject { return "another price was paid than the book says" }
    return "usage and price agree, or are not told, and the money does not: a discount or another "
      + "price"
  }

  private func missing(_ subject: BillSubject, _ ours: ChargedSum) -> BillDifference {
    var reason = "the bill has no such line: the vendor covered or did not count it"
    if case .order = subject { reason = "the bill does not have the order" }
    if ours.isAdjustment { reason = "usage that came late: the vendor may bill it later" }
    return BillDifference(
      kind: .missingInBill, subject: subject, account: ours.account, ours: ours, theirs: nil,
      reason: reason)
  }

  private func unknown(_ subject: BillSubject, _ theirs: BilledSum) -> BillDifference {
    func differs(
      _ kind: BillDifference.Kind, _ account: AccountID?, _ ours: ChargedSum?, _ reason: String
    ) -> BillDifference {
      BillDifference(
        kind: kind, subject: subject, account: account, ours: ours, theirs: theirs, reason: reason)
    }
    if let other = elsewhere[subject] {
      return differs(
        .month, other.account, other,
        "the ledger charges it on the invoice of \(other.invoiceMonth)"
          + (other.isAdjustment ? ", since it came late" : ""))
    }
    guard case .usage(_, let app, _) = subject else {
      return differs(.missingInLedger, nil, nil, "the book does not have the order")
    }
    guard let owner = owners[app] else {
      return differs(.missingInLedger, nil, nil, "no account of the book owns the app")
    }
    return differs(
      .missingInLedger, owner, nil,
      covered.contains(subject)
        ? "packages covered all of it here: one may be missing in the vendor's account"
        : "no usage of it was counted here: a dump may be missing")
  }

  /// Pairs usage that one side has on a day and the other on the day before or behind it.
  private func moved(
    _ onlyOurs: inout [BillSubject: ChargedSum], _ onlyTheirs: inout [BillSubject: BilledSum]
  ) -> [BillDifference] {
    var differences: [BillDifference] = []
    for (subject, theirs) in onlyTheirs.sorted(by: { $0.key < $1.key }) {
      guard case .usage(let item, let app, .day(let day)) = subject else { continue }
      for step in [-1, 1] {
        let near = BillSubject.usage(
          item: item, app: app, period: .day(day.advanced(by: step)))
        guard let ours = onlyOurs[near],
          theirs.quantity.map({ $0 == ours.quantity }) ?? (theirs.cost == ours.amount.exact)
        else { continue }
        onlyOurs[near] = nil
        onlyTheirs[subject] = nil
        differences.append(
          BillDifference(
            kind: .day, subject: subject, account: ours.account, ours: ours, theirs: theirs,
            reason: "the ledger has the same on \(day.advanced(by: step)): days may be cut in "
              + "another time zone"))
        break
      }
    }
    return differences
  }
}
