import Deduction
public import Quantities

/// Why one grant is drawn before another.
public struct DrawPrecedence: Sendable {
  /// The grant that is drawn first.
  public let first: Grant
  /// The grant that comes after it.
  public let second: Grant
  /// The question that tells them apart; all weightier ones find them equal.
  public let key: DrawKey
}

/// The draw order of a catalog, question by question.
struct DrawRule {
  private let keys: [DrawKey]
  private let order: DrawOrder

  init(_ keys: [DrawKey]) {
    self.keys = keys
    order = DrawOrder(keys)
  }

  func draws(_ left: Grant, before right: Grant) -> Bool { order.draws(left, before: right) }

  /// Why `first` is drawn before `second`; `nil` when this order draws them the other way round, as
  /// the catalog may have when a month was closed.
  func precedence(of first: Grant, before second: Grant) -> DrawPrecedence? {
    guard order.draws(first, before: second),
      let key = keys.first(where: { $0.tells(first, second) })
    else { return nil }
    return DrawPrecedence(first: first, second: second, key: key)
  }
}

extension DrawKey {
  /// Whether the question has different answers for two grants.
  func tells(_ left: Grant, _ right: Grant) -> Bool {
    switch self {
    case .drawnFirst: left.isDrawnFirst != right.isDrawnFirst
    case .end: left.end != right.end
    case .scope: (left.app == nil) != (right.app == nil)
    case .orderTime: left.orderTime != right.orderTime
    case .grantID: left.id != right.id
    }
  }
}
