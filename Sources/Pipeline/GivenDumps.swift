import Aggregation
import ByteStreams
import Ingest
import Quantities

/// The files that may be posted dumps, told by what they hold and not by their names.
struct GivenDumps {
  /// Paths of posted dumps by their digests.
  private(set) var paths: [Fingerprint: String] = [:]
  /// What was given and is no posted dump, one sentence each.
  private(set) var notices: [String] = []

  private let posted: Set<Fingerprint>
  private let sizes: Set<Int64>
  private let spillFolder: String

  /// Looks at files, and into folders and the folders in them.
  ///
  /// - Throws: `UntrustedInput` when a path is not there.
  init(_ given: [String], posted: [DumpReceipt], spillFolder: String) throws {
    self.posted = Set(posted.map(\.digest))
    sizes = Set(posted.map(\.storedBytes))
    self.spillFolder = spillFolder
    for path in given {
      do throws(IOFailure) {
        if let files = try Folder.files(below: path) { take(files, of: path) } else { take(path) }
      } catch {
        let reason = "\(error); check the path and its permissions"
        throw UntrustedInput(failures: [DumpFailure(source: path, reason: reason)])
      }
    }
  }

  private mutating func take(_ path: String) {
    do throws(DumpFailure) {
      if try !match(path) { notices.append("\(path) was not posted; it is left out") }
    } catch {
      notices.append("\(error); it is left out")
    }
  }

  /// A folder may hold anything, so that what is no dump there is only counted.
  private mutating func take(_ files: [String], of folder: String) {
    let strangers = files.filter { file in ((try? match(file)) ?? false) == false }
    guard let first = strangers.first else { return }
    notices.append(
      "\(folder): \(strangers.count) of \(files.count) files were not posted and are left out, "
        + "the first of them \(first)")
  }

  /// Whether a file is a posted dump; only a file of a dump's size is read for that.
  private mutating func match(_ path: String) throws(DumpFailure) -> Bool {
    let file = try DumpFile(path, spillFolder: spillFolder)
    guard sizes.contains(try file.size()) else { return false }
    let digest = try file.digest()
    guard posted.contains(digest) else { return false }
    if paths[digest] == nil { paths[digest] = path }
    return true
  }
}
