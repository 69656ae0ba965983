import ByteStreams
import Foundation
import TestSupport
import Testing

@Suite("bytes in memory and on disk")
struct BytesTests {
  @Test("copies may overlap")
  func overlap() {
    let buffer = ByteBuffer(capacity: 10)
    for index in 0..<10 { buffer[index] = UInt8(index) }
    buffer.copy(buffer.view(3, 10), to: 0)
    #expect(buffer.view(0, 7).bytes == [3, 4, 5, 6, 7, 8, 9])
    buffer.copy(buffer.view(0, 7), to: 2)
    #expect(buffer.view(2, 9).bytes == [3, 4, 5, 6, 7, 8, 9])
    buffer.copy(.empty, to: 10)
  }

  @Test("a word is read lowest byte first, beyond the end too")
  func words() {
    let buffer = ByteBuffer(capacity: 9)
    for index in 0..<9 { buffer[index] = UInt8(index + 1) }
    #expect(buffer.view(0, 9).word(at: 0) == 0x0807_0605_0403_0201)
    #expect(buffer.view(0, 1).word(at: 1) == 0x0908_0706_0504_0302)
    #expect(buffer.view(0, 9).word(at: 8) & 0xFF == 9)
  }

  @Test("views agree by their bytes")
  func equality() {
    let buffer = ByteBuffer(capacity: 6)
    for (index, byte) in [1, 2, 3, 1, 2, 4].enumerated() { buffer[index] = UInt8(byte) }
    #expect(buffer.view(0, 2).equals(buffer.view(3, 5)))
    #expect(!buffer.view(0, 3).equals(buffer.view(3, 6)))
    #expect(!buffer.view(0, 3).equals(buffer.view(0, 2)))
    #expect(ByteView.empty.equals(buffer.view(4, 4)))
  }

  @Test("a view outside of its buffer is a mistake of the program")
  func outside() async {
    await #expect(processExitsWith: .failure) { _ = ByteBuffer(capacity: 4).view(2, 5) }
  }

  @Test("a file appears whole or not at all")
  func durableFile() throws {
    let directory = try WorkDirectory()
    let path = directory.path("out")
    do {
      let file = try DurableFile(at: path)
      try file.write([1, 2])
    }
    #expect(!directory.holds("out"))
    try directory.write([9], to: "out")
    let file = try DurableFile(at: path)
    try file.write([1, 2])
    #expect(try directory.bytes(of: "out") == [9])
    try file.commit()
    #expect(try directory.bytes(of: "out") == [1, 2])
  }

  @Test("two that write one file at a time leave it whole, and nothing beside it")
  func sharedName() throws {
    let directory = try WorkDirectory()
    let path = directory.path("out")
    let first = try DurableFile(at: path)
    try first.write([1])
    let second = try DurableFile(at: path)
    try second.write([2])
    try first.write([1])
    try first.commit()
    #expect(try directory.bytes(of: "out") == [1, 1])
    try second.write([2])
    try second.commit()
    #expect(try directory.bytes(of: "out") == [2, 2])
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path(""))
    #expect(names == ["out"])
  }

  @Test("failures of the system name the operation and the path")
  func failures() throws {
    let directory = try WorkDirectory()
    let missing = directory.path("missing")
    #expect(throws: IOFailure(code: 2, operation: "open", subject: missing)) {
      _ = try Descriptor.reading(missing).path
    }
    let failure = #expect(throws: IOFailure.self) {
      _ = try DurableFile(at: directory.path("missing/out"))
    }
    #expect(failure?.isMissing == true)
    #expect(failure?.description.hasPrefix("cannot open") == true)
  }
}
