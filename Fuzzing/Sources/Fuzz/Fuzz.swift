import CFuzzer
import FuzzChecks
import Glibc

/// Runs libFuzzer on one of the checks, which `FUZZ_TARGET` names; the options are those of
/// libFuzzer.
@main
struct Fuzz {
  /// What is run on each input; the callback of C can hold nothing by itself.
  nonisolated(unsafe) private static var check: FuzzCheck?

  static func main() {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let check = FuzzCheck.named(name) else {
      let names = FuzzCheck.all.map(\.name).joined(separator: ", ")
      print("fuzz: FUZZ_TARGET is one of \(names)")
      exit(2)
    }
    self.check = check
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        Fuzz.check?.run([UInt8](UnsafeBufferPointer(start: data, count: size)))
        return 0
      })
  }
}
