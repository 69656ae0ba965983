import Quantities
import StrictJSON

extension Catalog {
  /// The word at `schema` by which a file says that it is a catalog of this format.
  public static let schema = "drawdown-catalog/1"

  /// The catalog that comes with the program, `tencent-cn`.
  public static let builtIn: Catalog = {
    do {
      return try read(PackageResources.tencent_cn_json, named: "tencent-cn.json")
    } catch {
      preconditionFailure("the built-in catalog is broken:\n\(error)")
    }
  }()

  /// Reads a catalog file: one JSON object, as `tencent-cn.json` shows it.
  ///
  /// - Parameters:
  ///   - bytes: the file; a byte order mark in front is passed over.
  ///   - name: what messages call the file.
  /// - Returns: the catalog, free of findings.
  /// - Throws: `CatalogFailure` with everything that is wrong, not only the first thing.
  public static func read(_ bytes: [UInt8], named name: String) throws(CatalogFailure) -> Catalog {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    let lines = LineIndex(text)
    let file: JSONValue
    do {
      file = try JSONValue(parsing: text)
    } catch {
      let place = lines.location(of: error.offset)
      throw CatalogFailure(
        source: name,
        findings: [
          CatalogFinding(
            line: place.line, column: place.column, path: "", what: "not JSON: \(error.what)",
            fix: "mend the text here, then look again")
        ])
    }
    var reader = CatalogReader(lines: lines)
    guard let catalog = reader.catalog(file, source: bytes), reader.findings.isEmpty else {
      let findings = reader.findings.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
      throw CatalogFailure(source: name, findings: findings)
    }
    return catalog
  }
}

extension CatalogReader {
  private static let keys = [
    "schema", "name", "currency", "zone", "pools", "products", "meters", "video_tiers",
    "peak_fees", "draw_order", "plans", "trial_limits", "refunds", "promotions", "choices",
  ]

  /// The catalog, or `nil` when a part that it cannot be without is missing; findings tell.
  mutating func catalog(_ file: JSONValue, source: [UInt8]) -> Catalog? {
    let top = Place(value: file, path: "")
    guard let fields = fields(top, Self.keys) else { return nil }
    names = DeclaredNames(in: file)
    reportSchema(fields)
    let name = required(fields, "name", "name the catalog").flatMap { self.name($0) }
    let currency = required(fields, "currency", "write the code, like \"CNY\"")
      .flatMap { self.currency($0) }
    let zone = required(fields, "zone", "write the offset, like \"+08:00\"")
      .flatMap { self.zone($0) }
    let pools = required(fields, "pools", "list the kinds of package minutes, or none: []")
      .map { distinctNames($0) }
    let products = required(fields, "products", "list the products of the plans, or none: []")
      .map { distinctNames($0) }
    let meters = required(fields, "meters", "list what is measured").map { self.meters($0) }
    let tiers =
      fields["video_tiers"].map { resolutionTiers($0, meters ?? []) } ?? ResolutionTiers.noVideo
    let fees = fields["peak_fees"].map { peakFees($0) } ?? []
    if let place = fields["peak_fees"], let meters, names.areAll(meters) {
      reportPeaks(of: fees, among: meters, place)
    }
    let order = required(fields, "draw_order", "list by what grants are put in order")
      .map { drawOrder($0) }
    let plans = required(fields, "plans", "list what can be bought, or nothing: []")
      .map { self.plans($0) }
    let rules = saleRules(fields)
    guard findings.isEmpty, let name, let currency, let zone, let pools, let products, let meters,
      let tiers, let order, let plans, let rules
    else { return nil }
    return Catalog(
      name: name, currency: currency, zone: zone, pools: pools.map { PoolID($0) },
      products: products, meters: meters, resolutionTiers: tiers, peakFees: fees,
      drawOrder: order, plans: plans, saleRules: rules, source: source)
  }

  private mutating func saleRules(_ fields: Fields) -> SaleRules? {
    let noLimits = Timeline(always: TrialLimits(perApp: nil, perAccount: nil))
    let limits = fields["trial_limits"].map { trialLimits($0) } ?? noLimits
    let refunds = fields["refunds"].map { self.refunds($0) } ?? Timeline(always: nil)
    guard let limits, let refunds else { return nil }
    return SaleRules(
      trialLimits: limits, refunds: refunds,
      promotions: fields["promotions"].map { promotions($0) } ?? [],
      choices: fields["choices"].map { choices($0) } ?? Choices())
  }

  private mutating func reportSchema(_ fields: Fields) {
    let fix = "write \"\(Catalog.schema)\""
    guard let place = required(fields, "schema", fix), let text = text(place) else { return }
    if text != Catalog.schema { report(place, "`\(text)` is no schema known here", fix) }
  }

  private mutating func currency(_ place: Place) -> String? {
    guard let text = text(place) else { return nil }
    let isCode = text.utf8.count == 3 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    if isCode { return text }
    report(place, "`\(text)` is no currency code", "write three capital letters, like \"CNY\"")
    return nil
  }

  private mutating func zone(_ place: Place) -> ZoneOffset? {
    guard let text = text(place) else { return nil }
    if let zone = ZoneOffset(text) { return zone }
    report(place, "`\(text)` is no fixed offset", "write one as \"+08:00\", \"-05:30\" or \"Z\"")
    return nil
  }

  private mutating func distinctNames(_ place: Place) -> [String] {
    var seen: [String] = []
    for entry in list(place) {
      guard let name = name(entry) else { continue }
      if seen.contains(name) { report(entry, "`\(name)` stands twice", "keep the first") }
      seen.append(name)
    }
    return seen
  }
}
