import CommandLineKit
import Testing

@Suite("Mistakes of a declaration stop the program")
struct DeclarationTests {
  @Test("Two options of one name")
  func sameName() async {
    await #expect(processExitsWith: .failure) {
      _ = Command(
        "run", summary: "",
        options: [Flag("json", help: ""), Option<String?>("json", .path, help: "")])
    }
  }

  @Test("Two options of one letter")
  func sameLetter() async {
    await #expect(processExitsWith: .failure) {
      _ = Command(
        "run", summary: "",
        options: [Flag("json", short: "j", help: ""), Flag("jobs", short: "j", help: "")])
    }
  }

  @Test("An option called help")
  func help() async {
    await #expect(processExitsWith: .failure) {
      _ = Command("run", summary: "", options: [Flag("help", help: "")])
    }
  }

  @Test("A name with its dashes")
  func dashes() async {
    await #expect(processExitsWith: .failure) { _ = Flag("--json", help: "") }
  }

  @Test("Two commands of one name")
  func sameCommand() async {
    await #expect(processExitsWith: .failure) {
      _ = Command(
        "p", summary: "", subcommands: [Command("a", summary: ""), Command("a", summary: "")])
    }
  }

  @Test("An argument after one that takes all that follow")
  func afterList() async {
    await #expect(processExitsWith: .failure) {
      _ = Command(
        "p", summary: "",
        positionals: [
          Positional<[String]>(list: .path, atLeast: 0, help: ""),
          Positional(.text("MONTH"), help: ""),
        ])
    }
  }

  @Test("A required argument after one that may be missing")
  func afterOptional() async {
    await #expect(processExitsWith: .failure) {
      _ = Command(
        "p", summary: "",
        positionals: [
          Positional<String?>(optional: .path, help: ""), Positional(.text("MONTH"), help: ""),
        ])
    }
  }

  @Test("An option read by a command that does not declare it")
  func undeclared() async {
    await #expect(processExitsWith: .failure) {
      _ = try Sample.arguments("catalog")[Sample.threads]
    }
  }

  @Test("An option read as another type than it was declared with")
  func otherType() async {
    await #expect(processExitsWith: .failure) {
      _ = try Sample.arguments("run -l l d")[Option<String?>("threads", .path, help: "")]
    }
  }
}
