/// A meter of the samples and how often it is seen.
struct SampleMeter {
  /// What its records carry.
  enum Shape {
    /// Seconds that a user received.
    case received
    /// Seconds that a user received, and the size of the picture.
    case picture
    /// Seconds of a service, without a user.
    case service
    /// A user who logged in.
    case login
    /// A count, without a user.
    case count
  }

  /// Its name in a dump.
  let name: String
  /// What its records carry.
  let shape: Shape
  /// How many of 1024 records are of it.
  let weight: Int

  /// The mix of a vendor whose customers mostly talk: little beside sound and pictures is recorded,
  /// about a tenth of the records are logins, and group counts are rare.
  static let mix: [SampleMeter] = [
    SampleMeter(name: "audio", shape: .received, weight: 390),
    SampleMeter(name: "video", shape: .picture, weight: 300),
    SampleMeter(name: "video.sd", shape: .received, weight: 50),
    SampleMeter(name: "video.hd", shape: .received, weight: 60),
    SampleMeter(name: "video.fhd", shape: .received, weight: 24),
    SampleMeter(name: "video.2k", shape: .received, weight: 4),
    SampleMeter(name: "video.4k", shape: .received, weight: 2),
    SampleMeter(name: "recording.single.audio", shape: .service, weight: 6),
    SampleMeter(name: "recording.single.sd", shape: .service, weight: 4),
    SampleMeter(name: "recording.single.hd", shape: .service, weight: 8),
    SampleMeter(name: "recording.single.fhd", shape: .service, weight: 4),
    SampleMeter(name: "recording.mixed.audio", shape: .service, weight: 4),
    SampleMeter(name: "recording.mixed.hd", shape: .service, weight: 8),
    SampleMeter(name: "recording.mixed.fhd", shape: .service, weight: 4),
    SampleMeter(name: "transcoding.audio", shape: .service, weight: 4),
    SampleMeter(name: "transcoding.h264.sd", shape: .service, weight: 4),
    SampleMeter(name: "transcoding.h264.hd", shape: .service, weight: 8),
    SampleMeter(name: "transcoding.h264.fhd", shape: .service, weight: 4),
    SampleMeter(name: "transcoding.h265.hd", shape: .service, weight: 3),
    SampleMeter(name: "transcoding.h265.fhd", shape: .service, weight: 1),
    SampleMeter(name: "login", shape: .login, weight: 112),
    SampleMeter(name: "groups", shape: .count, weight: 20),
  ]

  /// Sizes of pictures and how many of 64 have them: half are small, every fifth is a phone's.
  static let pictures: [(width: UInt16, height: UInt16, weight: Int)] = [
    (320, 180, 4), (320, 240, 4), (480, 360, 4), (640, 360, 10), (360, 640, 4), (640, 480, 8),
    (960, 540, 5), (1280, 720, 11), (720, 1280, 4), (1920, 1080, 6), (1080, 1920, 2),
    (2560, 1440, 1), (3840, 2160, 1),
  ]
}

/// The numbers of the entries of a weighted list, each as often as its weight says.
func spread(_ weights: [Int]) -> [UInt8] {
  weights.enumerated().flatMap { Array(repeating: UInt8($0), count: $1) }
}
