import ByteStreams
import Catalog
import CommandLineKit
import Pipeline

/// `drawdown catalog`: prints the built-in catalog, or looks one over.
enum CatalogCommand: RunnableCommand {
  private static let file = Positional<String>(.text("FILE"), help: "a catalog, as JSON")
  private static let lint = Command(
    "lint", summary: "Look a catalog over and name everything that is wrong in it.",
    positionals: [file])

  static let command = Command(
    "catalog", summary: "Print the built-in catalog, or look one over.",
    discussion: """
      A catalog holds meters, tiers, ratios, rates, plans, quotas, draw order and time zone, each \
      with the days on which it holds. Print the built-in one to begin one's own.
      """,
    examples: [
      .init("begin one's own", "drawdown catalog > mine.json"),
      .init("look it over", "drawdown catalog lint mine.json"),
    ],
    runsAlone: true, subcommands: [lint])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    guard arguments.commandPath.last == "lint" else {
      try console.print(Catalog.builtIn.source)
      return .done
    }
    let catalog = try chooseCatalog(arguments[file])
    try console.print(
      "\(Console.visible(catalog.name)): \(catalog.meters.count) meters, "
        + "\(catalog.plans.count) plans, nothing wrong\n")
    return .done
  }
}
