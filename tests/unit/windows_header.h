/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Headers of Windows dumps, which tests write according to the documented layout (host/guest/windows_dump.h names its
 * sources).
 */
#pragma once

#include "cores.h"

enum { SIZE_64 = 0x2000, SIZE_32 = 0x1000 };

/* 2026-11-26 10:15:30.25 UTC. */
static const guint64 system_time = G_GUINT64_CONSTANT(134401617302500000);
static const guint64 up_time = G_GUINT64_CONSTANT(863990000000); /* a second less than a day */

/* A new header, as Windows initializes it. */
static inline GByteArray *make_filled(gsize size, const char *signature) {
        GByteArray *header = g_byte_array_new();

        g_byte_array_set_size(header, (guint) size);
        for (gsize i = 0; i < size; i += 4)
                memcpy(header->data + i, "PAGE", 4);
        memcpy(header->data, signature, 8);
        return header;
}

static inline GByteArray *make_64(guint type, guint code, const guint64 parameters[4]) {
        GByteArray *header = make_filled(SIZE_64, "PAGEDU64");
        guint8 *bytes = header->data;

        put32(bytes + 0x8, 0xf);
        put32(bytes + 0xc, 19041);
        put64(bytes + 0x10, 0x1ad000);
        put32(bytes + 0x30, 0x8664);
        put32(bytes + 0x34, 4);
        put32(bytes + 0x38, code);
        for (guint i = 0; i < 4; i++)
                put64(bytes + 0x40 + 8 * i, parameters[i]);
        put64(bytes + 0x80, G_GUINT64_CONSTANT(0xfffff80123400000));
        put32(bytes + 0xf98, type);
        put64(bytes + 0xfa8, system_time);
        memset(bytes + 0xfb0, 0, 128);
        put64(bytes + 0x1030, up_time);
        put32(bytes + 0x1050, 0);
        return header;
}

static inline GByteArray *make_32(guint type, guint code, const guint64 parameters[4]) {
        GByteArray *header = make_filled(SIZE_32, "PAGEDUMP");
        guint8 *bytes = header->data;

        put32(bytes + 0x8, 0xc);
        put32(bytes + 0xc, 2600);
        put32(bytes + 0x10, 0x39000);
        put32(bytes + 0x20, 0x14c);
        put32(bytes + 0x24, 1);
        put32(bytes + 0x28, code);
        for (guint i = 0; i < 4; i++)
                put32(bytes + 0x2c + 4 * i, (guint32) parameters[i]);
        put32(bytes + 0x60, 0x8054c2e0);
        memset(bytes + 0x820, 0, 128);
        memcpy(bytes + 0x820, "made by hand \xff", 14);
        put32(bytes + 0xf88, type);
        put64(bytes + 0xfb8, up_time);
        put64(bytes + 0xfc0, system_time);
        return header;
}
