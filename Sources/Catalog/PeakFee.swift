public import Quantities

/// A monthly fee on the highest count of a month.
public struct PeakFee: Sendable {
  /// Its name in exports: `peak_dau`.
  public let item: String
  /// The meter whose daily lines are compared.
  public let meter: MeterOrdinal
  /// The product whose suspensions scale it.
  public let product: String
  /// How many counts one step holds; a started step counts whole.
  public let step: Int64
  /// Price of a step and month, by the first day of the month.
  public let price: Timeline<Money>

  /// A fee as the catalog describes it.
  public init(
    item: String, meter: MeterOrdinal, product: String, step: Int64, price: Timeline<Money>
  ) {
    self.item = item
    self.meter = meter
    self.product = product
    self.step = step
    self.price = price
  }
}
