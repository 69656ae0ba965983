// swift-tools-version: 6.3
import PackageDescription

// Targets stand in layer order: each may import only what its own line names, and every name there
// stands above it. `Tests/TidyTests` and the import check of `make check` hold the two together.

/// Settings of every library and tool target: the language mode of the package, memory safety
/// spelled out at each unsafe expression, and no warning left standing.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Settings of test targets: the macros of Swift Testing expand to code that strict memory safety
/// complains about, so it stays off there.
let testing: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func library(_ name: String, _ imports: [Target.Dependency] = [], resources: [Resource]? = nil)
  -> Target
{
  .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

/// A test target; one with `tables` has a folder of cases in text, read from the source tree.
func tests(_ name: String, _ imports: [Target.Dependency], tables: Bool = false) -> Target {
  .testTarget(
    name: name, dependencies: imports, exclude: tables ? ["Tables"] : [], swiftSettings: testing)
}

let package = Package(
  name: "drawdown",
  products: [
    .executable(name: "drawdown", targets: ["drawdown"]),
    .library(
      name: "DrawdownKit",
      targets: [
        "Quantities", "ByteStreams", "Catalog", "Aggregation", "Book", "Ingest", "Settlement",
        "Generation", "Pipeline", "Benchmarking",
      ]),
    .library(name: "DrawdownFuzzChecks", targets: ["FuzzChecks"]),
  ],
  targets: [
    // Layer 0: C libraries of the system.
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CIntrinsics"),
    .systemLibrary(name: "CMessageDigest", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),

    // Layer 1: words of the domain and of the machine.
    library("Quantities"),
    library("Concurrency"),
    library("StrictJSON"),

    // Layer 2: bytes.
    library("ByteStreams", ["CZstd", "CXXHash", "CMessageDigest", "Quantities"]),

    // Layer 3: what is measured and what it costs.
    library(
      "Catalog", ["Quantities", "StrictJSON"],
      resources: [.embedInCode("Resources/tencent-cn.json")]),
    library("UsageRecords", ["CIntrinsics", "Quantities", "ByteStreams", "Catalog"]),

    // Layer 4: usage lines on one side, grants on the other.
    library(
      "Aggregation",
      ["CIntrinsics", "Quantities", "Concurrency", "ByteStreams", "Catalog", "UsageRecords"]),
    library("Book", ["Quantities", "StrictJSON", "Catalog"]),
    library("Partials", ["Quantities", "ByteStreams", "Catalog", "UsageRecords", "Aggregation"]),
    library(
      "Ingest",
      [
        "Quantities", "Concurrency", "StrictJSON", "ByteStreams", "Catalog", "UsageRecords",
        "Aggregation", "Partials",
      ]),

    // Layers 5 to 7: pure money.
    library("Deduction", ["Quantities"]),
    library("Rating", ["Quantities", "Catalog"]),
    library("Settlement", ["Quantities", "Catalog", "Book", "Deduction", "Rating"]),
    library("Forecasting", ["Quantities", "Catalog", "Settlement"]),
    library("Reconciliation", ["Quantities", "Catalog", "Settlement"]),

    // Layers 8 to 10: what is kept and what leaves.
    library("Storage", ["CSQLite"]),
    library(
      "Ledger",
      [
        "Quantities", "ByteStreams", "Catalog", "UsageRecords", "Aggregation", "Book", "Settlement",
        "Storage",
      ]),
    library(
      "Exports",
      [
        "Quantities", "Concurrency", "StrictJSON", "ByteStreams", "Catalog", "Book", "Settlement",
        "Reconciliation", "Ledger",
      ]),

    // Layers 11 to 13: the program.
    library(
      "Explanation",
      [
        "Quantities", "StrictJSON", "Catalog", "Aggregation", "Book", "Ingest", "Deduction",
        "Rating", "Settlement", "Ledger",
      ]),
    library(
      "Reports",
      [
        "Quantities", "ByteStreams", "Catalog", "Aggregation", "Book", "Settlement", "Ledger",
        "Exports", "Explanation",
      ]),
    library(
      "Pipeline",
      [
        "Quantities", "Concurrency", "ByteStreams", "Catalog", "UsageRecords", "Aggregation",
        "Book", "Ingest", "Settlement", "Forecasting", "Reconciliation", "Storage", "Ledger",
        "Exports", "Explanation", "Reports",
      ]),
    library("Generation", ["Quantities", "Concurrency", "ByteStreams"]),
    library("Benchmarking", ["ByteStreams", "Aggregation", "Ingest", "Exports"]),
    library("CommandLineKit"),
    .executableTarget(
      name: "drawdown",
      dependencies: [
        "Quantities", "StrictJSON", "ByteStreams", "Catalog", "UsageRecords", "Aggregation", "Book",
        "Ingest", "Settlement", "Forecasting", "Reconciliation", "Storage", "Ledger", "Exports",
        "Explanation", "Pipeline", "Generation", "Benchmarking", "CommandLineKit",
      ],
      swiftSettings: strict),

    // Tests, one target a library and a few that look at the whole.
    .target(
      name: "TestSupport",
      dependencies: [
        "CZstd", "Quantities", "StrictJSON", "Catalog", "Book", "Settlement", "Storage", "Ledger",
      ],
      path: "Tests/TestSupport", swiftSettings: testing),
    .target(
      name: "FuzzChecks",
      dependencies: [
        "Quantities", "StrictJSON", "ByteStreams", "Catalog", "UsageRecords", "Aggregation", "Book",
        "Partials", "Ingest", "Settlement", "CommandLineKit", "TestSupport",
      ],
      path: "Tests/FuzzChecks", swiftSettings: testing),
    tests("FuzzCheckTests", ["FuzzChecks", "TestSupport"]),
    tests("TestSupportTests", ["TestSupport"]),
    tests("TidyTests", ["TestSupport"]),
    tests("QuantitiesTests", ["Quantities", "TestSupport"]),
    tests("StrictJSONTests", ["StrictJSON"]),
    tests("StorageTests", ["Storage", "TestSupport"]),
    tests(
      "ExportsTests",
      [
        "Quantities", "StrictJSON", "Catalog", "Book", "Settlement", "Ledger", "Exports",
        "TestSupport",
      ]),
    tests(
      "LedgerTests",
      [
        "Quantities", "ByteStreams", "Catalog", "UsageRecords", "Aggregation", "Book", "Settlement",
        "Storage", "Ledger", "TestSupport",
      ]),
    tests("CatalogTests", ["Quantities", "StrictJSON", "Catalog", "TestSupport"]),
    tests("BookTests", ["Quantities", "Catalog", "Book", "Settlement", "TestSupport"]),
    tests("DeductionTests", ["Quantities", "Deduction", "TestSupport"], tables: true),
    tests("RatingTests", ["Quantities", "Catalog", "Rating", "TestSupport"], tables: true),
    tests(
      "SettlementTests", ["Quantities", "Catalog", "Book", "Settlement", "TestSupport"],
      tables: true),
    tests("ConcurrencyTests", ["Concurrency"]),
    tests("ByteStreamsTests", ["ByteStreams", "Quantities", "TestSupport"]),
    tests(
      "UsageRecordsTests",
      ["UsageRecords", "ByteStreams", "Catalog", "Quantities", "StrictJSON", "TestSupport"],
      tables: true),
    tests(
      "AggregationTests",
      ["Aggregation", "UsageRecords", "ByteStreams", "Catalog", "Quantities", "TestSupport"]),
    tests(
      "PartialsTests",
      ["Partials", "Aggregation", "ByteStreams", "Catalog", "Quantities", "TestSupport"]),
    tests(
      "IngestTests",
      [
        "Ingest", "Partials", "Aggregation", "UsageRecords", "ByteStreams", "Catalog", "Quantities",
        "TestSupport",
      ]),
    tests(
      "ExplanationTests",
      [
        "Quantities", "Catalog", "Book", "Deduction", "Settlement", "Ledger",
        "Explanation", "TestSupport",
      ]),
    tests("ForecastingTests", ["Quantities", "Catalog", "Forecasting", "TestSupport"]),
    tests(
      "ReconciliationTests",
      ["Quantities", "Catalog", "Settlement", "Reconciliation", "TestSupport"]),
    tests("ReportsTests", ["Quantities", "Reports", "TestSupport"]),
    tests("CommandLineKitTests", ["CommandLineKit"]),
    tests(
      "BenchmarkingTests",
      ["Benchmarking", "Ingest", "ByteStreams", "Catalog", "TestSupport"]),
    tests(
      "GenerationTests",
      [
        "Quantities", "ByteStreams", "Catalog", "Aggregation", "Book", "Ingest", "Generation",
        "TestSupport",
      ]),
    tests(
      "PipelineTests",
      [
        "Quantities", "ByteStreams", "Catalog", "UsageRecords", "Aggregation", "Book", "Ingest",
        "Storage", "Ledger", "Exports", "Pipeline", "TestSupport",
      ]),
    tests("CommandTests", ["Book", "Storage", "TestSupport"], tables: true),
  ],
  swiftLanguageModes: [.v6]
)
