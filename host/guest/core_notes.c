/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_notes.h"

#include <elf.h>
#include <string.h>

#include "core_file.h"

void tck_core_notes_init(TckCoreNotes *notes) {
        notes->cpus = g_array_new(FALSE, FALSE, sizeof(TckCoreRegisters));
        notes->states = g_array_new(FALSE, FALSE, sizeof(TckCoreState));
        notes->vmcoreinfo = NULL;
}

void tck_core_notes_clear(TckCoreNotes *notes) {
        g_array_unref(notes->cpus);
        g_array_unref(notes->states);
        g_free(notes->vmcoreinfo);
}

/* ---- one note ---- */

typedef struct {
        guint32 type;
        const char *name;
        gsize name_size; /* with what ends it */
        const guint8 *description;
        gsize size;
} Note;

static guint32 number32(const guint8 *bytes) {
        guint32 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT32_FROM_LE(value);
}

static guint64 number64(const guint8 *bytes) {
        guint64 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT64_FROM_LE(value);
}

static gboolean is_named(const Note *note, const char *name) {
        return note->name_size == strlen(name) + 1 && memcmp(note->name, name, note->name_size) == 0;
}

static gboolean too_many_cpus(const GArray *cpus, GError **error) {
        return cpus->len >= TCK_CORE_CPUS_MAX &&
               !tck_core_malformed(error, "it has the registers of more CPUs than can be");
}

/* Linux's structures elf_prstatus: which of the two it is, its size tells. */
static gboolean take_prstatus(TckCoreNotes *notes, const Note *note, GError **error) {
        enum { REGISTERS_64 = 112, RIP = 16, RSP = 19, SIZE_64 = 336 };
        enum { REGISTERS_32 = 72, EIP = 12, ESP = 15, SIZE_32 = 144 };
        const guint8 *at = note->description;
        TckCoreRegisters registers;

        if (note->size == SIZE_64)
                registers = (TckCoreRegisters){number64(at + REGISTERS_64 + 8 * RIP),
                                               number64(at + REGISTERS_64 + 8 * RSP)};
        else if (note->size == SIZE_32)
                registers = (TckCoreRegisters){number32(at + REGISTERS_32 + 4 * EIP),
                                               number32(at + REGISTERS_32 + 4 * ESP)};
        else
                return tck_core_malformed(error, "an NT_PRSTATUS note is not as long as one of an x86 CPU");
        if (too_many_cpus(notes->cpus, error))
                return FALSE;
        g_array_append_val(notes->cpus, registers);
        return TRUE;
}

/* QEMU's structure QEMUCPUState, version 1: its size comes second, general registers, RIP, flags, ten segments, CR0 to 4. */
static gboolean take_state(TckCoreNotes *notes, const Note *note, GError **error) {
        enum { VERSION = 1, RSP = 56, RIP = 136, CR3 = 416, SIZE_MIN = 432 };
        const guint8 *at = note->description;
        TckCoreState state;

        if (note->size < SIZE_MIN || number32(at) != VERSION || number32(at + 4) != note->size)
                return tck_core_malformed(error, "a note named QEMU is not a CPU state of version 1");
        if (too_many_cpus(notes->states, error))
                return FALSE;
        state = (TckCoreState){number64(at + RIP), number64(at + RSP), number64(at + CR3)};
        g_array_append_val(notes->states, state);
        return TRUE;
}

void tck_core_notes_set_vmcoreinfo(TckCoreNotes *notes, const guint8 *text, gsize size) {
        g_autofree char *copy = g_strndup((const char *) text, size);

        g_free(notes->vmcoreinfo);
        notes->vmcoreinfo = g_utf8_make_valid(copy, -1);
}

static gboolean take_note(TckCoreNotes *notes, const Note *note, GError **error) {
        if (is_named(note, "CORE") && note->type == NT_PRSTATUS)
                return take_prstatus(notes, note, error);
        if (is_named(note, "QEMU"))
                return take_state(notes, note, error);
        if (is_named(note, "VMCOREINFO"))
                tck_core_notes_set_vmcoreinfo(notes, note->description, note->size);
        return TRUE;
}

/* Sizes of name and description, type, both of these: to multiples of four, but that the last may end where it ends. */
gboolean tck_core_notes_take(TckCoreNotes *notes, const guint8 *bytes, gsize length, GError **error) {
        enum { HEADER = 12 };
        gsize place = 0;

        while (length - place >= HEADER) {
                gsize name_size = number32(bytes + place), size = number32(bytes + place + 4);
                Note note = {.type = number32(bytes + place + 8), .name_size = name_size, .size = size};
                gsize padded = (name_size + 3) & ~(gsize) 3;

                place += HEADER;
                if (padded > length - place || size > length - place - padded)
                        return tck_core_malformed(error, "a note leads out of its segment");
                note.name = (const char *) bytes + place;
                note.description = bytes + place + padded;
                if (!take_note(notes, &note, error))
                        return FALSE;
                place += padded;
                place += MIN((size + 3) & ~(gsize) 3, length - place);
        }
        return TRUE;
}
