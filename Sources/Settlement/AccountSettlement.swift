public import Quantities

/// Everything that follows from one account's usage and commitments up to a settled day.
public struct AccountSettlement: Equatable, Sendable {
  /// Who it is.
  public let account: AccountID
  /// What usage lines drew from grants, in the order in which it was drawn.
  public var deductions: [SettledDeduction]
  /// What is charged postpaid, in the order in which it arose.
  public var charges: [Charge]
  /// What became of each grant, in the order of the commitments.
  public var grants: [GrantBalance]
  /// Refunds that gave back something used, by their order ids, in the order of the commitments.
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
