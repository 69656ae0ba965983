// Makes one call to the C library fail, come back half done, or be the last one of its process.
//
// Loaded with LD_PRELOAD in front of the C library, under the program as it is shipped and under
// SQLite inside of it. Only calls count that touch files below one folder, so that the start of the
// program, its libraries and its standard streams stay out of the numbers. A call counts if the
// fault could happen to it: the seventh call under `full` is the seventh that asks for space.
//
//   FAULTS_BELOW   the folder, absolute and without symbolic links
//   FAULTS_KIND    none       only count
//                  full       ENOSPC from whatever needs space
//                  broken     EIO from everything
//                  handles    EMFILE from opening
//                  memory     ENOMEM from mapping
//                  short      reads and writes do half of what they were asked to
//                  kill       SIGKILL in front of the call
//                  kill-half  SIGKILL after half of a write
//                  power      SIGKILL, and of what was written since the last sync of each file
//                             only some stays
//   FAULTS_AT      the number of the call, from 1
//   FAULTS_LASTS   when set, all later calls fail too: a disk that stays full
//   FAULTS_SEED    which unsynced writes outlive `power`; 0: none of them
//   FAULTS_LOG     a file that gets a line for each call that counts: its number, its name, the path
//
// Calls that are not listed here are let through: those that only look (stat, access) and those that
// cannot fail in a way that matters (close).

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Only the names with 64 are wrapped twice; both have the same meaning on this machine.
_Static_assert(sizeof(off_t) == 8, "offsets have 64 bits");

enum { mostFiles = 65536 };

enum Call {
  callOpen, callRead, callWrite, callSync, callTruncate, callRename, callUnlink, callMap, callLock
};

static const char *const callNames[] = {
  "open", "read", "write", "sync", "truncate", "rename", "unlink", "map", "lock"
};

enum Fault {
  faultNone, faultFull, faultBroken, faultHandles, faultMemory, faultShort, faultKill,
  faultKillHalf, faultPower
};

static const char *const faultNames[] = {
  "none", "full", "broken", "handles", "memory", "short", "kill", "kill-half", "power"
};

static char folder[PATH_MAX];
static size_t folderLength;
static enum Fault fault;
static long faultAt;
static int lasts;
static uint64_t seed;
static int logFile = -1;
static long count;
static int isReady;
// Paths of open files below the folder, by descriptor.
static char *paths[mostFiles];
// Everything here is called rarely enough for one lock.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// ---------------------------------------------------------------------------------------------
// Settings

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

__attribute__((constructor)) static void begin(void) {
  const char *below = setting("FAULTS_BELOW");
  const char *kind = setting("FAULTS_KIND");
  if (!below || !kind || strlen(below) >= sizeof folder - 1) return;
  strcpy(folder, below);
  folderLength = strlen(folder);
  for (unsigned index = 0; index < sizeof faultNames / sizeof *faultNames; index++)
    if (strcmp(kind, faultNames[index]) == 0) fault = index;
  if (setting("FAULTS_AT")) faultAt = atol(setting("FAULTS_AT"));
  if (setting("FAULTS_SEED")) seed = strtoull(setting("FAULTS_SEED"), NULL, 10);
  lasts = setting("FAULTS_LASTS") != NULL;
  if (setting("FAULTS_LOG"))
    logFile = (int)syscall(
      SYS_openat, AT_FDCWD, setting("FAULTS_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  isReady = 1;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

// ---------------------------------------------------------------------------------------------
// Which files count

// Whether a path is below the folder; writes it, absolute, to `full`.
static int isBelow(const char *path, char full[PATH_MAX]) {
  if (!isReady || !path) return 0;
  if (path[0] == '/') {
    if (strlen(path) >= PATH_MAX) return 0;
    strcpy(full, path);
  } else {
    if (!getcwd(full, PATH_MAX)) return 0;
    if (strncmp(path, "./", 2) == 0) path += 2;
    if (strlen(full) + strlen(path) + 2 > PATH_MAX) return 0;
    strcat(full, "/");
    strcat(full, path);
  }
  return strncmp(full, folder, folderLength) == 0
    && (full[folderLength] == '/' || full[folderLength] == 0);
}

static const char *pathOf(int file) {
  return file >= 0 && file < mostFiles ? paths[file] : NULL;
}

static void setPath(int file, const char *path) {
  if (file < 0 || file >= mostFiles) return;
  pthread_mutex_lock(&lock);
  free(paths[file]);
  paths[file] = path ? strdup(path) : NULL;
  pthread_mutex_unlock(&lock);
}

// ---------------------------------------------------------------------------------------------
// What is lost when the power goes

// A piece of a file that was overwritten since the file was synced.
struct Change {
  struct Change *earlier;
  dev_t device;
  ino_t inode;
  int file;
  off_t offset, sizeBefore;
  size_t oldCount, newCount;
  int isTruncation;
  unsigned char *oldBytes, *newBytes;
};

static struct Change *changes;

// Reads what stands in a file, past the wrappers and whatever the descriptor was opened for.
static size_t peek(int file, unsigned char *bytes, size_t wanted, off_t offset) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", file);
  int again = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
  if (again < 0) return 0;
  size_t filled = 0;
  while (filled < wanted) {
    long step = syscall(SYS_pread64, again, bytes + filled, wanted - filled, offset + filled);
    if (step <= 0) break;
    filled += step;
  }
  syscall(SYS_close, again);
  return filled;
}

static void remember(int file, off_t offset, const void *bytes, size_t size, int isTruncation) {
  struct stat status;
  if (fault != faultPower || fstat(file, &status) != 0) return;
  struct Change *change = calloc(1, sizeof *change);
  size_t most = isTruncation ? (size_t)(status.st_size > offset ? status.st_size - offset : 0) : size;
  change->device = status.st_dev;
  change->inode = status.st_ino;
  change->file = (int)syscall(SYS_fcntl, file, F_DUPFD_CLOEXEC, 0);
  change->offset = offset;
  change->sizeBefore = status.st_size;
  change->oldBytes = malloc(most + 1);
  change->oldCount = peek(file, change->oldBytes, most, offset);
  change->isTruncation = isTruncation;
  if (!isTruncation) {
    change->newBytes = malloc(size + 1);
    memcpy(change->newBytes, bytes, size);
    change->newCount = size;
  }
  pthread_mutex_lock(&lock);
  change->earlier = changes;
  changes = change;
  pthread_mutex_unlock(&lock);
}

// A file is on the disk: what was changed in it stays.
static void forget(int file) {
  struct stat status;
  if (fault != faultPower || fstat(file, &status) != 0) return;
  pthread_mutex_lock(&lock);
  for (struct Change **place = &changes; *place;) {
    struct Change *change = *place;
    if (change->device == status.st_dev && change->inode == status.st_ino) {
      *place = change->earlier;
      syscall(SYS_close, change->file);
      free(change->oldBytes);
      free(change->newBytes);
      free(change);
    } else {
      place = &change->earlier;
    }
  }
  pthread_mutex_unlock(&lock);
}

// SplitMix64, as the tests have it.
static uint64_t next(void) {
  uint64_t value = (seed += 0x9E3779B97F4A7C15u);
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
  value = (value ^ value >> 27) * 0x94D049BB133111EBu;
  return value ^ value >> 31;
}

// Does a change again, past the name that the file was opened by.
static void put(struct Change *change, const unsigned char *bytes, size_t size) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", change->file);
  int again = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CLOEXEC, 0);
  for (size_t done = 0; again >= 0 && done < size;) {
    long step = syscall(SYS_pwrite64, again, bytes + done, size - done, change->offset + done);
    if (step <= 0) break;
    done += step;
  }
  if (again >= 0) syscall(SYS_close, again);
}

static void setSize(struct Change *change, off_t size) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", change->file);
  syscall(SYS_truncate, name, size);
}

// Takes all unsynced changes back, the last one first, then does some of them once more in order.
static void losePower(void) {
  struct Change *inOrder = NULL;
  for (struct Change *change = changes; change;) {
    put(change, change->oldBytes, change->oldCount);
    setSize(change, change->sizeBefore);
    struct Change *earlier = change->earlier;
    change->earlier = inOrder;
    inOrder = change;
    change = earlier;
  }
  if (seed == 0) return;
  for (struct Change *change = inOrder; change; change = change->earlier) {
    if (next() & 1) continue;
    if (change->isTruncation) setSize(change, change->offset);
    else put(change, change->newBytes, change->newCount);
  }
}

// ---------------------------------------------------------------------------------------------
// The fault

static int canHappen(enum Call call, int makes) {
  switch (fault) {
  case faultFull:
    return call == callWrite || call == callSync || call == callRename
      || (call == callOpen && makes) || call == callMap;
  case faultHandles: return call == callOpen;
  case faultMemory: return call == callMap;
  case faultShort: return call == callRead || call == callWrite;
  case faultKillHalf: return call == callWrite;
  default: return 1;
  }
}

static void die(void) {
  if (fault == faultPower) losePower();
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// Counts a call; 1 when the fault happens to it. A call that is killed does not come back, unless
// it is killed half done.
static int strikes(enum Call call, int makes, const char *path) {
  if (!path || !canHappen(call, makes)) return 0;
  pthread_mutex_lock(&lock);
  long number = ++count;
  int strikes = fault != faultNone && (number == faultAt || (lasts && number > faultAt));
  if (logFile >= 0) {
    char line[PATH_MAX + 64];
    int size = snprintf(
      line, sizeof line, "%ld %s %s%s\n", number, callNames[call], path + folderLength,
      strikes ? " <- fault" : "");
    syscall(SYS_write, logFile, line, size);
  }
  pthread_mutex_unlock(&lock);
  if (strikes && (fault == faultKill || fault == faultPower)) die();
  return strikes;
}

static int failure(void) {
  switch (fault) {
  case faultFull: return ENOSPC;
  case faultHandles: return EMFILE;
  case faultMemory: return ENOMEM;
  default: return EIO;
  }
}

#define STRIKE(call, makes, path, failed) \
  if (strikes(call, makes, path)) { \
    errno = failure(); \
    return failed; \
  }

// ---------------------------------------------------------------------------------------------
// The calls

#define OPEN(name, directory, ...) \
  char full[PATH_MAX]; \
  mode_t mode = 0; \
  if (flags & (O_CREAT | __O_TMPFILE)) { \
    va_list list; \
    va_start(list, flags); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  } \
  int counts = isBelow(path, full); \
  STRIKE(callOpen, (flags & (O_CREAT | __O_TMPFILE)) != 0, counts ? full : NULL, -1) \
  REAL(name); \
  int file = real(__VA_ARGS__, mode); \
  if (file >= 0) setPath(file, counts ? full : NULL); \
  return file

int open(const char *path, int flags, ...) { OPEN(open, 0, path, flags); }
int open64(const char *path, int flags, ...) { OPEN(open64, 0, path, flags); }
int openat(int at, const char *path, int flags, ...) { OPEN(openat, at, at, path, flags); }
int openat64(int at, const char *path, int flags, ...) { OPEN(openat64, at, at, path, flags); }

int close(int file) {
  REAL(close);
  if (pathOf(file)) setPath(file, NULL);
  return real(file);
}

#define READ(name, ...) \
  REAL(name); \
  if (strikes(callRead, 0, pathOf(file))) { \
    if (fault == faultShort) size = (size + 1) / 2; \
    else return errno = failure(), -1; \
  } \
  return real(__VA_ARGS__)

ssize_t read(int file, void *bytes, size_t size) { READ(read, file, bytes, size); }
ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
  READ(pread, file, bytes, size, offset);
}
ssize_t pread64(int file, void *bytes, size_t size, off64_t offset) {
  READ(pread64, file, bytes, size, offset);
}

#define WRITE(name, place, ...) \
  REAL(name); \
  if (!pathOf(file)) return real(__VA_ARGS__); \
  int hasStruck = strikes(callWrite, 0, pathOf(file)); \
  if (hasStruck) { \
    if (fault != faultShort && fault != faultKillHalf) return errno = failure(), -1; \
    size = (size + 1) / 2; \
  } \
  remember(file, place, bytes, size, 0); \
  ssize_t result = real(__VA_ARGS__); \
  if (hasStruck && fault == faultKillHalf) die(); \
  return result

ssize_t write(int file, const void *bytes, size_t size) {
  WRITE(write, (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR), file, bytes, size);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
  WRITE(pwrite, offset, file, bytes, size, offset);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
  WRITE(pwrite64, offset, file, bytes, size, offset);
}

#define SYNC(name) \
  STRIKE(callSync, 0, pathOf(file), -1) \
  REAL(name); \
  int result = real(file); \
  if (result == 0 && pathOf(file)) forget(file); \
  return result

int fsync(int file) { SYNC(fsync); }
int fdatasync(int file) { SYNC(fdatasync); }

#define TRUNCATE(name) \
  STRIKE(callTruncate, 0, pathOf(file), -1) \
  REAL(name); \
  if (pathOf(file)) remember(file, size, NULL, 0, 1); \
  return real(file, size)

int ftruncate(int file, off_t size) { TRUNCATE(ftruncate); }
int ftruncate64(int file, off64_t size) { TRUNCATE(ftruncate64); }

int rename(const char *source, const char *target) {
  char full[PATH_MAX];
  STRIKE(callRename, 0, isBelow(target, full) ? full : NULL, -1)
  REAL(rename);
  return real(source, target);
}

int unlink(const char *path) {
  char full[PATH_MAX];
  STRIKE(callUnlink, 0, isBelow(path, full) ? full : NULL, -1)
  REAL(unlink);
  return real(path);
}

#define MAP(name) \
  STRIKE(callMap, 0, flags & MAP_ANONYMOUS ? NULL : pathOf(file), MAP_FAILED) \
  REAL(name); \
  return real(start, size, protection, flags, file, offset)

void *mmap(void *start, size_t size, int protection, int flags, int file, off_t offset) {
  MAP(mmap);
}
void *mmap64(void *start, size_t size, int protection, int flags, int file, off64_t offset) {
  MAP(mmap64);
}

int flock(int file, int operation) {
  STRIKE(callLock, 0, operation & LOCK_UN ? NULL : pathOf(file), -1)
  REAL(flock);
  return real(file, operation);
}

#define CONTROL(name) \
  va_list list; \
  va_start(list, command); \
  void *argument = va_arg(list, void *); \
  va_end(list); \
  int takes = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK; \
  int releases = takes && ((struct flock *)argument)->l_type == F_UNLCK; \
  STRIKE(callLock, 0, takes && !releases ? pathOf(file) : NULL, -1) \
  REAL(name); \
  return real(file, command, argument)

int fcntl(int file, int command, ...) { CONTROL(fcntl); }
int fcntl64(int file, int command, ...) { CONTROL(fcntl64); }
