// Instructions that Swift has no name for: to gather the top bits of a vector, and to ask for memory
// ahead of its use. Questions about 64 bytes are answered with a bit for each, the first byte lowest.
#pragma once
#include <stdint.h>

// Asks for the memory at an address, which will be written soon.
static inline void CIntrinsics_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t CIntrinsics_gather(__m128i a, __m128i b, __m128i c, __m128i d) {
  uint64_t low = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
  uint64_t high = (uint32_t)_mm_movemask_epi8(c) | (uint32_t)_mm_movemask_epi8(d) << 16;
  return low | high << 32;
}

static inline __m128i CIntrinsics_load(const uint8_t *bytes) {
  return _mm_loadu_si128((const __m128i *)bytes);
}

// Bytes at or above 0x80.
static inline uint64_t CIntrinsics_tops(const uint8_t *bytes) {
  return CIntrinsics_gather(CIntrinsics_load(bytes), CIntrinsics_load(bytes + 16),
                           CIntrinsics_load(bytes + 32), CIntrinsics_load(bytes + 48));
}

static inline __m128i CIntrinsics_any3(__m128i v, uint8_t x, uint8_t y, uint8_t z) {
  return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)x)),
                      _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)y)),
                                   _mm_cmpeq_epi8(v, _mm_set1_epi8((char)z))));
}

// Bytes equal to any of three.
static inline uint64_t CIntrinsics_equal(const uint8_t *bytes, uint8_t x, uint8_t y, uint8_t z) {
  return CIntrinsics_gather(CIntrinsics_any3(CIntrinsics_load(bytes), x, y, z),
                           CIntrinsics_any3(CIntrinsics_load(bytes + 16), x, y, z),
                           CIntrinsics_any3(CIntrinsics_load(bytes + 32), x, y, z),
                           CIntrinsics_any3(CIntrinsics_load(bytes + 48), x, y, z));
}

static inline __m128i CIntrinsics_any2OrUpTo(__m128i v, uint8_t x, uint8_t y, uint8_t most) {
  __m128i small = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8((char)most)), v);
  return _mm_or_si128(small, _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)x)),
                                          _mm_cmpeq_epi8(v, _mm_set1_epi8((char)y))));
}

// Bytes equal to one of two, or no greater than a third.
static inline uint64_t CIntrinsics_equalOrUpTo(const uint8_t *bytes, uint8_t x, uint8_t y,
                                              uint8_t most) {
  return CIntrinsics_gather(CIntrinsics_any2OrUpTo(CIntrinsics_load(bytes), x, y, most),
                           CIntrinsics_any2OrUpTo(CIntrinsics_load(bytes + 16), x, y, most),
                           CIntrinsics_any2OrUpTo(CIntrinsics_load(bytes + 32), x, y, most),
                           CIntrinsics_any2OrUpTo(CIntrinsics_load(bytes + 48), x, y, most));
}

#else

// Other processors: the same answers a byte at a time, which compilers make into vectors themselves.
static inline uint64_t CIntrinsics_tops(const uint8_t *bytes) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(bytes[i] >> 7) << i;
  return mask;
}

static inline uint64_t CIntrinsics_equal(const uint8_t *bytes, uint8_t x, uint8_t y, uint8_t z) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (uint64_t)(bytes[i] == x || bytes[i] == y || bytes[i] == z) << i;
  return mask;
}

static inline uint64_t CIntrinsics_equalOrUpTo(const uint8_t *bytes, uint8_t x, uint8_t y,
                                              uint8_t most) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (uint64_t)(bytes[i] == x || bytes[i] == y || bytes[i] <= most) << i;
  return mask;
}

#endif
