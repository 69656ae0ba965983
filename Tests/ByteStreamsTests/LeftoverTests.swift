import ByteStreams
import Foundation
import TestSupport
import Testing

@Suite("What killed processes leave behind")
struct LeftoverTests {
  private let directory: WorkDirectory
  private let path: String

  init() throws {
    directory = try WorkDirectory("leftover")
    path = directory.path("out")
  }

  private func write(_ bytes: [UInt8]) throws {
    let file = try DurableFile(at: path)
    try file.write(bytes)
    try file.commit()
  }

  @Test("the next one that writes the same file takes what is left of it away")
  func takenAway() throws {
    try directory.write([9, 9, 9], to: "out.drawdown.tmp")
    try directory.write([9], to: "out.drawdown-2.tmp")
    try write([1, 2])
    #expect(directory.names == ["out"])
    #expect(try directory.bytes(of: "out") == [1, 2])
  }

  @Test("two that write the same file at once do not disturb each other; the last one stays")
  func atOnce() throws {
    let first = try DurableFile(at: path)
    let second = try DurableFile(at: path)
    try first.write([1])
    try second.write([2])
    #expect(directory.names == ["out.drawdown-2.tmp", "out.drawdown.tmp"])
    try second.commit()
    try first.commit()
    #expect(directory.names == ["out"])
    #expect(try directory.bytes(of: "out") == [1])
  }

  @Test("a link, a pipe or a folder under a temporary name is left alone or taken away, never used")
  func trap() throws {
    try directory.write([7], to: "victim")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("out.drawdown.tmp"), withDestinationPath: directory.path("victim"))
    try FileManager.default.createDirectory(
      atPath: directory.path("out.drawdown-2.tmp"), withIntermediateDirectories: true)
    #expect(mkfifo(directory.path("out.drawdown-3.tmp"), 0o600) == 0)
    try write([1])
    #expect(directory.names == ["out", "out.drawdown-2.tmp", "out.drawdown.tmp", "victim"])
    #expect(try directory.bytes(of: "victim") == [7])
    #expect(try directory.bytes(of: "out") == [1])
  }

  @Test("a file that is removed for want of content takes along what is left of it")
  func removed() throws {
    try directory.write([9], to: "out")
    try directory.write([9], to: "out.drawdown.tmp")
    DurableFile.removeLeftover(of: path)
    #expect(directory.names == ["out"])
    try DurableFile.remove(path)
    #expect(directory.names.isEmpty)
    #expect(throws: IOFailure.self) { try DurableFile.remove(path) }
  }

  @Test("scratch folders that nobody holds go with the next one; those in use stay")
  func scratch() throws {
    try directory.write([1], to: "drawdown-scratch-left/in/file")
    try directory.write([1], to: "drawdown-other/file")
    try Folder.withScratch(in: directory.url.path) { first in
      #expect(!directory.holds("drawdown-scratch-left"))
      try DurableFile(at: "\(first)/kept").commit()
      try Folder.withScratch(in: directory.url.path) { _ in
        #expect(FileManager.default.fileExists(atPath: "\(first)/kept"))
      }
    }
    #expect(directory.names == ["drawdown-other"])
  }

  @Test("a file without a name never has one")
  func nameless() throws {
    let file = try SpillFile(in: directory.url.path)
    #expect(directory.names.isEmpty)
    try file.append([1, 2, 3] as [UInt64])
    var entries: [UInt64] = []
    try file.read(2, at: 8, into: &entries)
    #expect(entries == [2, 3])
  }
}
