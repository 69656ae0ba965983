import Testing

@testable import Storage

@Suite("Addresses of servers")
struct PostgreSQLAddressTests {
  @Test(
    "what is secret is not shown",
    arguments: [
      ("postgresql://host/db", "postgresql://host/db"),
      ("postgres://user@host:5432/db", "postgres://user@host:5432/db"),
      ("postgresql://user:s3cret@host/db", "postgresql://user:***@host/db"),
      ("postgresql://user:s3cret@h1:1,h2:2/db", "postgresql://user:***@h1:1,h2:2/db"),
      ("postgresql://user:@host/db", "postgresql://user:***@host/db"),
      ("postgresql://host/db?password=s3cret", "postgresql://host/db?password=***"),
      ("postgresql://h/d?user=u&password=s3cret&x=y", "postgresql://h/d?user=u&password=***&x=y"),
      ("postgresql://h/d?pass%77ord=s3cret", "postgresql://h/d?pass%77ord=***"),
      ("postgresql://h/d?sslpassword=s3cret", "postgresql://h/d?sslpassword=***"),
      ("postgresql://user:s3@cret@host/db", "postgresql://***"),
      ("postgresql://user:s3/cret@host/db", "postgresql://***"),
      ("postgresql://user:s3?cret@host/db", "postgresql://***"),
      ("postgresql://user:s3#cret@host/db", "postgresql://***"),
    ])
  func redacted(url: String, shown: String) throws {
    let address = try #require(PostgreSQLAddress(url))
    #expect(address.redacted == shown)
    #expect(!"\(address)".contains("cret") && !String(reflecting: address).contains("cret"))
    #expect(PostgreSQLAddress.redactingURLs(in: "no \(url) here") == "no \(shown) here")
    #expect(PostgreSQLAddress.redactingURLs(in: "'\(url)").hasPrefix("'\(shown)"))
  }

  @Test(
    "other ledgers are paths",
    arguments: ["", "ledger.db", "/a/postgresql://b", "file:x", "postgresql:/x"])
  func paths(text: String) {
    #expect(PostgreSQLAddress(text) == nil)
  }

  @Test("a secret is not shown in what the library says, encoded or not")
  func sentences() throws {
    let address = try #require(PostgreSQLAddress("postgresql://u:p%40ss%2Fword@h/d"))
    for text in [
      #"bad "postgresql://u:p%40ss%2Fword@h/d""#, "p%40ss%2Fword is bad", #"user "p@ss/word""#,
    ] {
      let shown = address.redacting(text)
      #expect(!shown.contains("word") && shown.contains("***"), "\(shown)")
    }
    let short = try #require(PostgreSQLAddress("postgresql://u:a@h/d"))
    #expect(short.redacting(#"a bad "a""#) == #"a bad "***""#)
  }

  @Test(
    "files beside a ledger have the name of its database",
    arguments: [
      ("postgresql://u:p@h:1/billing", "billing"), ("postgresql://h/a%2Fb..c?x=y", "a_b__c"),
      ("postgresql://h", "ledger"), ("postgresql://h/?dbname=x", "ledger"),
    ])
  func stem(url: String, stem: String) {
    #expect(PostgreSQLAddress(url)?.fileStem == stem)
  }

  @Test("a password that breaks the address is refused before anybody could print it")
  func ambiguous() {
    let failure = #expect(throws: DatabaseFailure.self) {
      try Database(path: "postgresql://u:s3@cret@h/d", access: .readOnly, applicationID: 1)
    }
    #expect(failure.map { !"\($0)".contains("cret") } == true)
  }

  @Test(
    "our SQL in the server's words",
    arguments: [
      ("SELECT a FROM t WHERE b = ?1 AND c = ?12", "SELECT a FROM t WHERE b = $1 AND c = $12", 12),
      ("SELECT '?1', ?1", "SELECT '?1', $1", 1),
      (
        "SELECT x FROM t INDEXED BY i\nCROSS JOIN u ON u.a = t.a",
        "SELECT x FROM t\nJOIN u ON u.a = t.a", 0
      ),
    ])
  func dialect(sql: String, expected: String, parameters: Int) {
    let query = PostgreSQLDialect.query(sql)
    #expect(query.sql == expected && query.parameters == parameters)
  }
}
