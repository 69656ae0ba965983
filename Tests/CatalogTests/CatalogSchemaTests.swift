import Catalog
import Foundation
import StrictJSON
import TestSupport
import Testing

@Suite("The JSON Schema of catalogs")
struct CatalogSchemaTests {
  private let validator: SchemaValidator
  private let builtIn: JSONValue

  init() throws {
    let file = Fixtures.packageDirectory.appendingPathComponent("Documentation/catalog.schema.json")
    validator = SchemaValidator(try JSONValue(parsing: [UInt8](Data(contentsOf: file))))
    builtIn = try JSONValue(parsing: Catalog.builtIn.source)
  }

  private func isRead(_ value: JSONValue) -> Bool {
    var json = JSONWriter()
    json.value(value)
    return (try? Catalog.read(json.bytes, named: "changed.json")) != nil
  }

  @Test("catalogs that are read agree with it")
  func agrees() throws {
    #expect(validator.complaints(about: builtIn).isEmpty)
    let small = try JSONValue(parsing: Array(smallCatalog.utf8))
    #expect(validator.complaints(about: small).isEmpty)
    let other = try JSONValue(parsing: try Fixtures.bytes("catalogs/international.json"))
    #expect(validator.complaints(about: other).isEmpty)
  }

  @Test("a key that one of them does not know the other does not know either")
  func unknownKeys() throws {
    let small = try JSONValue(parsing: Array(smallCatalog.utf8))
    let changes = small.changes { _, members in
      members.indices.map { place in
        var changed = members
        let old = members[place]
        changed[place] = JSONMember(key: "x-" + old.key, keyOffset: 0, value: old.value)
        return (old.key, changed)
      }
    }
    for change in changes {
      #expect(!validator.complaints(about: change.value).isEmpty, "\(change.path)")
      #expect(!isRead(change.value), "\(change.path)")
    }
  }

  @Test("a part that it asks for is one that the reader asks for")
  func missingKeys() throws {
    let small = try JSONValue(parsing: Array(smallCatalog.utf8))
    let changes = small.changes { _, members in
      members.indices.map { place in
        var changed = members
        return (changed.remove(at: place).key, changed)
      }
    }
    #expect(changes.count > 120)
    for change in changes where isRead(change.value) {
      #expect(validator.complaints(about: change.value).isEmpty, "\(change.path)")
    }
  }

  @Test(
    "what it refuses in a value the reader refuses too",
    arguments: [
      .null, .bool(true), .number("0"), .number("1"), .number("5.0"), .number("-1"), .string(""),
      .string("0"), .string("7"), .string("0.00"), .string("1.5"), .string("01.00"),
      .string("2024-02-30"), .string("app"), .string("+08:00"), .array([]), .object([]),
    ] as [JSONValue.Content])
  func values(_ content: JSONValue.Content) throws {
    let small = try JSONValue(parsing: Array(smallCatalog.utf8))
    let changes = small.changes { _, members in
      members.indices.map { place in
        var changed = members
        let old = members[place]
        changed[place] = JSONMember(
          key: old.key, keyOffset: 0, value: JSONValue(offset: 0, content))
        return (old.key, changed)
      }
    }
    for change in changes where isRead(change.value) {
      #expect(validator.complaints(about: change.value).isEmpty, "\(change.path)")
    }
  }
}

extension JSONValue {
  /// The value with one object in it changed, in every way that a closure knows.
  ///
  /// Objects whose keys are names are left alone.
  fileprivate func changes(
    of change: (String, [JSONMember]) -> [(key: String, members: [JSONMember])],
    at path: String = "$"
  ) -> [(path: String, value: JSONValue)] {
    switch content {
    case .object(let members) where !path.hasSuffix("free_peaks"):
      let own = change(path, members).map {
        ("\(path).\($0.key)", JSONValue(offset: 0, .object($0.members)))
      }
      let below = members.indices.flatMap { place in
        members[place].value.changes(of: change, at: "\(path).\(members[place].key)").map {
          var changed = members
          changed[place] = JSONMember(key: members[place].key, keyOffset: 0, value: $0.value)
          return ($0.path, JSONValue(offset: 0, .object(changed)))
        }
      }
      return own + below
    case .array(let elements):
      return elements.indices.flatMap { place in
        elements[place].changes(of: change, at: "\(path)[\(place)]").map {
          var changed = elements
          changed[place] = $0.value
          return ($0.path, JSONValue(offset: 0, .array(changed)))
        }
      }
    default: return []
    }
  }
}
