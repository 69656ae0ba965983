import Quantities

/// Writes the records of a day as lines.
struct LineFormat {
  private let isCSV: Bool
  private let hasWideIDs: Bool
  private let date: Token
  private let meters = SampleMeter.mix.map { Token($0.name) }
  private let zone = Token(GenerationPlan.zone.description)
  private let keys = Keys()

  init(_ plan: GenerationPlan, day: CalendarDay) {
    isCSV = plan.format == .csv
    hasWideIDs = plan.recordIDs == .uuid
    date = Token("\(day)T")
  }

  /// What stands in front of all lines: the header of a CSV file, nothing else.
  func writeHeader(to buffer: inout LineBuffer) {
    guard isCSV else { return }
    buffer.append(Token("record_id,time,sdk_app_id,meter,"))
    buffer.append(Token("user_id,quantity,width,height\n"))
  }

  /// A record as a line.
  @inline(__always)
  func write(_ record: SampleRecord, to buffer: inout LineBuffer) {
    if isCSV {
      writeCSV(record, date: date, meter: meters[record.meter], to: &buffer)
    } else {
      writeNDJSON(record, date: date, meter: meters[record.meter], to: &buffer)
    }
  }

  /// A record as a line that no reader may count.
  func write(_ record: SampleRecord, with damage: Faults.Damage, to buffer: inout LineBuffer) {
    var record = record
    var meter = meters[record.meter]
    let start = buffer.count
    switch damage {
    case .unknownMeter: meter = Token("video.8k")
    case .appZero: record.app = 0
    case .negativeQuantity:
      meter = meters[0]
      record.quantity = -1
    case .impossibleTime, .cutLine: break
    }
    let date = damage == .impossibleTime ? Token("2025-13-01T") : self.date
    if isCSV {
      writeCSV(record, date: date, meter: meter, to: &buffer)
    } else {
      writeNDJSON(record, date: date, meter: meter, to: &buffer)
    }
    if damage == .cutLine {
      buffer.truncate(to: start + 30)
      buffer.append(UInt8(ascii: "\n"))
    }
  }

  @inline(__always)
  private func writeCSV(
    _ record: SampleRecord, date: Token, meter: Token, to buffer: inout LineBuffer
  ) {
    let comma = UInt8(ascii: ",")
    writeID(record, to: &buffer)
    buffer.append(comma)
    writeTime(record, date: date, to: &buffer)
    buffer.append(comma)
    buffer.append(decimal: UInt64(record.app))
    buffer.append(comma)
    buffer.append(meter)
    buffer.append(comma)
    if record.user > 0 { writeUser(record, to: &buffer) }
    buffer.append(comma)
    if let quantity = record.quantity { writeQuantity(quantity, to: &buffer) }
    buffer.append(comma)
    if record.width > 0 { buffer.append(decimal: UInt64(record.width)) }
    buffer.append(comma)
    if record.height > 0 { buffer.append(decimal: UInt64(record.height)) }
    buffer.append(UInt8(ascii: "\n"))
  }

  @inline(__always)
  private func writeNDJSON(
    _ record: SampleRecord, date: Token, meter: Token, to buffer: inout LineBuffer
  ) {
    let quote = UInt8(ascii: "\"")
    buffer.append(keys.recordID)
    writeID(record, to: &buffer)
    buffer.append(keys.time)
    writeTime(record, date: date, to: &buffer)
    buffer.append(keys.app)
    buffer.append(decimal: UInt64(record.app))
    buffer.append(keys.meter)
    buffer.append(meter)
    buffer.append(quote)
    if record.user > 0 {
      buffer.append(keys.user)
      writeUser(record, to: &buffer)
      buffer.append(quote)
    }
    if let quantity = record.quantity {
      buffer.append(keys.quantity)
      writeQuantity(quantity, to: &buffer)
    }
    if record.width > 0 {
      buffer.append(keys.width)
      buffer.append(decimal: UInt64(record.width))
      buffer.append(keys.height)
      buffer.append(decimal: UInt64(record.height))
    }
    buffer.append(UInt8(ascii: "}"))
    buffer.append(UInt8(ascii: "\n"))
  }

  @inline(__always)
  private func writeID(_ record: SampleRecord, to buffer: inout LineBuffer) {
    if hasWideIDs {
      buffer.append(uuid: record.id.high, record.id.low)
    } else {
      buffer.append(hexadecimal: record.id.high)
    }
  }

  @inline(__always)
  private func writeTime(_ record: SampleRecord, date: Token, to buffer: inout LineBuffer) {
    let minute = record.second / 60
    buffer.append(date)
    buffer.append(twoDigits: minute / 60)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(twoDigits: minute % 60)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(twoDigits: record.second % 60)
    buffer.append(zone)
  }

  @inline(__always)
  private func writeUser(_ record: SampleRecord, to buffer: inout LineBuffer) {
    buffer.append(UInt8(ascii: "u"))
    buffer.append(decimal: record.user)
  }

  @inline(__always)
  private func writeQuantity(_ quantity: Int64, to buffer: inout LineBuffer) {
    if quantity < 0 { buffer.append(UInt8(ascii: "-")) }
    buffer.append(decimal: quantity.magnitude)
  }

  /// The keys of a JSON line, each with the punctuation in front of it.
  ///
  /// They are stored and not static, because a static constant asks on each use whether it is made.
  private struct Keys {
    let recordID = Token("{\"record_id\":\"")
    let time = Token("\",\"time\":\"")
    let app = Token("\",\"sdk_app_id\":")
    let meter = Token(",\"meter\":\"")
    let user = Token(",\"user_id\":\"")
    let quantity = Token(",\"quantity\":")
    let width = Token(",\"width\":")
    let height = Token(",\"height\":")
  }
}
