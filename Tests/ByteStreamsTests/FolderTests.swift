import ByteStreams
import Foundation
import TestSupport
import Testing

@Suite("Folders that output goes to")
struct FolderTests {
  @Test(
    "A folder is made with those above it, and may exist",
    arguments: ["a", "a/b/c", "a//b/", "a/\u{301}b/c"])
  func makes(name: String) throws {
    let directory = try WorkDirectory("folder")
    for _ in 1...2 { try Folder.make("\(directory.url.path)/\(name)") }
    #expect(directory.holds(name))
    #expect(directory.names == ["a"])
  }

  @Test("A file in the way is named", arguments: ["file", "file/deeper"])
  func fileInTheWay(name: String) throws {
    let directory = try WorkDirectory("folder")
    try directory.write("", to: "file")
    do throws(IOFailure) {
      try Folder.make(directory.path(name))
      Issue.record("a folder was made out of a file")
    } catch {
      #expect(error.subject == directory.path(name))
    }
  }

  @Test("A scratch folder is there for the body and gone behind it", arguments: [false, true])
  func scratch(fails: Bool) throws {
    struct Refusal: Error {}
    let directory = try WorkDirectory("folder")
    var seen: [String] = []
    func work() throws {
      try Folder.withScratch(in: directory.url.path) { first in
        try Folder.withScratch(in: directory.url.path) { second in seen = [first, second] }
        try Folder.make("\(first)/a/b")
        try DurableFile(at: "\(first)/a/file").commit()
        // A link goes, and what it names stays.
        try FileManager.default.createSymbolicLink(
          atPath: "\(first)/link", withDestinationPath: directory.path("kept"))
        #expect(directory.names.count == 2)
        if fails { throw Refusal() }
      }
    }
    try directory.write("", to: "kept/file")
    if fails { #expect(throws: Refusal.self) { try work() } } else { try work() }
    #expect(directory.names == ["kept"])
    #expect(directory.holds("kept/file"))
    #expect(Set(seen).count == 2)
  }

  @Test("A scratch folder in a folder that is not there is refused")
  func scratchNowhere() throws {
    let directory = try WorkDirectory("folder")
    #expect(throws: IOFailure.self) { try Folder.withScratch(in: directory.path("none")) { _ in } }
  }
}
