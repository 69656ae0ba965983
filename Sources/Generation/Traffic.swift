/// Makes the records of a plan, each from its place alone.
struct Traffic: Sendable {
  private let ids: RandomWords
  private let draws: RandomWords
  private let appWords: RandomWords
  private let staysWithinDay: Bool
  private let hasWideIDs: Bool
  private let apps: UInt64
  private let users: UInt64
  private let hotApps: HotApps
  /// How records are dealt out, where it is not by chance.
  private let evenSpread: EvenSpread?
  private let curve = DayCurve()
  private let meters = spread(SampleMeter.mix.map(\.weight))
  /// Powers of two above 8 seconds.
  private let octaves: [Int64] = [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10]
  private let shapes = SampleMeter.mix.map(\.shape)
  private let pictures = spread(SampleMeter.pictures.map(\.weight)).map {
    SampleMeter.pictures[Int($0)]
  }

  init(_ plan: GenerationPlan) {
    ids = RandomWords(seed: plan.seed, purpose: 1)
    draws = RandomWords(seed: plan.seed, purpose: 2)
    appWords = RandomWords(seed: plan.seed, purpose: 3)
    staysWithinDay = plan.staysWithinDay
    hasWideIDs = plan.recordIDs == .uuid
    apps = UInt64(plan.apps)
    users = UInt64(plan.users)
    hotApps = HotApps(of: plan.apps)
    evenSpread = plan.isEven ? EvenSpread(over: plan.apps) : nil
    precondition(meters.count == 1024, "the mix of meters adds up")
    precondition(pictures.count == 64, "the mix of pictures adds up")
  }

  /// A record, whose content comes from its place among all records, and whose time comes from its
  /// position among the `count` records of its day.
  @inline(__always)
  func record(_ index: Int64, position: Int64, of count: Int64) -> SampleRecord {
    let place = UInt64(index)
    let (choice, number, amount) = (draws[3 * place], draws[3 * place + 1], draws[3 * place + 2])
    let (app, meter) =
      evenSpread?.line(at: position)
      ?? (
        self.app(isHot: (choice >> 10) & 1023 < 819, number & 0xFFFF_FFFF),
        Int(meters[Int(choice & 1023)])
      )
    let latest = curve.second(ofRecord: position, of: count)
    // Records of long intervals reach the vendor late, so times rise only roughly.
    let second = latest - Int64((number >> 32).scaled(to: UInt64(min(600, latest + 1))))
    var record = SampleRecord(
      id: (ids[2 * place], hasWideIDs ? ids[2 * place + 1] : 0), second: second,
      app: GenerationPlan.firstApp + UInt32(app), meter: meter, user: 0, quantity: nil)
    let shape = shapes[meter]
    switch shape {
    case .received, .picture, .service:
      record.quantity = duration(amount, from: second)
    case .count:
      record.quantity = groups(of: app, amount)
    case .login:
      break
    }
    if shape != .service, shape != .count {
      record.user = 1 + (choice >> 32).squared32.scaled(to: users)
    }
    if shape == .picture {
      let picture = pictures[Int((choice >> 20) & 63)]
      (record.width, record.height) = (picture.width, picture.height)
    }
    return record
  }

  /// Whether a record is of a duration, so that its id tells it from others; those that are dealt
  /// out evenly all are.
  func hasIdentity(_ index: Int64) -> Bool {
    if evenSpread != nil { return true }
    return switch shapes[Int(meters[Int(draws[3 * UInt64(index)] & 1023)])] {
    case .received, .picture, .service: true
    case .login, .count: false
    }
  }

  /// An app: one of the busy ones for 80 % of the records, any of them for the rest.
  @inline(__always)
  private func app(isHot: Bool, _ number: UInt64) -> UInt64 {
    isHot
      ? number.squared32.scaled(to: hotApps.count) * hotApps.stride : number.scaled(to: apps)
  }

  /// A duration between seconds and hours, each octave as likely as its place in the list.
  @inline(__always)
  private func duration(_ amount: UInt64, from second: Int64) -> Int64 {
    if (amount >> 4) & 511 == 0 { return 0 }
    let octave = octaves[Int(amount & 15)]
    let seconds = 8 << octave + Int64((amount >> 32).scaled(to: 8 << UInt64(octave)))
    return staysWithinDay ? min(seconds, 86_400 - second) : seconds
  }

  /// The groups of an app at a moment: around a number of its own, which is large for a busy app.
  @inline(__always)
  private func groups(of app: UInt64, _ amount: UInt64) -> Int64 {
    let usual = appWords[app] & 0xFFFF
    let level = hotApps.contains(app) ? 20_000 + usual * 4 : usual >> 4
    return Int64(level + amount & 1023)
  }
}

/// The apps that have most of the traffic, spread evenly over the numbers of all apps.
struct HotApps: Sendable {
  /// How many there are: 200, or one in a hundred when there are fewer than 20000 apps.
  let count: UInt64
  /// From one to the next.
  let stride: UInt64

  init(of apps: Int) {
    count = UInt64(min(200, max(1, apps / 100)))
    stride = UInt64(apps) / count
  }

  /// Whether the app with that index is one of them.
  @inline(__always)
  func contains(_ app: UInt64) -> Bool { app % stride == 0 && app / stride < count }
}
