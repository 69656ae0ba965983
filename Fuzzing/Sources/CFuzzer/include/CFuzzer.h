#pragma once

#include <stddef.h>
#include <stdint.h>

/// The driver of libFuzzer, which has no header: runs the callback on inputs that it makes, until an
/// option says that it is enough.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
