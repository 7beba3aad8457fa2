/* SPDX-License-Identifier: BSD-2-Clause */
/* How a case sees the guest's memory: through the monitor, and in cores. */
#include "check_private.h"

#include <string.h>
#include <unistd.h>

#include "disassembly.h"
#include "error.h"
#include "pvpanic.h"

/* ---- the guest's memory ---- */

/* Samples of a counter that must not change. Even the first one is after a reply, and so after STOP. A running CPU counts thousands
 * between two samples; there are several in case the host does not let it run. */
enum { STANDSTILL_LOOKS = 20 };

/* "0000000000160080: 0x0000000000000c1d" */
static gboolean parse_dump(const char *text, guint64 *ret_value) {
        const char *value = strstr(text, ": ");
        g_autofree char *word = value ? g_strstrip(g_strdup(value + 2)) : NULL;

        return word && wire_number(word, ret_value);
}

guint64 tck_peek(Tck *t, guint64 address) {
        g_autofree char *line = g_strdup_printf("xp /1gx 0x%" G_GINT64_MODIFIER "x", address);
        g_autoptr(JsonNode) answer = NULL;
        const char *text;
        guint64 value = 0;

        if (t->over)
                return 0;
        answer = check_execute(t, "human-monitor-command", qmp_strings("command-line", line, NULL));
        text = answer && json_node_get_value_type(answer) == G_TYPE_STRING ? json_node_get_string(answer) : "";
        if (!parse_dump(text, &value))
                tck_give_up(t, "the monitor answered %s with \"%s\"", line, text);
        return value;
}

void tck_expect_counting(Tck *t, const char *who, guint64 address) {
        g_autofree char *expected = g_strdup_printf("%s to run", who);
        guint64 first = tck_peek(t, address);
        TckPatience patience = tck_patience(t->vm->child->pid, check_deadline(t));

        while (!t->over && tck_peek(t, address) == first)
                if (g_get_monotonic_time() >= tck_patience_end(&patience))
                        tck_fail(t, expected, "that it no longer counts");
}

void tck_expect_standstill(Tck *t, const char *who, guint64 address) {
        g_autofree char *expected = g_strdup_printf("%s to be stopped", who);
        guint64 first = tck_peek(t, address);

        for (int i = 0; i < STANDSTILL_LOOKS && !t->over; i++)
                if (tck_peek(t, address) != first)
                        tck_fail(t, expected, "that it goes on counting");
}

/* ---- cores ---- */

void check_core_trouble(Tck *t, const char *expected) {
        if (g_error_matches(t->error, TCK_ERROR, TCK_ERROR_PROTOCOL))
                check_fail_by_error(t, expected);
        else
                check_refused_or_trouble(t, expected);
}

/* "core-elf-marker.core"; the second one is "core-elf-marker.2.core". Free with g_free(). */
static char *core_path(Tck *t) {
        g_autofree char *name = g_strdelimit(g_strdup(t->tested->name), "/", '-');
        g_autofree char *number = t->cores->len ? g_strdup_printf(".%u", t->cores->len + 1) : g_strdup("");
        g_autofree char *file = g_strdup_printf("%s%s.core", name, number);

        return g_build_filename(t->vm->directory, file, NULL);
}

const TckCore *tck_take_core(Tck *t, const TckCoreOptions *options) {
        g_autofree char *path = t->over ? NULL : core_path(t);
        TckCore *core;

        if (t->over)
                return NULL;
        if (!tck_core_take(t->vm->qmp, path, options, check_deadline(t), &t->error)) {
                check_core_trouble(t, "dump-guest-memory to succeed");
                return NULL;
        }
        g_ptr_array_add(t->core_files, g_strdup(path));
        core = tck_core_open(path, check_deadline(t), &t->error);
        if (core)
                g_ptr_array_add(t->cores, core);
        else
                check_core_trouble(t, "a core that can be read");
        return core;
}

void tck_read_core(Tck *t, const TckCore *core, guint64 physical, void *ret_bytes, gsize length) {
        memset(ret_bytes, 0, length);
        if (!t->over && !tck_core_read(core, physical, ret_bytes, length, &t->error))
                check_core_trouble(t, "the guest's memory in the core");
}

void check_end_cores(Tck *t) {
        g_ptr_array_unref(t->cores);
        for (guint i = 0; t->outcome->verdict == TCK_PASS && i < t->core_files->len; i++)
                unlink(t->core_files->pdata[i]);
        g_ptr_array_unref(t->core_files);
}

/* ---- tables ---- */

void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length) {
        const char *directory = t->vm->directory;
        g_autofree char *file = g_strconcat(name, ".aml", NULL);
        g_autofree char *path = g_build_filename(directory, file, NULL);

        if (t->over)
                return;
        if (!g_file_set_contents(path, (const char *) table, (gssize) length, &t->error) ||
            (tck_can_disassemble() &&
             !tck_disassemble_device(directory, name, PVPANIC_ACPI_HID, check_deadline(t), &t->error)))
                check_trouble(t, "an ACPI table to be saved");
}
