// Inlined, so that hashing a 20-byte key costs no call. The header then renames its functions by
// macros, which Swift cannot import, so each one used has a name of its own here.
#define XXH_INLINE_ALL
#include <xxhash.h>

static inline XXH128_hash_t CXXHash_128(const void *bytes, size_t count) {
  return XXH3_128bits(bytes, count);
}

// The streaming state has an alignment that Swift does not import, so it passes as an untyped pointer.
static inline void *CXXHash_create(void) { return XXH3_createState(); }

static inline void CXXHash_free(void *state) { XXH3_freeState(state); }

static inline void CXXHash_reset(void *state) { XXH3_128bits_reset(state); }

static inline void CXXHash_update(void *state, const void *bytes, size_t count) {
  XXH3_128bits_update(state, bytes, count);
}

static inline XXH128_hash_t CXXHash_digest(const void *state) {
  return XXH3_128bits_digest(state);
}
