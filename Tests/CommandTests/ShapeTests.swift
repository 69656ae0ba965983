import TestSupport
import Testing

/// A name of `--map-preset`, and an event as the system of that name has it.
struct PresetShape: CustomTestStringConvertible {
  let name: String
  let events: [String]

  var testDescription: String { name }

  /// One minute of video on either side of midnight, and a login.
  static let all = [
    PresetShape(
      name: "cloudevents",
      events: [
        #"{"specversion":"1.0","id":"e1","source":"/rooms","type":"video","time":"2025-10-01T15:59:00Z","sdk_app_id":1400000001,"width":640,"height":480,"datacontenttype":"application/json","data":{"value":120}}"#,
        #"{"specversion":"1.0","id":"e2","source":"/rooms","type":"login","time":"2025-10-01T01:01:01.001Z","sdk_app_id":"1400000001","user_id":"u1","data":{}}"#,
      ]),
    PresetShape(
      name: "openmeter",
      events: [
        #"{"specversion":"1.0","type":"video","id":"e1","time":"2025-10-01T15:59:00.001Z","source":"service-0","subject":"1400000001","data":{"value":"120","width":"640","height":"480"}}"#,
        #"{"specversion":"1.0","type":"login","id":"e2","time":"2025-10-01T01:01:01Z","source":"service-0","subject":"1400000001","data":{"user_id":"u1"}}"#,
      ]),
    PresetShape(
      name: "stripe",
      events: [
        #"{"object":"billing.meter_event","created":1759334341,"event_name":"video","identifier":"e1","livemode":true,"payload":{"value":"120","stripe_customer_id":"cus_1","sdk_app_id":"1400000001","width":"640","height":"480"},"timestamp":1759334340}"#,
        #"{"object":"v2.billing.meter_event","created":"2025-10-01T01:01:02.000Z","event_name":"login","identifier":"e2","livemode":true,"payload":{"value":"1","stripe_customer_id":"cus_1","sdk_app_id":"1400000001","user_id":"u1"},"timestamp":"2025-10-01T01:01:01.000Z"}"#,
      ]),
    PresetShape(
      name: "lago",
      events: [
        #"{"transaction_id":"e1","external_subscription_id":"1400000001","code":"video","timestamp":1759334340,"properties":{"value":120,"width":640,"height":480}}"#,
        #"{"transaction_id":"e2","external_subscription_id":"1400000001","code":"login","timestamp":"2025-10-01T01:01:01.123Z","lago_customer_id":null,"properties":{"user_id":"u1"}}"#,
      ]),
  ]
}

@Suite("Dumps in the shape of other systems")
struct ShapeTests {
  private static let usage = lines([
    "account_id,sdk_app_id,day,meter,records,quantity,minutes",
    ",1400000001,2025-10-01,login,1,1,", ",1400000001,2025-10-01,video.sd,1,60,1",
    ",1400000001,2025-10-02,video.sd,1,60,1",
  ])

  @Test("are read by the name of the system", arguments: PresetShape.all)
  func preset(shape: PresetShape) throws {
    let directory = try ToolDirectory()
    try directory.files.write(lines(shape.events), to: "events")
    let result = try directory.drawdown("aggregate", "--map-preset", shape.name, "events")
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output == Self.usage)
    #expect(try directory.drawdown("aggregate", "events").exitCode == 1)
  }

  @Test("a map comes before a preset, field by field")
  func mapOverPreset() throws {
    let directory = try ToolDirectory()
    let events = PresetShape.all[1].events.map {
      $0.replacing(#""subject":"1400000001""#, with: #""subject":"customer-1""#)
        .replacing(#""data":{"#, with: #""data":{"room":{"app.id":1400000001},"#)
    }
    try directory.files.write(lines(events), to: "events")
    let result = try directory.drawdown(
      "aggregate", "events", "--map", #"sdk_app_id=data.room.app\.id"#, "--map-preset", "openmeter")
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output == Self.usage)
  }

  @Test("CloudEvents by three places of one's own")
  func cloudEvents() throws {
    let directory = try ToolDirectory()
    try directory.files.write(lines(PresetShape.all[0].events), to: "events")
    let result = try directory.drawdown(
      "aggregate", "--map", "record_id=id", "--map", "meter=type", "--map=quantity=data.value",
      "events")
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output == Self.usage)
  }

  static let exports: [(name: String, map: [String])] = [
    ("clickhouse.ndjson.zst", []), ("clickhouse.csv.zst", []), ("duckdb.csv.zst", []),
    ("duckdb.ndjson.zst", []),
    (
      "clickhouse-nested.ndjson.zst",
      [
        "record_id=id", "meter=type", "sdk_app_id=data.app", #"user_id=data.user\.id"#,
        "quantity=data.value", "width=data.width", "height=data.height",
      ]
    ),
  ]

  @Test("exports of databases are read as they are", arguments: exports)
  func export(name: String, map: [String]) throws {
    let directory = try ToolDirectory()
    try directory.files.write(try Fixtures.bytes("exports/\(name)"), to: name)
    let words = ["aggregate", name] + map.flatMap { ["--map", $0] }
    let result = try directory.drawdown(words + ["--assume-offset", "+08:00"])
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(
      result.output
        == lines([
          "account_id,sdk_app_id,day,meter,records,quantity,minutes",
          ",1400000001,2025-10-01,audio,1,930,16", ",1400000001,2025-10-01,video.hd,1,30,1",
          ",1400000001,2025-10-02,video.hd,1,30,1", ",1400000002,2025-10-02,login,1,1,",
        ]))
    // Their times name no offset, but for epoch seconds.
    let rejects = name.contains("nested") ? 0 : 3
    #expect(try directory.drawdown(words).errorOutput.contains("+ \(rejects) rejected"))
  }

  /// A ledger that took one dump under a map and an offset, and one without.
  private func ledger() throws -> ToolDirectory {
    let directory = try FixtureWorld.directory()
    let local = PresetShape.all[1].events.map { $0.replacing("Z\"", with: "\"") }
    try directory.files.write(lines(local), to: "events.ndjson")
    let run = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]
    let words = ["--map-preset", "openmeter", "--assume-offset", "+00:00"]
    let first = try directory.drawdown(run + ["events.ndjson"] + words)
    #expect(first.exitCode == 0, "\(first.told)")
    _ = try directory.drawdown(run + [FixtureWorld.dumps[0]])
    return directory
  }

  @Test("a ledger is proved from dumps that are read again as they were read")
  func verify() throws {
    let directory = try ledger()
    let words = ["verify", "--ledger", "l.db", "--dumps", "events.ndjson", FixtureWorld.dumps[0]]
    let result = try directory.drawdown(words)
    #expect(result.exitCode == 0, "\(result.told)")
    try directory.change("l.db", "UPDATE field_map SET path = 'data.val' WHERE field = 'quantity'")
    let changed = try directory.drawdown(words)
    #expect(changed.exitCode == 1)
    #expect(changed.output.contains("field_map"), "\(changed.told)")
  }

  @Test("a record is found in posted dumps as they were read, in others as the words say")
  func explain() throws {
    let directory = try ledger()
    let question = ["explain", "--ledger", "l.db", "--app", "1400000001", "--record"]
    let posted = try directory.drawdown(
      question + ["e1", "--dumps", "events.ndjson", FixtureWorld.dumps[0]])
    #expect(posted.output.contains("counted in run 1\n"), "\(posted.told)")
    let plain = try directory.drawdown(
      question + ["a-001", "--dumps", FixtureWorld.dumps[0], "--map-preset", "openmeter"])
    #expect(plain.output.contains("counted in run 2\n"), "\(plain.told)")
    try directory.files.write(lines(PresetShape.all[1].events), to: "copy.ndjson")
    let copy = question + ["e1", "--dumps", "copy.ndjson"]
    #expect(try directory.drawdown(copy).output.contains("rejected"))
    let mapped = try directory.drawdown(copy + ["--map-preset", "openmeter"])
    #expect(mapped.output.contains("not posted: no run has read this dump"), "\(mapped.told)")
  }
}
