public import Quantities

/// Everything that follows from one account's usage and commitments up to a settled day.
public struct AccountSettlement: Equatable, Sendable {
  /// Who it is.
  public let account: AccountID
  /// What usage lines drew from grants: rows of closed months, then others in the order of drawing.
  public var deductions: [SettledDeduction]
  /// What is charged postpaid: charges of closed months, then others in the order of settlement.
  public var charges: [Charge]
  /// What became of each grant, in the order of the commitments.
  public var grants: [GrantBalance]
  /// The order ids of refunds that gave back something used, in the order of the commitments.
  ///
  /// They stand; a person should look at them.
  public var usedRefunds: [OrderID]

  /// A settlement of nothing.
  public init(account: AccountID) {
    self.account = account
    self.deductions = []
    self.charges = []
    self.grants = []
    self.usedRefunds = []
  }
}
