/* SPDX-License-Identifier: BSD-2-Clause */
#include "dmesg_form.h"

#include "error.h"

enum { PRINTED_MAX = 256 << 20 }; /* bytes, twice as many as the largest usual log (log_buf_len=128M) */

static void add_byte(GString *line, guint8 byte) {
        if (g_ascii_isprint(byte) || byte == '\t' || byte == '\n')
                g_string_append_c(line, (char) byte);
        else
                g_string_append_printf(line, "\\x%02x", byte);
}

static gboolean print(TckDmesg *dmesg, const GString *text, GError **error) {
        dmesg->printed += text->len;
        if (dmesg->printed > PRINTED_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log is too long");
        dmesg->sink->print(text->str, text->len, dmesg->sink->data);
        return TRUE;
}

/* The prefix in printk's format; the caller is padded to a width of six. */
static char *prefix_of(const TckDmesgRecord *record, gboolean console) {
        const guint32 cpu = 0x80000000;
        guint64 seconds = record->nanoseconds / G_GUINT64_CONSTANT(1000000000);
        guint microseconds = (guint) (record->nanoseconds % G_GUINT64_CONSTANT(1000000000) / 1000);
        g_autofree char *time = g_strdup_printf("[%5" G_GUINT64_FORMAT ".%06u]", seconds, microseconds);
        g_autofree char *caller = g_strdup_printf("%c%u", record->caller & cpu ? 'C' : 'T', record->caller & ~cpu);

        return console && record->has_caller ? g_strdup_printf("%s[%6s] ", time, caller) : g_strdup_printf("%s ", time);
}

gboolean tck_dmesg_print_record(TckDmesg *dmesg, const TckDmesgRecord *record, GError **error) {
        g_autofree char *prefix = prefix_of(record, dmesg->sink->console);
        g_autoptr(GString) line = g_string_new(prefix);
        gsize indent = line->len;

        for (gsize i = 0; i < record->length; i++) {
                add_byte(line, record->text[i]);
                if (record->text[i] == '\n' && dmesg->sink->console)
                        g_string_append(line, prefix);
                else if (record->text[i] == '\n')
                        g_string_append_printf(line, "%*s", (int) indent, "");
        }
        g_string_append_c(line, '\n');
        return print(dmesg, line, error);
}

gboolean tck_dmesg_print_text(TckDmesg *dmesg, const guint8 *text, gsize length, GError **error) {
        g_autoptr(GString) safe = g_string_sized_new(length);

        for (gsize i = 0; i < length; i++)
                add_byte(safe, text[i]);
        return print(dmesg, safe, error);
}

gboolean tck_dmesg_pass_over(TckDmesg *dmesg, GError *local, GError **error) {
        if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_REFUSED)) {
                g_propagate_error(error, local);
                return FALSE;
        }
        g_error_free(local);
        dmesg->missing++;
        return TRUE;
}

gboolean tck_dmesg_variable(const TckDmesg *dmesg, const char *symbol, guint size, guint64 *ret_number,
                            GError **error) {
        guint64 address;

        return tck_vmcore_info_demand(dmesg->info, symbol, &address, error) &&
               tck_kernel_read_integer(dmesg->memory, address, size, ret_number, error);
}
