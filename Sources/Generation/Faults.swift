/// Decides which records are not what they should be.
struct Faults {
  /// What becomes of a record.
  enum Role: Equatable {
    /// It is written as it is.
    case sound
    /// An earlier record, at that position of the day, is written again.
    case duplicate(of: Int64)
    /// An earlier record is written with another quantity.
    case conflict(with: Int64)
    /// It is written so that no reader may count it.
    case broken(Damage)
  }

  /// What is wrong with a broken record.
  enum Damage: Int, CaseIterable {
    case unknownMeter, negativeQuantity, impossibleTime, appZero, cutLine
  }

  private let words: RandomWords
  private let duplicates: UInt64
  private let conflicts: UInt64
  private let broken: UInt64
  /// Whether there are any.
  let isEmpty: Bool

  init(_ plan: GenerationPlan) {
    words = RandomWords(seed: plan.seed, purpose: 4)
    duplicates = UInt64(plan.duplicatesPerMillion)
    conflicts = duplicates + UInt64(plan.conflictsPerMillion)
    broken = conflicts + UInt64(plan.brokenPerMillion)
    isEmpty = broken == 0
  }

  /// The role of the record at a position of the day whose first record is the `first` of all.
  ///
  /// A record that should repeat another one, and finds none that `hasIdentity`, stays sound.
  func role(
    _ position: Int64, first: Int64, hasIdentity: (Int64) -> Bool
  ) -> Role {
    let word = words[UInt64(first + position)]
    let lot = (word & 0xFFFF_FFFF).scaled(to: 1_000_000)
    guard lot < broken else { return .sound }
    if lot >= conflicts {
      return .broken(Damage.allCases[Int((word >> 32) % UInt64(Damage.allCases.count))])
    }
    // Most are repeated soon, some long after; a few attempts find a record of a duration, as nine
    // in ten are.
    let back = 1 + Int64((word >> 32).squared32.scaled(to: UInt64(min(100_000, position))))
    for candidate in stride(from: position - back, through: position - back - 15, by: -1) {
      guard candidate >= 0 else { break }
      guard isDrawnSound(first + candidate), hasIdentity(candidate) else { continue }
      return lot < duplicates ? .duplicate(of: candidate) : .conflict(with: candidate)
    }
    return .sound
  }

  private func isDrawnSound(_ index: Int64) -> Bool {
    (words[UInt64(index)] & 0xFFFF_FFFF).scaled(to: 1_000_000) >= broken
  }
}
