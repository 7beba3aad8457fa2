/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel's memory, from a core or from a test. Nothing in it is trusted.
 */
#pragma once

#include <glib.h>

typedef struct {
        /* Reads length bytes at a virtual address of the kernel. TCK_ERROR_REFUSED for missing memory. */
        gboolean (*read)(gpointer data, guint64 address, void *ret_bytes, gsize length, GError **error);
        gpointer data;
        gboolean big_endian;
        guint word;      /* bytes of a pointer, and of a long: 4 or 8 */
        gint64 deadline; /* for all reads */
} TckKernelMemory;

/* An integer of so many bytes, 8 at most, in the kernel's byte order. */
guint64 tck_kernel_integer(const TckKernelMemory *memory, const guint8 *bytes, guint size);

/* Reads one. */
gboolean tck_kernel_read_integer(const TckKernelMemory *memory, guint64 address, guint size, guint64 *ret_number,
                                 GError **error);

/* ---- an array, read sequentially in large pieces ---- */

enum { TCK_KERNEL_VIEW = 128 << 10 };

typedef struct {
        guint64 address, size; /* of the array, bytes */
        guint64 at;            /* the address of the bytes that have been read, */
        gsize length;          /* and their number */
        guint8 bytes[TCK_KERNEL_VIEW];
} TckKernelView;

/* Free with g_free(). */
TckKernelView *tck_kernel_view_new(guint64 address, guint64 size);

/* Up to TCK_KERNEL_VIEW bytes of the array at that offset, valid until the next call. NULL with an error, TCK_ERROR_PROTOCOL if they
 * are not all within the array. */
const guint8 *tck_kernel_view(TckKernelView *view, const TckKernelMemory *memory, guint64 offset, gsize length,
                              GError **error);
