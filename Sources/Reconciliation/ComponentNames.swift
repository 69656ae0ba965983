public import Catalog
import Quantities

/// Finds the meter or fee that a component of a bill is.
///
/// A component that is called as the meter or fee is it. Of others the words count: what is done
/// (recording, transcoding, AI, logins, groups, else audio and video) and the tier.
public struct ComponentNames: Sendable {
  private let catalog: Catalog
  private let given: [String: String]

  /// - Parameters:
  ///   - catalog: the items.
  ///   - given: items by names of components that the words do not tell.
  public init(_ catalog: Catalog, given: [String: String] = [:]) {
    self.catalog = catalog
    self.given = given
  }

  /// The items that charges can be for.
  public func isItem(_ name: String) -> Bool {
    catalog.ordinal(ofMeter: name) != nil || catalog.peakFees.contains { $0.item == name }
      || catalog.plans.contains { $0.id.text == name }
  }

  /// The meter or fee of a component; `nil` when its words do not tell.
  ///
  /// - Parameters:
  ///   - component: the component's name.
  ///   - around: what stands beside it: the sub-product and the type of the component.
  func item(of component: String, around: [String]) -> String? {
    if let item = given[component] { return item }
    if isItem(component) { return component }
    let words = Words([component] + around)
    guard let name = name(of: words, tierFrom: Words([component])), isItem(name) else {
      return nil
    }
    return name
  }

  private func name(of words: Words, tierFrom component: Words) -> String? {
    if words.has(["dau", "login", "logins"], ["日活", "登录"]) { return "peak_dau" }
    if words.has(["group", "groups"], ["群组", "群数"]) { return "peak_groups" }
    if words.has(["ai", "speech"], ["识别"]) { return "ai.speech" }
    guard let tier = component.tier ?? words.tier else { return nil }
    if words.has(["recording", "record"], ["录制"]) {
      return words.has(["mixed", "mix"], ["合流", "混流"])
        ? "recording.mixed.\(tier)" : "recording.single.\(tier)"
    }
    if words.has(["transcoding", "transcode"], ["转码"]) {
      if tier == "audio" { return "transcoding.audio" }
      return words.has(["h265", "265"], [])
        ? "transcoding.h265.\(tier)" : "transcoding.h264.\(tier)"
    }
    return tier == "audio" ? "audio" : "video.\(tier)"
  }
}

/// The words of some texts: English ones whole, Chinese ones wherever they stand.
private struct Words {
  private let all: String
  private let english: Set<Substring>

  init(_ texts: [String]) {
    all = texts.joined(separator: " ").lowercased()
    english = Set(all.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) })
  }

  func has(_ words: [Substring], _ chinese: [String]) -> Bool {
    words.contains { english.contains($0) } || chinese.contains { all.contains($0) }
  }

  /// The tier that they name; 超高清 holds 高清 and comes first.
  var tier: String? {
    if has(["4k"], []) { return "4k" }
    if has(["2k"], []) { return "2k" }
    if has(["fhd", "fullhd", "full", "1080p"], ["超高清", "全高清"]) { return "fhd" }
    if has(["hd", "720p"], ["高清"]) { return "hd" }
    if has(["sd"], ["标清"]) { return "sd" }
    if has(["audio", "voice"], ["音频", "语音"]) { return "audio" }
    return nil
  }
}
