// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that the program never depends on what measures it.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "drawdown", path: "..")],
  targets: [
    .executableTarget(
      name: "StageBenchmarks",
      dependencies: [.product(name: "DrawdownKit", package: "drawdown")])
  ],
  swiftLanguageModes: [.v6]
)
