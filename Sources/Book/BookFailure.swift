/// The rules that an event of a book can break; the raw value is what messages call them.
public enum BookRule: String, Hashable, Sendable, CaseIterable {
  // The form of a line.

  /// A line is one JSON object in UTF-8.
  case syntax
  /// No key stands twice.
  case repeatedKey = "repeated_key"
  /// `type` is one of the contract's.
  case unknownType = "unknown_type"
  /// Only the keys of the event's type stand in it.
  case unknownKey = "unknown_key"
  /// Every field that the type needs is there and not `null`.
  case missingField = "missing_field"
  /// A field holds the kind of value that it should.
  case fieldType = "field_type"
  /// An id is 1-64 bytes without `/`.
  case identifier
  /// A time is epoch seconds or RFC 3339 with an offset, within 2010...2099.
  case time
  /// A day is a day of the calendar.
  case day
  /// Money is a decimal string with two digits after the point.
  case money
  /// A number lies in its range.
  case range
  /// A validity ends after it starts.
  case validity

  // What an event says about others.

  /// An id stands for one event.
  case otherContent = "other_content"
  /// A book holds every event that the ledger holds.
  case leftOut = "left_out"
  /// Nothing happens in a closed month.
  case closedMonth = "closed_month"
  /// The account has an `account` event.
  case unknownAccount = "unknown_account"
  /// The account owns the app.
  case appOwner = "app_owner"
  /// The pool is one of the catalog.
  case unknownPool = "unknown_pool"

  /// The product is one of the catalog.
  case unknownProduct = "unknown_product"
  /// Only what runs is suspended, and only what is suspended is resumed.
  case suspension

  // The rules of sale.

  /// The plan is one of the catalog.
  case unknownPlan = "unknown_plan"
  /// The plan can be bought, taken, renewed or changed by this type of event.
  case planEvent = "plan_event"
  /// The plan is sold on that day.
  case notOnSale = "not_on_sale"
  /// A plan for one app names the app.
  case appMissing = "app_missing"
  /// A plan for the whole account names none.
  case appUnwanted = "app_unwanted"
  /// A pack is bought once, not for months.
  case packMonths = "pack_months"
  /// A plan costs something known on that day, or the event says what was paid.
  case noPrice = "no_price"
  /// An account has a limited plan no more often than it may.
  case planLimit = "plan_limit"
  /// A value-added plan is bought for an app that holds a plan that it extends.
  case basePlan = "base_plan"
  /// An app and an account have no more trials than they may.
  case trialLimit = "trial_limit"

  // What becomes of a purchase.

  /// What an event renews, upgrades or gives back is a purchase of the same or an earlier time.
  case unknownPurchase = "unknown_purchase"
  /// A purchase has the half that a renewal names.
  case unknownHalf = "unknown_half"
  /// A term that has ended is over; its last chance is the day of its end.
  case termOver = "term_over"
  /// An upgrade is to a dearer plan of the same half.
  case upgradeTarget = "upgrade_target"
  /// Nothing becomes of a purchase that was given back.
  case refunded
  /// A purchase is given back within the hours that the catalog allows.
  case refundTime = "refund_time"
}

/// One broken rule of a book.
public struct BookProblem: Hashable, Sendable, CustomStringConvertible {
  /// The physical line, from 1; `nil` for an event that the book leaves out.
  public let line: Int?
  /// The id of the event, as far as it could be read.
  public let id: String?
  /// Which rule is broken.
  public let rule: BookRule
  /// What is wrong.
  public let what: String
  /// How to mend it.
  public let fix: String

  /// A rule that an event breaks.
  public init(line: Int?, id: String?, rule: BookRule, what: String, fix: String) {
    self.line = line
    self.id = id
    self.rule = rule
    self.what = what
    self.fix = fix
  }

  /// `line 3: O1: not_on_sale: what; fix`; an empty id names nothing, and `what` names its field.
  public var description: String {
    let place = line.map { "line \($0): " } ?? ""
    let name = id.map { $0.isEmpty ? "" : "\($0): " } ?? ""
    return "\(place)\(name)\(rule.rawValue): \(what); \(fix)"
  }
}

/// A book that cannot be taken, with every rule that it breaks.
public struct BookFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named.
  public let source: String
  /// What is wrong, by line; at least one.
  public let problems: [BookProblem]

  /// A book and what is wrong in it.
  public init(source: String, problems: [BookProblem]) {
    self.source = source
    self.problems = problems
  }

  /// One line a problem.
  public var description: String {
    problems.map { "\(source): \($0)" }.joined(separator: "\n")
  }
}
