import Generation
import Quantities
import TestSupport
import Testing

@Suite("Plans that cannot be carried out")
struct PlanTests {
  /// A plan with one mistake, and what the message says.
  struct Mistake: Sendable {
    let text: String
    let change: @Sendable (inout GenerationPlan) -> Void

    init(_ text: String, _ change: @escaping @Sendable (inout GenerationPlan) -> Void) {
      self.text = text
      self.change = change
    }
  }

  @Test(
    "A mistake in the plan is named and nothing is written",
    arguments: [
      Mistake("records must be") { $0.records = -1 },
      Mistake("days must be") { $0.days = 0 },
      Mistake("days must be") { $0.days = 4000 },
      Mistake("apps must be") { $0.apps = 0 },
      Mistake("apps must be") { $0.apps = 10_000_001 },
      Mistake("users must be") { $0.users = 0 },
      Mistake("frames must be") { $0.framesPerFile = 0 },
      Mistake("duplicates per million must be") { $0.duplicatesPerMillion = -1 },
      Mistake("conflicts per million must be") { $0.conflictsPerMillion = 1_000_001 },
      Mistake("broken records per million must be") { $0.brokenPerMillion = -1 },
      Mistake("more than all records") {
        $0.duplicatesPerMillion = 600_000
        $0.brokenPerMillion = 400_001
      },
      Mistake("days must lie in") { $0.firstDay = CalendarDay(number: 0) },
      Mistake("days must lie in") { $0.firstDay = CalendarDay(number: 47_481) },
    ])
  func mistakes(mistake: Mistake) throws {
    let directory = try WorkDirectory("generation")
    do throws(GenerationFailure) {
      _ = try generate(.small(records: 10, mistake.change), into: directory.path("out"))
      Issue.record("the plan was carried out")
    } catch {
      #expect(error.isPlanMistake)
      #expect(error.description.contains(mistake.text), "\(error)")
    }
    #expect(directory.names.isEmpty)
  }

  @Test(
    "The first and the last day that records may have are accepted", arguments: [14_641, 47_480])
  func bounds(day: Int32) throws {
    let plan = GenerationPlan.small(records: 10) { $0.firstDay = CalendarDay(number: day) }
    let world = try GeneratedWorld(plan)
    #expect(try world.rows().allSatisfy { $0.faults.isEmpty })
    #expect(try world.rows().allSatisfy { $0.day == CalendarDay(number: day).description })
  }

  @Test("A folder that cannot be made is the disk's fault")
  func blockedFolder() throws {
    let directory = try WorkDirectory("generation")
    try directory.write("", to: "file")
    for path in [directory.path("file"), directory.path("file/deeper")] {
      do throws(GenerationFailure) {
        _ = try generate(.small(records: 10), into: path)
        Issue.record("the folder was made")
      } catch {
        #expect(!error.isPlanMistake)
        #expect(error.description.contains(path), "\(error)")
      }
    }
  }

  @Test("A dump that cannot get its name leaves nothing behind")
  func blockedDump() throws {
    let directory = try WorkDirectory("generation")
    try directory.write("", to: "usage-2025-10-01.csv.zst/inside")
    #expect(throws: GenerationFailure.self) {
      try generate(.small(records: 10), into: directory.url.path)
    }
    #expect(directory.names == ["book.ndjson", "usage-2025-10-01.csv.zst"])
  }

  @Test("Files of an earlier call are replaced")
  func again() throws {
    let directory = try WorkDirectory("generation")
    let first = try generate(.small(records: 5000), into: directory.url.path)
    let second = try generate(.small(records: 10), into: directory.url.path)
    #expect(second.bytes < first.bytes)
    #expect(try directory.bytes(of: "usage-2025-10-01.csv.zst").count == second.bytes)
  }
}
