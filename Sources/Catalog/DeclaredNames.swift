import StrictJSON

/// Every name that a catalog file declares.
///
/// Gathered before anything else is read, also from parts that are broken elsewhere, so that one
/// mistake is one finding and not one for each use of the name.
struct DeclaredNames {
  var pools: Set<String> = []
  var products: Set<String> = []
  var peakFees: Set<String> = []
  var plans: Set<String> = []
  /// Meters by their place in the list; of two with one name the first.
  var meters: [String: Int] = [:]
  /// Entries of the list of meters, those included that cannot be read.
  private var meterEntries = 0

  init() {}

  init(in file: JSONValue) {
    pools = Set(file["pools"]?.array?.compactMap(\.string) ?? [])
    products = Set(file["products"]?.array?.compactMap(\.string) ?? [])
    peakFees = Self.names(in: file["peak_fees"], key: "item")
    plans = Self.names(in: file["plans"], key: "id")
    let entries = file["meters"]?.array ?? []
    meterEntries = entries.count
    for (index, meter) in entries.enumerated() {
      if let name = meter["name"]?.string, meters[name] == nil { meters[name] = index }
    }
  }

  /// Whether every entry of the list has become a meter, so that the places of names are those of the
  /// meters.
  func areAll(_ read: [Meter]) -> Bool { read.count == meterEntries }

  private static func names(in list: JSONValue?, key: String) -> Set<String> {
    Set(list?.array?.compactMap { $0[key]?.string } ?? [])
  }
}
