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
