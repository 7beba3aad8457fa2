/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What gnu-efi's headers include by this name for an architecture: UEFI's basic types (UEFI 2.10, 2.3.1). Debian's gnu-efi has this header
 * for the architecture of the package alone. The calling convention is the compiler's own (2.3.6).
 */
#pragma once

#include <stdint.h>

typedef int8_t INT8;
typedef uint8_t UINT8;
typedef int16_t INT16;
typedef uint16_t UINT16;
typedef int32_t INT32;
typedef uint32_t UINT32;
typedef int64_t INT64;
typedef uint64_t UINT64;
typedef int64_t INTN;
typedef uint64_t UINTN;
typedef __WCHAR_TYPE__ WCHAR;

#define VOID void
#define VOLATILE volatile
#define EFIAPI
#define EFI_FUNCTION

/* Status codes (appendix D). */
#define EFI_ERROR_MASK (UINT64_C(1) << 63)
#define EFIERR(code) (EFI_ERROR_MASK | (code))
#define EFIERR_OEM(code) (EFI_ERROR_MASK | UINT64_C(1) << 62 | (code))

#define INTERFACE_DECL(name) struct name
