public import Aggregation
public import Quantities

/// A dump that a partial holds the usage of.
public struct PartialDump: Hashable, Sendable {
  /// What was read: path as given, digest, bytes, records.
  public let receipt: DumpReceipt
  /// Records above the largest area the catalog knows; only in a partial without identities.
  public let oversize: Int64
  /// The offset that was assumed for times that name none.
  public let assumedOffset: ZoneOffset?

  /// A dump of a partial.
  public init(receipt: DumpReceipt, oversize: Int64, assumedOffset: ZoneOffset?) {
    self.receipt = receipt
    self.oversize = oversize
    self.assumedOffset = assumedOffset
  }
}
