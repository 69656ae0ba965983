import CommandLineKit
import Dispatch
import Ingest

/// Draws how far the dumps have been read, on a terminal only.
struct ProgressBar {
  private let timer: any DispatchSourceTimer

  /// Draws four times a second until it is stopped.
  private init(_ progress: Progress) {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "drawdown.progress"))
    timer.schedule(deadline: .now() + .milliseconds(250), repeating: .milliseconds(250))
    let start = DispatchTime.now().uptimeNanoseconds
    timer.setEventHandler {
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
      let line = ProgressLine(
        doneBytes: progress.storedBytes, totalBytes: progress.totalBytes,
        records: progress.records, milliseconds: Int64(nanoseconds / 1_000_000))
      // What a longer line left behind goes, too.
      Console().draw("\r\(line.text)\u{1B}[K")
    }
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
}
