/// Puts whole numbers from 0 up on a length, with ticks at round numbers; in whole numbers throughout.
struct ChartScale {
  /// The distance of ticks: 1, 2 or 5 times a power of ten.
  let step: Int64
  /// The number at the end of the scale: a multiple of `step`.
  let top: Int64

  /// A scale from 0 to a round number that is not below the largest one.
  ///
  /// - Parameter mostSteps: into how many steps it is divided at most, at least 1.
  init(covering largest: Int64, mostSteps: Int64 = 4) {
    let largest = max(1, largest)
    let steps: Int128 = Int128(mostSteps)
    var power: Int128 = 1
    var step: Int128 = 1
    search: while true {
      for factor: Int128 in [1, 2, 5] where steps * factor * power >= Int128(largest) {
        step = factor * power
        break search
      }
      power *= 10
    }
    let count = (Int128(largest) + step - 1) / step
    self.step = Int64(clamping: step)
    self.top = Int64(clamping: count * step)
  }

  /// The numbers of the ticks, 0 in front.
  var ticks: [Int64] { (0...top / step).map { $0 * step } }

  /// Where a number stands on a length, in the unit of the length; rounded towards 0.
  func place(_ number: Int64, on length: Int) -> Int {
    let number = max(0, min(number, top))
    return Int(Int128(number) * Int128(length) / Int128(top))
  }
}
