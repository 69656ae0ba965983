import Glibc

/// A value behind one lock, with a way to wait until it has changed.
///
/// The one lock of the house. It is a pthread mutex and not `Synchronization.Mutex`, because the
/// thread sanitizer reports false races for the latter; locks are taken per chunk of records and
/// never per record, so the few nanoseconds between the two do not matter.
///
/// `@unchecked Sendable`: the value is only reachable inside `withLock` and `wait`, which hold the
/// mutex; the two C objects live at a fixed address for as long as the monitor does.
@safe
public final class Monitor<Value>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var value: Value

  /// A monitor that holds a value.
  public init(_ value: sending Value) {
    self.value = value
    unsafe self.mutex = .allocate(capacity: 1)
    unsafe self.changed = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Works on the value alone, and wakes whoever waits for a change.
  ///
  /// - Throws: what the body throws.
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(mutex)
    }
    return try body(&value)
  }

  /// Waits until the body, called alone on the value, has a result.
  ///
  /// The body is called at once, and again after each `withLock` of others; it returns `nil` to go
  /// on waiting.
  public func wait<Result>(for body: (inout Value) -> Result?) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(mutex)
    }
    while true {
      if let result = body(&value) { return result }
      unsafe pthread_cond_wait(changed, mutex)
    }
  }
}
