#include <sqlite3.h>

// SQLITE_TRANSIENT is a macro that casts -1 to a function pointer, which Swift cannot import.
static inline int CSQLite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

// The same for blobs. A NULL pointer would bind NULL, so an empty blob is bound as a zero blob.
static inline int CSQLite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  if (count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// The library's own account of memory takes a lock at every allocation, and nobody reads it. It can
// only be given up before the first connection; later this does nothing.
static inline void CSQLite_forgo_memory_account(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
