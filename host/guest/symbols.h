/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Describes addresses of a program by the symbols and the DWARF of its ELF file.
 */
#pragma once

#include <glib.h>

typedef struct TckSymbols TckSymbols;

/* Opens an ELF file, with or without debug information. Any other file is
 * TCK_ERROR_ENVIRONMENT. Not to be used by several threads at once. Free with tck_symbols_free(). */
TckSymbols *tck_symbols_open(const char *elf_path, GError **error);
void tck_symbols_free(TckSymbols *symbols);

/* The lowest address that the file is linked at. The bias of an image is its load address minus this. */
guint64 tck_symbols_start(const TckSymbols *symbols);

/* Whether the address, as linked, is in a section of code. */
gboolean tck_symbols_is_code(TckSymbols *symbols, guint64 address);

/* Describes address - bias: the function or variable, its source line if that is known (for inlined code, that of
 * the call), and the offset: "operation_out at probe/x86_64/port.c:44 (+0x1b)". NULL if nothing is known. Free with g_free(). */
char *tck_symbols_describe(TckSymbols *symbols, guint64 address, guint64 bias);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSymbols, tck_symbols_free)
