/* SPDX-License-Identifier: BSD-2-Clause */
/* Notes of cores, as QEMU writes them, and how they are read. */
#pragma once

#include <elf.h>

#include "common.h"
#include "core.h"

enum { PRSTATUS_SIZE = 336, STATE_SIZE = 440 };

static inline void add32(GByteArray *bytes, guint32 value) {
        value = GUINT32_TO_LE(value);
        g_byte_array_append(bytes, (const guint8 *) &value, sizeof value);
}

static inline void add_note(GByteArray *bytes, const char *name, guint32 type, const void *description, gsize size) {
        static const guint8 zeroes[4];
        gsize name_size = strlen(name) + 1;

        add32(bytes, (guint32) name_size);
        add32(bytes, (guint32) size);
        add32(bytes, type);
        g_byte_array_append(bytes, (const guint8 *) name, (guint) name_size);
        g_byte_array_append(bytes, zeroes, (guint) (-name_size & 3));
        g_byte_array_append(bytes, description, (guint) size);
        g_byte_array_append(bytes, zeroes, (guint) (-size & 3));
}

static inline void put64(guint8 *bytes, guint64 value) {
        value = GUINT64_TO_LE(value);
        memcpy(bytes, &value, sizeof value);
}

static inline void put32(guint8 *bytes, guint32 value) {
        value = GUINT32_TO_LE(value);
        memcpy(bytes, &value, sizeof value);
}

/* The notes of two CPUs, the second with 32-bit registers, and of the guest. */
static inline GByteArray *make_notes(void) {
        GByteArray *notes = g_byte_array_new();
        guint8 prstatus[PRSTATUS_SIZE] = {0}, small[144] = {0}, state[STATE_SIZE] = {0};

        put64(prstatus + 112 + 8 * 16, 0x10141d);
        put64(prstatus + 112 + 8 * 19, 0x153fc8);
        add_note(notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        put32(small + 72 + 4 * 12, 0xfff0);
        put32(small + 72 + 4 * 15, 0x6c5c);
        add_note(notes, "CORE", NT_PRSTATUS, small, sizeof small);
        put32(state, 1);
        put32(state + 4, STATE_SIZE);
        put64(state + 136, 0x10141d);
        put64(state + 416, 0x12b000);
        add_note(notes, "QEMU", 0, state, sizeof state);
        add_note(notes, "VMCOREINFO", 0, "OSRELEASE=1\n", strlen("OSRELEASE=1\n"));
        return notes;
}

static inline void check_notes(const TckCore *core) {
        g_assert_cmpuint(core->cpu_count, ==, 2);
        g_assert_cmphex(core->cpus[0].ip, ==, 0x10141d);
        g_assert_cmphex(core->cpus[0].sp, ==, 0x153fc8);
        g_assert_cmphex(core->cpus[1].ip, ==, 0xfff0);
        g_assert_cmphex(core->cpus[1].sp, ==, 0x6c5c);
        g_assert_cmpuint(core->state_count, ==, 1);
        g_assert_cmphex(core->states[0].ip, ==, 0x10141d);
        g_assert_cmphex(core->states[0].page_table, ==, 0x12b000);
}

static inline void assert_malformed(const char *path, const char *complaint) {
        GError *error = NULL;

        g_assert_null(tck_core_open(path, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, path);
        g_assert_null(tck_core_open(path, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, complaint);
}
