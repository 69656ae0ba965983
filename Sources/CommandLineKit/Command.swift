/// What a command is called, takes and does, as a value: the parser and the help text both read it.
public struct Command: Sendable {
  /// The word that calls it.
  public let name: String
  /// What it does in one line, for the list of commands.
  public let summary: String
  /// What a newcomer should know besides; paragraphs stand apart by an empty line, and lines that
  /// begin with two spaces are shown as they are.
  public let discussion: String
  /// Calls that work, shown at the end of the help text.
  public let examples: [Example]
  /// Arguments known by their place, in order.
  public let positionals: [any DeclaredPositional]
  /// Options in the groups of the help text.
  public let optionGroups: [OptionGroup]
  /// Commands within this one.
  public let subcommands: [Command]
  /// Whether it does something without a subcommand.
  public let runsAlone: Bool

  /// A call that works and what it is good for.
  public struct Example: Sendable {
    /// What the call does.
    public let purpose: String
    /// The call, as typed in a shell.
    public let line: String

    /// A call and what it does.
    public init(_ purpose: String, _ line: String) {
      self.purpose = purpose
      self.line = line
    }
  }

  /// A command that does the work itself.
  ///
  /// Two options of one name, an argument after one that may be missing, and other mistakes of the
  /// declaration are preconditions.
  public init(
    _ name: String, summary: String, discussion: String = "", examples: [Example] = [],
    positionals: [any DeclaredPositional] = [], options: [any DeclaredOption] = [],
    optionGroups: [OptionGroup] = []
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.positionals = positionals
    self.optionGroups =
      (options.isEmpty ? [] : [OptionGroup(OptionGroup.usualTitle, options)]) + optionGroups
    self.subcommands = []
    self.runsAlone = true
    checkDeclaration()
  }

  /// A command that gathers others and, where it `runsAlone`, does something without them too.
  public init(
    _ name: String, summary: String, discussion: String = "", examples: [Example] = [],
    options: [any DeclaredOption] = [], runsAlone: Bool = false, subcommands: [Command]
  ) {
    precondition(!subcommands.isEmpty, "a command that gathers others has some")
    precondition(runsAlone || options.isEmpty, "options are for a command that runs")
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.positionals = []
    self.optionGroups = options.isEmpty ? [] : [OptionGroup(OptionGroup.usualTitle, options)]
    self.subcommands = subcommands
    self.runsAlone = runsAlone
    checkDeclaration()
  }

  /// All options, group by group.
  var options: [any DeclaredOption] { optionGroups.flatMap(\.options) }

  /// The subcommand of that name.
  func subcommand(_ name: String) -> Command? { subcommands.first { $0.name == name } }

  /// Stops the program at a declaration that no command line could satisfy or tell apart.
  private func checkDeclaration() {
    precondition(isWellFormedName(name), "a command is named in small letters, digits and dashes")
    var taken: Set<String> = ["--help", "-h"]
    for definition in options.map(\.definition) {
      precondition(
        taken.insert(definition.spelling).inserted, "\(definition.spelling) is declared once")
      if let short = definition.short {
        precondition(taken.insert("-\(short)").inserted, "-\(short) is declared once")
      }
    }
    var names: Set<String> = ["help"]
    for subcommand in subcommands {
      precondition(names.insert(subcommand.name).inserted, "\(subcommand.name) is declared once")
    }
    let places = positionals.map(\.definition)
    precondition(
      Set(places.map(\.name)).count == places.count, "arguments of one command differ in name")
    for (place, next) in zip(places, places.dropFirst()) {
      precondition(!place.isList, "\(place.name)... takes all that follows and stands last")
      precondition(
        place.least > 0 || next.least == 0, "\(next.name) can be told from \(place.name)")
    }
  }
}

/// Options that the help text shows under one title; a group may serve several commands.
public struct OptionGroup: Sendable {
  /// The title, without a colon.
  public let title: String
  /// The options, in the order of the help text.
  public let options: [any DeclaredOption]

  /// The title of options that need none of their own.
  static let usualTitle = "Options"

  /// Options under a title.
  public init(_ title: String, _ options: [any DeclaredOption]) {
    precondition(!options.isEmpty, "a group of options has some")
    self.title = title
    self.options = options
  }
}
