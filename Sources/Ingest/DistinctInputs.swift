import Aggregation
import Partials
import Quantities

/// The dumps of a run, each once, and where they come from; they are numbered in argument order.
struct DistinctInputs {
  /// A partial, and which of its dumps count.
  struct Partial {
    let file: PartialFile
    /// For each dump of the partial its number among the dumps of the run.
    let numbers: [Int32?]
  }

  /// Where a dump comes from.
  enum Origin {
    /// It is read; an index into `dumps`.
    case read(Int)
    /// It came in a partial, under that address.
    case held(PartialDump, address: String)
  }

  /// Dumps that are read, by their place among the arguments.
  private(set) var dumps: [(place: Int, dump: OpenDump)] = []
  /// The numbers of these dumps.
  private(set) var numbers: [Int32] = []
  /// Partials of which any dump counts.
  private(set) var partials: [Partial] = []
  /// Where each dump of the run comes from, by number.
  private(set) var origins: [Origin] = []
  /// Of the names that dumps were given by the first by its bytes, whichever came first.
  private(set) var names: [Fingerprint: String] = [:]
  /// Dumps that were passed over, because their bytes were counted before.
  var skipped: [SkippedDump] = []

  /// Notes a name that a dump was given by.
  mutating func name(_ digest: Fingerprint, _ source: String) {
    guard let known = names[digest] else {
      names[digest] = source
      return
    }
    if source.utf8.lexicographicallyPrecedes(known.utf8) { names[digest] = source }
  }

  /// Takes in a dump to be read.
  mutating func add(_ dump: OpenDump, place: Int) {
    numbers.append(Int32(origins.count))
    origins.append(.read(dumps.count))
    dumps.append((place, dump))
  }

  /// Takes in those dumps of a partial, in that order.
  mutating func add(_ partial: PartialFile, _ counting: [Int]) {
    guard !counting.isEmpty || partial.dumps.isEmpty else { return }
    var numbers = [Int32?](repeating: nil, count: partial.dumps.count)
    for index in counting {
      numbers[index] = Int32(origins.count)
      origins.append(.held(partial.dumps[index], address: partial.address))
    }
    partials.append(Partial(file: partial, numbers: numbers))
  }
}
