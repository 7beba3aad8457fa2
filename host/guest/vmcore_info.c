/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmcore_info.h"

#include <string.h>

#include "error.h"

struct TckVmcoreInfo {
        char *text;        /* each key and each value in it is terminated by a NUL */
        GHashTable *lines; /* keys and values point into the text */
};

TckVmcoreInfo *tck_vmcore_info_new(const char *text) {
        TckVmcoreInfo *info = g_new(TckVmcoreInfo, 1);
        char *next = info->text = g_strdup(text);

        info->lines = g_hash_table_new(g_str_hash, g_str_equal);
        while (next) {
                char *line = strsep(&next, "\n"), *value = strchr(line, '=');

                if (!value)
                        continue;
                *value = '\0';
                g_hash_table_replace(info->lines, line, value + 1);
        }
        return info;
}

void tck_vmcore_info_free(TckVmcoreInfo *info) {
        if (!info)
                return;
        g_hash_table_unref(info->lines);
        g_free(info->text);
        g_free(info);
}

const char *tck_vmcore_info_text(const TckVmcoreInfo *info, const char *key) {
        return g_hash_table_lookup(info->lines, key);
}

gboolean tck_vmcore_info_number(const TckVmcoreInfo *info, const char *key, guint64 *ret_number) {
        const char *text = tck_vmcore_info_text(info, key);
        gboolean hexadecimal = g_str_has_prefix(key, "SYMBOL(") || (text && g_str_has_prefix(text, "0x"));
        gboolean negative = text && *text == '-';
        guint64 number;
        char *end;

        if (!text || !g_ascii_isxdigit(text[negative]))
                return FALSE;
        number = g_ascii_strtoull(text + negative, &end, hexadecimal ? 16 : 10);
        if (*end)
                return FALSE;
        *ret_number = negative ? -number : number;
        return TRUE;
}

gboolean tck_vmcore_info_demand(const TckVmcoreInfo *info, const char *key, guint64 *ret_number, GError **error) {
        return tck_vmcore_info_number(info, key, ret_number) ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "its VMCOREINFO has no %s", key);
}
