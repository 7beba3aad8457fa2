/* SPDX-License-Identifier: BSD-2-Clause */
#include "kernel_memory.h"

#include "error.h"

guint64 tck_kernel_integer(const TckKernelMemory *memory, const guint8 *bytes, guint size) {
        guint64 number = 0;

        for (guint i = 0; i < size; i++)
                number = number << 8 | bytes[memory->big_endian ? i : size - 1 - i];
        return number;
}

gboolean tck_kernel_read_integer(const TckKernelMemory *memory, guint64 address, guint size, guint64 *ret_number,
                                 GError **error) {
        guint8 bytes[8];

        g_return_val_if_fail(size <= sizeof bytes, FALSE);
        if (!memory->read(memory->data, address, bytes, size, error))
                return FALSE;
        *ret_number = tck_kernel_integer(memory, bytes, size);
        return TRUE;
}

TckKernelView *tck_kernel_view_new(guint64 address, guint64 size) {
        TckKernelView *view = g_new(TckKernelView, 1);

        view->address = address;
        view->size = size;
        view->at = view->length = 0;
        return view;
}

const guint8 *tck_kernel_view(TckKernelView *view, const TckKernelMemory *memory, guint64 offset, gsize length,
                              GError **error) {
        if (length > TCK_KERNEL_VIEW || offset > view->size || length > view->size - offset) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log extends beyond its buffer");
                return NULL;
        }
        if (offset >= view->at && length <= view->length && offset - view->at <= view->length - length)
                return view->bytes + (offset - view->at);
        if (g_get_monotonic_time() >= memory->deadline) {
                tck_error_set(error, TCK_ERROR_TIMEOUT, "reading it takes too long");
                return NULL;
        }
        view->at = offset;
        view->length = (gsize) MIN(view->size - offset, TCK_KERNEL_VIEW);
        if (memory->read(memory->data, view->address + offset, view->bytes, view->length, NULL))
                return view->bytes;
        /* The core may lack pages after the requested bytes: reads only these. */
        view->length = memory->read(memory->data, view->address + offset, view->bytes, length, error) ? length : 0;
        return view->length == length ? view->bytes : NULL;
}
