/// A name given from outside, 1-64 bytes of UTF-8, compared byte by byte.
///
/// `String` calls two spellings of the same letter equal and orders by scalars after
/// normalisation; a ledger must not, or two orders could become one.
public struct Identifier<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as given.
  public let text: String

  /// Takes the name as it is; whoever reads it from outside has checked its form.
  public init(_ text: String) {
    self.text = text
  }

  public var description: String { text }

  public static func == (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { bytes in
      hasher.combine(bytes.count)
      unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
  }
}

/// Marks names of accounts.
public enum AccountName {}
/// Marks names of orders.
public enum OrderName {}
/// Marks names of grants.
public enum GrantName {}
/// Marks names of plans.
public enum PlanName {}
/// Marks names of pools.
public enum PoolName {}

/// Who pays.
public typealias AccountID = Identifier<AccountName>
/// A purchase, renewal, upgrade, refund or trial.
public typealias OrderID = Identifier<OrderName>
/// Minutes of one pool given to an account: `ORDER/CYCLE/POOL`, or the name of a `grant` event.
public typealias GrantID = Identifier<GrantName>
/// A plan of the catalog.
public typealias PlanID = Identifier<PlanName>
/// A kind of package minutes.
public typealias PoolID = Identifier<PoolName>

/// An application, `sdk_app_id` outside: 1...4294967295.
public struct AppID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number of the application.
  public let number: UInt32

  /// The application with that number.
  public init(_ number: UInt32) {
    self.number = number
  }

  public static func < (left: AppID, right: AppID) -> Bool { left.number < right.number }

  public var description: String { String(number) }
}
