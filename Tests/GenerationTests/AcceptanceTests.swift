import Aggregation
import Book
import Catalog
import Generation
import Ingest
import Testing

/// What is generated is input for the product, so the product itself must take it.
@Suite("Generated input is taken by those who read it")
struct AcceptanceTests {
  @Test("Books keep every rule", arguments: [1, 2, 3, 4, 5], [1, 8, 50, 1000])
  func books(seed: UInt64, apps: Int) throws {
    let world = try GeneratedWorld(
      .small(seed: seed, records: 10) {
        $0.apps = apps
        $0.days = 31
      })
    let bytes = try world.stored("book.ndjson")
    let book = try Book.read(bytes, source: "book.ndjson", catalog: .builtIn)
    #expect(book.events.count == bytes.count { $0 == UInt8(ascii: "\n") })
  }

  @Test("Books of other years keep every rule, too", arguments: ["2021-06-01", "2024-02-29"])
  func otherYears(day: String) throws {
    let world = try GeneratedWorld(
      .small(records: 10) {
        $0.firstDay = .init(day) ?? $0.firstDay
        $0.days = 60
      })
    let bytes = try world.stored("book.ndjson")
    #expect(throws: Never.self) {
      try Book.read(bytes, source: "book.ndjson", catalog: .builtIn)
    }
  }

  @Test(
    "Dumps are read with the counts that the summary announces",
    arguments: [GenerationPlan.Format.csv, .ndjson], [GenerationPlan.RecordIDs.hex16, .uuid])
  func dumps(format: GenerationPlan.Format, recordIDs: GenerationPlan.RecordIDs) throws {
    let world = try GeneratedWorld(
      .small(seed: 9, records: 6000) {
        $0.format = format
        $0.recordIDs = recordIDs
        $0.days = 2
        $0.framesPerFile = 3
        $0.duplicatesPerMillion = 20_000
        $0.conflictsPerMillion = 10_000
        $0.brokenPerMillion = 10_000
      })
    let options = IngestOptions(
      catalog: .builtIn, sources: world.summary.files.map(\.path), workers: 2,
      spillFolder: world.directory.url.path)
    let counts = try ingest(options, before: NoKnownIdentities(), progress: Progress()).counts
    let summary = world.summary
    #expect(counts.read == summary.records)
    #expect(counts.duplicates == summary.duplicates)
    #expect(counts.conflicts == summary.conflicts)
    #expect(counts.rejected == summary.broken)
    #expect(counts.duplicates > 50 && counts.conflicts > 20 && counts.rejected > 20)
  }
}
