/* SPDX-License-Identifier: BSD-2-Clause */
#include "disassembly.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"

enum { SOURCE_MAX = 64 << 20 }; /* bytes; a megabyte of AML becomes some ten of source */

gboolean tck_can_disassemble(void) {
        g_autofree char *path = g_find_program_in_path("iasl");

        return path != NULL;
}

/* Runs iasl to write PREFIX.dsl from AML. Success is its exit status; its output is ignored. */
static gboolean run_iasl(const char *prefix, const char *aml, gint64 deadline, GError **error) {
        const char *const argv[] = {"iasl", "-p", prefix, "-d", aml, NULL};
        g_auto(TckFd) output = open("/dev/null", O_WRONLY | O_CLOEXEC);
        g_autoptr(TckChild) child = NULL;
        gboolean ended;
        int status;

        if (output < 0)
                return tck_error_set_errno(error, "cannot open /dev/null");
        child = tck_child_spawn(argv, NULL, 0, output, error);
        ended = child && tck_child_wait(child, deadline, &status, error);
        if (ended && status != 0) {
                g_autofree char *how = tck_child_status_text(status);

                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "iasl -d %s %s", aml, how);
        }
        return ended && status == 0;
}

static gsize indent(const char *line) {
        return strspn(line, " ");
}

static gboolean opens_device(const char *line, gsize outside) {
        return indent(line) < outside && g_str_has_prefix(line + indent(line), "Device (");
}

/* The lines of the device that contains the given line, from its start to its end. NULL if no device contains it. */
static char *device_around(char **lines, guint place) {
        gsize depth = indent(lines[place]), outer;
        guint first = place, last = place;
        g_autoptr(GString) text = g_string_new(NULL);

        while (first && !opens_device(lines[first], depth))
                first--;
        if (!opens_device(lines[first], depth))
                return NULL;
        outer = indent(lines[first]);
        while (lines[last] && !(indent(lines[last]) == outer && lines[last][outer] == '}'))
                last++;
        for (guint i = first; i <= last && lines[i]; i++)
                g_string_append_printf(text, "%s\n", lines[i] + MIN(outer, indent(lines[i])));
        return g_string_free(g_steal_pointer(&text), FALSE);
}

char *tck_find_device(const char *source, const char *hid) {
        g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
        g_autofree char *quoted = g_strdup_printf("\"%s\"", hid);

        for (guint i = 0; lines[i]; i++)
                if (strstr(lines[i], "_HID") && strstr(lines[i], quoted))
                        return device_around(lines, i);
        return NULL;
}

gboolean tck_disassemble_device(const char *directory, const char *table, const char *hid, gint64 deadline,
                                GError **error) {
        g_autofree char *prefix = g_build_filename(directory, table, NULL);
        g_autofree char *aml = g_strconcat(prefix, ".aml", NULL);
        g_autofree char *whole = g_strconcat(prefix, ".dsl", NULL);
        g_autofree char *name = g_strconcat(hid, ".dsl", NULL);
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_autofree char *source = NULL, *device = NULL;

        if (run_iasl(prefix, aml, deadline, error))
                source = tck_file_read(whole, SOURCE_MAX, NULL, error);
        unlink(whole);
        if (!source)
                return FALSE;
        device = tck_find_device(source, hid);
        return !device || g_file_set_contents(path, device, -1, error);
}
