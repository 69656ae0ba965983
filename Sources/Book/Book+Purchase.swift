public import Quantities

extension Book {
  /// The line of a purchase at the price of its day, for one month where it goes by months.
  ///
  /// - Parameters:
  ///   - plan: what is bought.
  ///   - account: who buys it.
  ///   - order: the order it gets.
  ///   - app: the app of a plan that is bought for one.
  ///   - time: when it is bought.
  public static func purchaseLine(
    _ order: OrderID, of plan: PlanID, account: AccountID, app: AppID?, at time: Timestamp
  ) -> String {
    BookEvent.canonical(
      .purchase(
        BookEvent.Purchase(
          order: order, account: account, app: app, plan: plan, months: 1, paid: nil)),
      at: time)
  }
}
