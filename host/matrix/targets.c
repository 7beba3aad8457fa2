/* SPDX-License-Identifier: BSD-2-Clause */
#include "targets.h"

#include <string.h>

#include "error.h"
#include "escape.h"
#include "file.h"
#include "table.h"
#include "target_check.h"

enum { FILE_MAX = 1 << 20, TARGETS_MAX = 256, NAME_MAX_BYTES = 64 };

/* ---- lines ---- */

static gboolean mistake(GError **error, const char *file, guint line, const char *what) {
        g_autofree char *shown = tck_escape(what, "");

        return tck_error_set(error, TCK_ERROR_USAGE, "%s:%u: %s", file, line, shown);
}

/* A name is that of a folder, too. */
static gboolean is_name(const char *name) {
        gsize length = strlen(name);

        return length && length <= NAME_MAX_BYTES && g_ascii_isalnum(*name) && !g_str_has_suffix(name, ".json") &&
               strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._+-") == length;
}

static const TckMatrixTarget *find(const GPtrArray *targets, const char *name) {
        for (guint i = 0; i < targets->len; i++)
                if (g_str_equal(((const TckMatrixTarget *) targets->pdata[i])->name, name))
                        return targets->pdata[i];
        return NULL;
}

/* "[name]" */
static char *read_group(GPtrArray *targets, const char *file, guint number, char *line) {
        TckMatrixTarget *target;
        gsize length = strlen(line);

        if (line[length - 1] != ']')
                return g_strdup_printf("%s is not a group: the bracket is not closed", line);
        line[length - 1] = '\0';
        line++;
        if (!is_name(line))
                return g_strdup_printf(
                        "[%s] is not a name for a target: it takes up to %d letters, digits and -_.+, begins with a "
                        "letter or digit, and does not end in .json",
                        line, NAME_MAX_BYTES);
        if (find(targets, line))
                return g_strdup_printf("the target %s is a duplicate: its first group is on line %u", line,
                                       find(targets, line)->line);
        if (targets->len == TARGETS_MAX)
                return g_strdup_printf("there are more than %d targets", TARGETS_MAX);
        target = g_new0(TckMatrixTarget, 1);
        target->name = g_strdup(line);
        target->file = g_strdup(file);
        target->line = number;
        g_ptr_array_add(targets, target);
        return NULL;
}

static TckTargetKey find_key(const char *name) {
        TckTargetKey key = 0;

        while (key < TCK_TARGET_KEYS && !g_str_equal(tck_target_key_name(key), name))
                key++;
        return key;
}

/* "key=value", with the escapes of key files. */
static char *read_key(const GPtrArray *targets, GKeyFile *table, guint number, char *line) {
        TckMatrixTarget *target = targets->len ? targets->pdata[targets->len - 1] : NULL;
        char *sign = strchr(line, '=');
        TckTargetKey key;

        if (!sign)
                return g_strdup_printf("%s is neither a group, nor key=value, nor a comment", line);
        *sign = '\0';
        g_strchomp(line);
        key = find_key(line);
        if (!target)
                return g_strdup_printf("the key %s comes before the first group", line);
        if (key == TCK_TARGET_KEYS)
                return g_strdup_printf("there is no key %s", line);
        if (target->lines[key])
                return g_strdup_printf("the key %s is a duplicate: the first one is on line %u", line,
                                       target->lines[key]);
        g_key_file_set_value(table, "value", "value", g_strchug(sign + 1));
        target->lines[key] = number;
        target->values[key] = tck_table_text(table, "value", "value");
        if (!target->values[key])
                return g_strdup_printf(
                        "the value of %s has a backslash that is not followed by s, n, t, r or another backslash",
                        line);
        return *target->values[key] ? NULL : g_strdup_printf("the value of %s is empty", line);
}

static gboolean read_line(GPtrArray *targets, GKeyFile *table, const char *file, guint number, char *line,
                          GError **error) {
        g_autofree char *what = NULL;

        g_strstrip(line);
        if (!*line || *line == '#')
                return TRUE;
        what = *line == '[' ? read_group(targets, file, number, line) : read_key(targets, table, number, line);
        return !what || mistake(error, file, number, what);
}

/* ---- the file ---- */

/* What a line alone does not show. */
static gboolean check(TckMatrixTarget *target, GError **error) {
        guint line = target->line;
        g_autofree char *what = tck_target_check(target, &line);

        return !what || mistake(error, target->file, line, what);
}

GPtrArray *tck_targets_parse(const char *file, const char *text, gsize length, GError **error) {
        g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(tck_matrix_target_free);
        g_autoptr(GKeyFile) table = g_key_file_new();
        g_autofree char *whole = NULL;
        g_auto(GStrv) lines = NULL;

        if (!g_utf8_validate(text, (gssize) length, NULL)) {
                tck_error_set(error, TCK_ERROR_USAGE, "%s: this is not UTF-8", file);
                return NULL;
        }
        whole = g_strndup(text, length);
        lines = g_strsplit(whole, "\n", -1);
        for (guint i = 0; lines[i]; i++)
                if (!read_line(targets, table, file, i + 1, lines[i], error))
                        return NULL;
        for (guint i = 0; i < targets->len; i++)
                if (!check(targets->pdata[i], error))
                        return NULL;
        if (targets->len)
                return g_steal_pointer(&targets);
        tck_error_set(error, TCK_ERROR_USAGE, "%s: there is no target", file);
        return NULL;
}

GPtrArray *tck_targets_read(const char *path, GError **error) {
        g_autoptr(GError) local = NULL;
        gsize length;
        g_autofree char *text = tck_file_read(path, FILE_MAX, &length, &local);

        if (text)
                return tck_targets_parse(path, text, length, error);
        tck_error_set(error, TCK_ERROR_USAGE, "cannot read the targets: %s", local->message);
        return NULL;
}
