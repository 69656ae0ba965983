import Glibc

/// Folders that output goes to and input comes from.
public enum Folder {
  /// Makes a folder and those it stands in, as far as they do not exist.
  ///
  /// - Throws: `IOFailure` when one cannot be made.
  public static func make(_ path: String) throws(IOFailure) {
    // By bytes: an accent that follows makes another character of a slash.
    var made = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
    for name in path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init) {
      made += made.isEmpty || made == "/" ? name : "/\(name)"
      do throws(IOFailure) {
        try SystemCalls.makeFolder(made)
      } catch  where error.code == EEXIST {
        continue
      }
    }
    // What existed may be a file; opening it as a folder tells.
    _ = try Descriptor.folder(path.isEmpty ? "." : path)
  }

  /// The files in a folder and in the folders in it, by the bytes of their paths.
  ///
  /// Links to files count as files; links to folders are not followed, so that a walk ends.
  ///
  /// - Returns: paths that begin with that of the folder; `nil` when it is no folder.
  /// - Throws: `IOFailure` when one cannot be read.
  public static func files(below path: String) throws(IOFailure) -> [String]? {
    guard try SystemCalls.isFolder(path, followingLinks: true) else { return nil }
    var files: [String] = []
    var folders = [path]
    while let folder = folders.popLast() {
      for name in try SystemCalls.names(in: folder) {
        let inner = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        if try SystemCalls.isFolder(inner, followingLinks: false) {
          folders.append(inner)
        } else {
          files.append(inner)
        }
      }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Lets the body work in a new folder that goes with all files in it when the body ends.
  ///
  /// It stays behind when the process is killed, until somebody asks for a folder in the same place.
  ///
  /// - Parameters:
  ///   - folder: where it is made.
  ///   - body: is given the path of the new folder.
  /// - Throws: `IOFailure` when it cannot be made, or what the body throws.
  public static func withScratch<Result>(
    in folder: String, _ body: (_ path: String) throws -> Result
  ) throws -> Result {
    removeLeftOver(in: folder)
    let path = try SystemCalls.makeUniqueFolder("\(folder)/\(scratchName)")
    // Nobody can be told; what cannot be removed stays where files of the moment are.
    defer { try? remove(path) }
    // Held until the body ends, so that nobody takes it for left over.
    let held = try Descriptor.folder(path)
    _ = held.lock()
    return try body(path)
  }

  private static var scratchName: String { "drawdown-scratch" }

  /// Removes the scratch folders of processes that were killed: those that nobody holds.
  private static func removeLeftOver(in folder: String) {
    for name in (try? SystemCalls.names(in: folder)) ?? []
    where name.hasPrefix("\(scratchName)-") {
      let path = "\(folder)/\(name)"
      guard let found = try? Descriptor.existing(path), found.lock() == true,
        (try? SystemCalls.isFolder(path, followingLinks: false)) == true
      else { continue }
      try? remove(path)
    }
  }

  /// Removes a folder with the files and folders in it.
  private static func remove(_ path: String) throws(IOFailure) {
    for name in try SystemCalls.names(in: path) {
      let inner = "\(path)/\(name)"
      if try SystemCalls.isFolder(inner, followingLinks: false) {
        try remove(inner)
      } else {
        try SystemCalls.unlink(inner)
      }
    }
    try SystemCalls.removeFolder(path)
  }
}
