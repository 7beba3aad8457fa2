/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The notes of a core: ELF notes, whatever the format of its memory.
 */
#pragma once

#include "core.h"

typedef struct {
        const TckArch *arch; /* of the guest */
        GArray *cpus;        /* TckRegisters, of NT_PRSTATUS */
        GArray *states;      /* TckRegisters, of QEMU's own notes */
        char *vmcoreinfo;    /* valid UTF-8; NULL if there is none */
} TckCoreNotes;

void tck_core_notes_init(TckCoreNotes *notes);
void tck_core_notes_clear(TckCoreNotes *notes);

/* Adds what so many bytes of notes say. */
gboolean tck_core_notes_take(TckCoreNotes *notes, const guint8 *bytes, gsize length, GError **error);

/* Takes a copy of the text, and drops the one before. */
void tck_core_notes_set_vmcoreinfo(TckCoreNotes *notes, const guint8 *text, gsize size);
