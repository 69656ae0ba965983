import Foundation
import TestSupport
import Testing

/// A way to lay the world's records out in files.
struct Split: CustomTestStringConvertible {
  enum Format: String, CaseIterable { case csv, ndjson, mixed }

  let files: Int
  let format: Format

  static let all = (1...5).flatMap { files in
    Format.allCases.map { Split(files: files, format: $0) }
  }

  var testDescription: String { "\(files) files, \(format.rawValue)" }

  /// Shuffles the records and writes them to files; returns their names.
  func write(to directory: ToolDirectory) throws -> [String] {
    var random = SplitMix64(seed: UInt64(files))
    let records = random.shuffled(try WorldRecords.all())
    let cuts = [0] + (1..<files).map { _ in random.pick(0...records.count) }.sorted()
    return try cuts.indices.map { index in
      let end = index + 1 < cuts.count ? cuts[index + 1] : records.count
      let isCSV = format == .csv || format == .mixed && index % 2 == 0
      let name = "part-\(index)"
      try directory.files.write(
        DumpRecord.dump(records[cuts[index]..<end], asCSV: isCSV), to: name)
      return name
    }
  }
}

@Suite("The world in other files")
struct WorldSplitTests {
  private let book = ["--book", FixtureWorld.book]

  @Test("the split counts on the records that the world counts")
  func records() throws {
    #expect(try WorldRecords.all().count == 37 + 2)
  }

  @Test("one run over all files settles the same", arguments: Split.all)
  func oneRun(split: Split) throws {
    let directory = try FixtureWorld.directory()
    let names = try split.write(to: directory)
    let result = try directory.drawdown(["run", "--ledger", "l.db"] + book + names)
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(
      result.output.contains("39 read = 37 counted + 2 duplicates + 0 conflicts + 0 rejected"))
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: "l.db") == expected)
  }

  @Test("one run for each file settles the same", arguments: Split.all)
  func manyRuns(split: Split) throws {
    let directory = try FixtureWorld.directory()
    for name in try split.write(to: directory) {
      let result = try directory.drawdown(["run", "--ledger", "l.db"] + book + [name])
      #expect(result.exitCode == 0, "\(result.told)")
    }
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: "l.db") == expected)
    #expect(try directory.drawdown("verify", "--ledger", "l.db").exitCode == 0)
  }

  @Test("the dumps in the other order, without the line that contradicts one of the other dump")
  func otherOrder() throws {
    let directory = try FixtureWorld.directory()
    let later = try directory.files.text(of: "usage-b.ndjson").split(
      separator: "\n", omittingEmptySubsequences: false
    ).filter { !$0.contains("\"a-003\"") }
    try directory.files.write(later.joined(separator: "\n"), to: "usage-b.ndjson")
    for (ledger, dumps) in [
      ("ab.db", FixtureWorld.plainDumps), ("ba.db", FixtureWorld.plainDumps.reversed()),
    ] {
      let result = try directory.drawdown(["run", "--ledger", ledger] + book + dumps)
      #expect(result.exitCode == 1)
      #expect(
        result.output.contains("51 read = 37 counted + 2 duplicates + 0 conflicts + 12 rejected"))
      let expected = try FixtureWorld.expectedFigures()
      #expect(try directory.exports(of: ledger) == expected)
    }
  }

  @Test("usage first, the book later")
  func bookLater() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(["run", "--ledger", "l.db"] + FixtureWorld.dumps)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("unowned:  6 apps"))
    let settled = try directory.drawdown(["settle", "--ledger", "l.db"] + book)
    #expect(settled.exitCode == 0, "\(settled.told)")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: "l.db") == expected)
  }

  @Test("the usage of `aggregate` is the ledger's without its accounts")
  func aggregate() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(["aggregate"] + FixtureWorld.dumps)
    #expect(result.exitCode == 1)
    let rows = try FixtureWorld.expected("usage").split(separator: "\n")
    let bare = rows.dropFirst().map { String($0).replacing(#/^[^,]*/#, with: "") }.sorted()
    #expect(result.output == lines([String(rows[0])] + bare))
    #expect(result.errorOutput.contains("52 read = 37 counted + 2 duplicates + 1 conflicts"))
  }
}
