import Glibc

extension PostgreSQLConnection {
  /// Whether a transaction is open.
  var isInTransaction: Bool {
    let status = unsafe library.transactionStatus(handle)
    return status == ClientCode.isInTransaction || status == ClientCode.isInFailedTransaction
  }

  /// Begins a transaction that writes, once no other writer is at work.
  ///
  /// The lock comes first, since the transaction sees the state of its first command. It belongs to
  /// the session: a writer that dies lets go of it.
  func beginWriting(_ patience: Database.Patience) throws(DatabaseFailure) {
    try lock(patience)
    do throws(DatabaseFailure) {
      try run("BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE")
    } catch {
      unlock()
      throw error
    }
  }

  /// Begins a transaction that sees one state and changes nothing.
  func beginReading() throws(DatabaseFailure) {
    try run("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
  }

  /// Keeps what was written.
  func commit() throws(DatabaseFailure) {
    try send()
    do throws(DatabaseFailure) {
      try run("COMMIT")
    } catch {
      guard error.code == .unreachable else { throw error }
      throw DatabaseFailure(
        code: .unreachable, operation: "committing", subject: error.subject,
        detail: error.detail + "; whether the run was kept is not known")
    }
    unlock()
  }

  /// Drops what was written.
  func rollBack() {
    forgetWaiting()
    if isInTransaction { _ = try? runNow("ROLLBACK") }
    unlock()
  }

  // MARK: - One writer

  private func lock(_ patience: Database.Patience) throws(DatabaseFailure) {
    let nap = 50
    var waited = 0
    while try run("SELECT pg_try_advisory_lock(\(lockKey))").text(0, 0) != "t" {
      guard waited < patience.milliseconds else {
        throw DatabaseFailure(
          code: .locked, operation: "beginning", subject: address.redacted,
          detail: "another run works on the ledger")
      }
      if waited == 0 { patience.onWait() }
      usleep(UInt32(nap * 1000))
      waited += nap
    }
    holdsLock = true
  }

  private func unlock() {
    guard holdsLock else { return }
    holdsLock = false
    // A session that is lost has let go of it already.
    _ = try? runNow("SELECT pg_advisory_unlock(\(lockKey))")
  }
}
