import ByteStreams
import TestSupport
import Testing

@Suite("Folders that output goes to")
struct FolderTests {
  @Test("A folder is made with those above it, and may exist", arguments: ["a", "a/b/c", "a//b/"])
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
}
