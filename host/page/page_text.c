/* SPDX-License-Identifier: BSD-2-Clause */
#include "page_text.h"

#include "json.h"

char *tck_page_script_text(JsonNode *root) {
        g_autofree char *json = tck_json_text(root);
        GString *text = g_string_new(json);

        /* Outside of strings JSON has none of these. */
        g_string_replace(text, "<", "\\u003c", 0);
        g_string_replace(text, "\u2028", "\\u2028", 0);
        g_string_replace(text, "\u2029", "\\u2029", 0);
        return g_string_free(text, FALSE);
}
