/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text buffer of Linux up to 3.4 (kernel/printk.c of that time). log_end counts all characters ever written; the buffer has
 * the last ones.
 */
#include "dmesg_form.h"
#include "error.h"

typedef struct {
        TckDmesg *dmesg;
        TckKernelView *view;
        guint64 end, size;
} Text;

/* In 2.6.24, the first version with VMCOREINFO, log_end was a long. */
static guint end_size(const TckDmesg *dmesg) {
        const char *release = tck_vmcore_info_text(dmesg->info, "OSRELEASE");

        return release && g_str_has_prefix(release, "2.6.24") ? dmesg->memory->word : 4;
}

static gboolean read_buffer(Text *text, GError **error) {
        TckDmesg *dmesg = text->dmesg;
        guint64 buffer;

        if (!tck_dmesg_variable(dmesg, "SYMBOL(log_buf)", dmesg->memory->word, &buffer, error) ||
            !tck_dmesg_variable(dmesg, "SYMBOL(log_buf_len)", 4, &text->size, error) ||
            !tck_dmesg_variable(dmesg, "SYMBOL(log_end)", end_size(dmesg), &text->end, error))
                return FALSE;
        if (!text->size || text->size & (text->size - 1))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the length of the kernel's log is not a power of two");
        text->view = tck_kernel_view_new(buffer, text->size);
        return TRUE;
}

static gboolean print_part(Text *text, guint64 from, guint64 to, GError **error) {
        while (from < to) {
                gsize length = (gsize) MIN(to - from, TCK_KERNEL_VIEW);
                const guint8 *bytes = tck_kernel_view(text->view, text->dmesg->memory, from, length, error);

                if (!bytes || !tck_dmesg_print_text(text->dmesg, bytes, length, error))
                        return FALSE;
                from += length;
        }
        return TRUE;
}

gboolean tck_dmesg_text(TckDmesg *dmesg, GError **error) {
        Text text = {.dmesg = dmesg};
        gboolean good = read_buffer(&text, error);

        if (good && text.end > text.size)
                good = print_part(&text, text.end & (text.size - 1), text.size, error) &&
                       print_part(&text, 0, text.end & (text.size - 1), error);
        else if (good)
                good = print_part(&text, 0, text.end, error);
        g_free(text.view);
        return good;
}
