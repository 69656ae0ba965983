// The static-only part of the interface carries the frame header reader and the window limit checks.
#define ZSTD_STATIC_LINKING_ONLY 1
#include <zstd.h>
#include <zstd_errors.h>
