public import Quantities

/// Which of two grants is drawn first: a strict total order made of the draw keys of a catalog.
///
/// The keys are asked in turn and the first that tells two grants apart decides. With the keys
/// `drawn_first, end, scope, order_time, grant_id` a trial pack goes first, then what ends
/// earliest, then what only one app can use, then what was ordered earliest.
public struct DrawOrder: Hashable, Sendable {
  /// The questions by weight; the last one is unique.
  public let keys: [DrawKey]

  /// The order that asks these questions in turn.
  ///
  /// - Precondition: the last key is the grant id, which no two grants of an account share.
  public init(_ keys: [DrawKey]) {
    precondition(keys.last == .grantID, "a draw order ends with its unique key")
    self.keys = keys
  }

  /// Whether `left` is drawn before `right`.
  ///
  /// The order does not ask which app is served: of the grants that cover one app, those bound to
  /// an app are all bound to that one.
  public func draws(_ left: Grant, before right: Grant) -> Bool {
    for key in keys {
      switch key {
      case .drawnFirst where left.isDrawnFirst != right.isDrawnFirst: return left.isDrawnFirst
      case .end where left.end != right.end: return left.end < right.end
      case .scope where (left.app == nil) != (right.app == nil): return left.app != nil
      case .orderTime where left.orderTime != right.orderTime:
        return left.orderTime < right.orderTime
      case .grantID where left.id != right.id: return left.id < right.id
      default: continue
      }
    }
    return false
  }
}
