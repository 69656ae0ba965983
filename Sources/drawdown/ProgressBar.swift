import Dispatch
import Ingest

/// Draws how far the dumps have been read, on a terminal only.
struct ProgressBar {
  private let timer: any DispatchSourceTimer
  private static let width = 30

  /// Draws four times a second until it is stopped.
  private init(_ progress: Progress) {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "drawdown.progress"))
    timer.schedule(deadline: .now() + .milliseconds(250), repeating: .milliseconds(250))
    timer.setEventHandler { Console().draw("\r" + Self.line(progress)) }
    timer.resume()
  }

  /// A bar that draws, `nil` where nobody would see it.
  static func start(_ progress: Progress, _ console: Console) -> ProgressBar? {
    console.errorsAreTerminal ? ProgressBar(progress) : nil
  }

  /// Stops drawing and clears the line; again does nothing.
  func stop(_ console: Console) {
    guard !timer.isCancelled else { return }
    timer.cancel()
    console.draw("\r\u{1B}[K")
  }

  private static func line(_ progress: Progress) -> String {
    let total = max(1, progress.totalBytes)
    let done = min(total, progress.storedBytes)
    let filled = Int(done * Int64(width) / total)
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "[\(bar)] \(done * 100 / total) %  \(progress.records) records"
  }
}
