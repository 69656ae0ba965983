/// A usage record to be written, in the form in which it is cheap to make.
struct SampleRecord {
  /// The record id: 64 bits for hexadecimal digits, all 128 for a UUID.
  var id: (high: UInt64, low: UInt64)
  /// Seconds since the midnight of its day, below 86400.
  var second: Int64
  /// The number of the app.
  var app: UInt32
  /// Index into `SampleMeter.mix`.
  var meter: Int
  /// The number of the user, from 1; 0 is none.
  var user: UInt64
  /// Seconds or a count; `nil` for a login.
  var quantity: Int64?
  /// The size of the picture in pixels; 0 is none.
  var width: UInt16 = 0
  /// The size of the picture in pixels; 0 is none.
  var height: UInt16 = 0
}
