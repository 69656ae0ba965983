import Foundation

/// What Foundation makes of a text; `nil` when nothing, or when it is known to go its own ways.
///
/// It guesses encodings from zeros, and takes a byte order mark in front of any string for none of it.
func foundationJSON(_ text: [UInt8]) -> Any? {
  guard !text.contains(0), let string = String(validating: text, as: UTF8.self),
    !string.unicodeScalars.contains("\u{FEFF}"), !string.lowercased().contains("\\ufeff")
  else { return nil }
  return try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
}
