/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores that are ELF files.
 */
#pragma once

#include "core_file.h"
#include "core_notes.h"

typedef struct {
        guint header_size; /* e_ehsize, bytes */
        GArray *segments;  /* TckCoreSegment, of PT_LOAD */
} TckCoreElf;

/* Reads the headers into `elf`, whose segments are an empty array, and the notes into `notes`. */
gboolean tck_core_elf_read(const TckCoreFile *file, TckCoreElf *elf, TckCoreNotes *notes, GError **error);
