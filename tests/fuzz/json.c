/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is accepted as plain JSON, the parser reads or refuses without a warning, and what is written of it is plain
 * JSON again.
 */
#include "json.h"

#include "fuzz.h"

enum { NESTING_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size), *line = NULL, *lines = NULL;
        g_autoptr(JsonParser) parser = json_parser_new_immutable();
        JsonNode *root;

        if (!tck_json_is_plain(text, NESTING_MAX) || !g_utf8_validate(text, -1, NULL) ||
            !json_parser_load_from_data(parser, text, -1, NULL))
                return 0;
        root = json_parser_get_root(parser);
        assert(root && (JSON_NODE_HOLDS_OBJECT(root) || JSON_NODE_HOLDS_ARRAY(root)));
        line = tck_json_text(root);
        lines = tck_json_pretty(root);
        assert(tck_json_is_plain(line, NESTING_MAX) && tck_json_is_plain(lines, NESTING_MAX));
        assert(!strchr(line, '\n') && g_utf8_validate(line, -1, NULL));
        return 0;
}
