// Inlined, so that hashing a 20-byte key costs no call; the streaming state stays opaque either way.
#define XXH_INLINE_ALL
#include <xxhash.h>
