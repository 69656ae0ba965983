extension FieldMap {
  /// Events in the JSON format of CloudEvents 1.0, with the quantity in their data; `time` is theirs
  /// already, and what the format does not name stands beside it under our names.
  public static let cloudEvents = FieldMap([
    .recordID: "id", .meter: "type", .quantity: "data.value",
  ])

  /// Events as OpenMeter takes them: CloudEvents whose subject is whom the usage belongs to, all else
  /// in their data.
  public static let openMeter = FieldMap([
    .recordID: "id", .meter: "type", .sdkAppID: "subject", .userID: "data.user_id",
    .quantity: "data.value", .width: "data.width", .height: "data.height",
  ])

  /// Meter events of Stripe, of its first and second API: the payload has strings only, and next to
  /// its customer the app.
  public static let stripe = FieldMap([
    .recordID: "identifier", .time: "timestamp", .meter: "event_name",
    .sdkAppID: "payload.sdk_app_id", .userID: "payload.user_id", .quantity: "payload.value",
    .width: "payload.width", .height: "payload.height",
  ])

  /// Events of Lago, whose subscriptions are called after apps.
  public static let lago = FieldMap([
    .recordID: "transaction_id", .time: "timestamp", .meter: "code",
    .sdkAppID: "external_subscription_id", .userID: "properties.user_id",
    .quantity: "properties.value", .width: "properties.width", .height: "properties.height",
  ])

  private init(_ places: KeyValuePairs<Field, String>) {
    self.init(
      places.map { field, path in
        do {
          return Entry(field, try FieldPath(path))
        } catch {
          preconditionFailure("a shape of the program has sound paths: \(error)")
        }
      })
  }
}
