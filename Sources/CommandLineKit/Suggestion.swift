/// The candidate that was most likely meant, `nil` when none comes near.
///
/// Near is one edit for every three letters typed, at least one; or a candidate that goes on where
/// the typed word stops. Among equals the first in the list wins.
public func nearest(to word: String, among candidates: [String]) -> String? {
  let typed = Array(word.lowercased())
  guard !typed.isEmpty else { return nil }
  let limit = max(1, typed.count / 3)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate)
    var distance = editDistance(typed, letters)
    if typed.count >= 3, letters.starts(with: typed) { distance = min(distance, limit) }
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.candidate
}

/// How many letters must be added, removed, replaced or swapped with their neighbour to get from
/// one word to the other (optimal string alignment).
func editDistance(_ source: [Character], _ target: [Character]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: target.count + 1)
  var previous = Array(0...target.count)
  for row in source.indices {
    var current = [row + 1]
    current.reserveCapacity(target.count + 1)
    for column in target.indices {
      let isSame = source[row] == target[column]
      var cost = min(
        previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, source[row] == target[column - 1], source[row - 1] == target[column] {
        cost = min(cost, beforePrevious[column - 1] + 1)
      }
      current.append(cost)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[target.count]
}
