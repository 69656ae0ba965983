import Book
import Quantities

/// A charge of the reference settlement.
struct ReferenceCharge {
  var app: Int
  var period: String
  var item: String
  var kind: String
  var quantity: ReferenceRational
  var unitPrice: ReferenceRational?
  var exact: ReferenceRational?
  /// Hundredths.
  var amount: Int128?
  var isPostpaid: Bool
  var month: String

  var row: String {
    fields(
      app, period, item, kind, quantity.text, unitPrice?.text, exact?.text,
      amount.map { ReferenceRational.money($0) }, month)
  }
}

extension ReferenceCharge {
  /// A month of a value-added plan.
  init(_ fee: MonthlyFee) {
    let price = ReferenceRational(Int128(fee.price.hundredths), 100)
    self.init(
      app: Int(fee.app.number), period: fee.day.month.description, item: fee.item.text,
      kind: "monthly", quantity: ReferenceRational(1), unitPrice: price, exact: price,
      amount: Int128(fee.price.hundredths), isPostpaid: true, month: fee.day.month.description)
  }
}
