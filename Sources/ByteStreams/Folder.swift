import Glibc

/// Folders that output goes to.
public enum Folder {
  /// Makes a folder and those it stands in, as far as they do not exist.
  ///
  /// - Throws: `IOFailure` when one cannot be made.
  public static func make(_ path: String) throws(IOFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
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
}
