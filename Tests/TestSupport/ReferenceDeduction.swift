import Quantities

/// A draw of the reference settlement.
struct ReferenceDeduction {
  var app: Int
  var day: String
  var meter: String
  var grant: GrantID
  var minutes: ReferenceRational
  var ratio: ReferenceRational
  var left: ReferenceRational
  var month: String

  var packageMinutes: ReferenceRational { minutes * ratio }

  var row: String {
    fields(
      app, day, meter, grant, minutes.text, ratio.text, packageMinutes.text, left.text, month)
  }
}
