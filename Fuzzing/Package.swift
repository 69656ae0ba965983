// swift-tools-version: 6.3
import PackageDescription

// A package of its own, because its link step needs flags that the program must not have: see
// `Scripts/fuzz`, which gives them.
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "drawdown", path: "..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: ["CFuzzer", .product(name: "DrawdownFuzzChecks", package: "drawdown")]),
  ],
  swiftLanguageModes: [.v6]
)
