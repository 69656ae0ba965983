import TestSupport
import Testing

/// Short forms of `make faults`, `make kills` and `make soak`.
@Suite("Faults and kills")
struct FaultTests {
  /// A few calls of every fault, drawn from a seed; `make faults` takes all of them.
  @Test(
    "whatever call to the system fails or is the last one, the ledger and the files are whole",
    arguments: ["first-run", "second-run", "migration", "export", "spill"])
  func faults(scenario: String) throws {
    let result = try DurabilityPrograms.run(
      "faults.py", ["--scenario", scenario, "--sample", "1", "--seed", "1", "--jobs", "1"])
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output.contains("; 0 damages"))
  }

  @Test("killed at random instants and run again, everything is as if nobody had been killed")
  func kills() throws {
    let result = try DurabilityPrograms.run("kills.py", ["--count", "30", "--seed", "1"])
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output.contains("'kills': 30"))
    #expect(result.output.contains("; 0 differences"))
  }

  @Test("nights with late records, a kill and flat memory")
  func soak() throws {
    let result = try DurabilityPrograms.run(
      "soak.py", ["--nights", "5", "--records", "1000", "--growth", "1.5", "--seed", "1"])
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output.contains("5 nights") && result.output.contains("; verified"))
  }
}
