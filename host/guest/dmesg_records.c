/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The record buffer of Linux 3.5 to 5.9 (kernel/printk/printk.c of that time). A record is a header, the text, and a dictionary;
 * a header of length 0 means that the next record is at the beginning of the buffer.
 */
#include <string.h>

#include "dmesg_form.h"
#include "error.h"

typedef struct {
        TckDmesg *dmesg;
        guint64 size, ts_nsec, len, text_len, caller_id; /* of a header */
        gboolean has_caller;
        guint64 buffer, buffer_size, first, next;
        TckKernelView *view;
} Records;

static gboolean demand(const Records *records, const char *kind, const char *structure, const char *member,
                       guint64 *ret_number, GError **error) {
        g_autofree char *key = g_strdup_printf("%s(%s%s%s)", kind, structure, *member ? "." : "", member);

        return tck_vmcore_info_demand(records->dmesg->info, key, ret_number, error);
}

/* Lengths are of two bytes. */
static gboolean read_layout(Records *records, const char *structure, GError **error) {
        if (!demand(records, "SIZE", structure, "", &records->size, error) ||
            !demand(records, "OFFSET", structure, "ts_nsec", &records->ts_nsec, error) ||
            !demand(records, "OFFSET", structure, "len", &records->len, error) ||
            !demand(records, "OFFSET", structure, "text_len", &records->text_len, error))
                return FALSE;
        records->has_caller = demand(records, "OFFSET", structure, "caller_id", &records->caller_id, NULL);
        if (records->size >= 8 && records->size <= 256 && records->ts_nsec <= records->size - 8 &&
            records->len <= records->size - 2 && records->text_len <= records->size - 2 &&
            (!records->has_caller || records->caller_id <= records->size - 4))
                return TRUE;
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the structures in its VMCOREINFO are inconsistent");
}

static gboolean read_buffer(Records *records, GError **error) {
        if (!tck_dmesg_variable(records->dmesg, "SYMBOL(log_buf)", records->dmesg->memory->word, &records->buffer,
                                error) ||
            !tck_dmesg_variable(records->dmesg, "SYMBOL(log_buf_len)", 4, &records->buffer_size, error) ||
            !tck_dmesg_variable(records->dmesg, "SYMBOL(log_first_idx)", 4, &records->first, error) ||
            !tck_dmesg_variable(records->dmesg, "SYMBOL(log_next_idx)", 4, &records->next, error))
                return FALSE;
        if (records->first >= records->buffer_size || records->next > records->buffer_size)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has an invalid beginning or end");
        records->view = tck_kernel_view_new(records->buffer, records->buffer_size);
        return TRUE;
}

/* Prints a record and returns its length; 0 for the mark that the next one is at the beginning. */
static gboolean read_record(Records *records, guint64 at, guint64 *ret_length, GError **error) {
        const TckKernelMemory *memory = records->dmesg->memory;
        const guint8 *header = tck_kernel_view(records->view, memory, at, (gsize) records->size, error);
        TckDmesgRecord record;

        if (!header)
                return FALSE;
        *ret_length = tck_kernel_integer(memory, header + records->len, 2);
        if (!*ret_length)
                return TRUE;
        record = (TckDmesgRecord){
                .nanoseconds = tck_kernel_integer(memory, header + records->ts_nsec, 8),
                .has_caller = records->has_caller,
                .caller =
                        records->has_caller ? (guint32) tck_kernel_integer(memory, header + records->caller_id, 4) : 0,
                .length = (gsize) tck_kernel_integer(memory, header + records->text_len, 2)};
        if (*ret_length < records->size || record.length > *ret_length - records->size)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has a message outside its buffer");
        record.text = tck_kernel_view(records->view, memory, at + records->size, record.length, error);
        return record.text && tck_dmesg_print_record(records->dmesg, &record, error);
}

/* Ends even in a corrupt buffer: it returns to the beginning only once. */
static gboolean print_records(Records *records, GError **error) {
        gboolean around = FALSE;

        for (guint64 at = records->first; at != records->next;) {
                guint64 length;

                if (around && at > records->next)
                        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has no end");
                if (!read_record(records, at, &length, error))
                        return FALSE;
                if (!length && around)
                        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has no end");
                around |= !length;
                at = length ? at + length : 0;
        }
        return TRUE;
}

gboolean tck_dmesg_records(TckDmesg *dmesg, const char *structure, GError **error) {
        Records records = {.dmesg = dmesg};
        gboolean good = read_layout(&records, structure, error) && read_buffer(&records, error) &&
                        print_records(&records, error);

        g_free(records.view);
        return good;
}
