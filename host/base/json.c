/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <math.h>
#include <string.h>

static JsonNode *member(JsonObject *object, const char *name) {
        return object ? json_object_get_member(object, name) : NULL;
}

const char *tck_json_string(JsonObject *object, const char *name) {
        JsonNode *node = member(object, name);

        return node && json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node) : NULL;
}

JsonObject *tck_json_object(JsonObject *object, const char *name) {
        JsonNode *node = member(object, name);

        return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

gint64 tck_json_int(JsonObject *object, const char *name, gint64 otherwise) {
        JsonNode *node = member(object, name);

        return node && json_node_get_value_type(node) == G_TYPE_INT64 ? json_node_get_int(node) : otherwise;
}

gboolean tck_json_is_true(JsonObject *object, const char *name) {
        JsonNode *node = member(object, name);

        return node && json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

GPtrArray *tck_json_texts(JsonObject *object, const char *name) {
        JsonNode *node = member(object, name);
        JsonArray *array = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
        GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; array && i < json_array_get_length(array); i++) {
                JsonNode *element = json_array_get_element(array, i);

                if (JSON_NODE_HOLDS_VALUE(element) && json_node_get_value_type(element) == G_TYPE_STRING)
                        g_ptr_array_add(texts, g_strdup(json_node_get_string(element)));
        }
        return texts;
}

/* JSON-GLib, up to 1.6 at least, leaves this one control character in strings as it is, which JSON does not allow. */
#define US '\x1f'

static char *write_out(JsonNode *node, gboolean pretty) {
        char *text = json_to_string(node, pretty);
        g_auto(GStrv) parts = NULL;

        if (!strchr(text, US))
                return text;
        parts = g_strsplit(text, (char[]){US, '\0'}, -1);
        g_free(text);
        return g_strjoinv("\\u001f", parts);
}

char *tck_json_text(JsonNode *node) {
        return node ? write_out(node, FALSE) : g_strdup("null");
}

char *tck_json_pretty(JsonNode *node) {
        return write_out(node, TRUE);
}

char *tck_json_object_text(JsonObject *object) {
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);

        json_node_set_object(node, object);
        return write_out(node, FALSE);
}

/* ---- what is no JSON ---- */

#define DIGITS "0123456789"
#define SPACES " \t\r\n"

/* From a quote to behind its counterpart; NULL if there is none, or something in between that has to be escaped. */
static const char *skip_string(const char *c) {
        for (c++; *c != '"'; c++) {
                if ((guchar) *c < ' ')
                        return NULL;
                if (*c != '\\')
                        continue;
                c++;
                if (!*c || !strchr("\"\\/bfnrtu", *c) || (*c == 'u' && strspn(c + 1, DIGITS "abcdefABCDEF") < 4))
                        return NULL;
        }
        return c + 1;
}

/* Behind at least one digit; NULL if there is none. NULL is fine. */
static const char *skip_digits(const char *c) {
        gsize count = c ? strspn(c, DIGITS) : 0;

        return count ? c + count : NULL;
}

/* What is too large for the parser becomes infinity, which nobody can write down again. */
static const char *skip_number(const char *c) {
        const char *number = c;

        if (*c == '-')
                c++;
        c = *c == '0' ? c + 1 : skip_digits(c);
        if (c && *c == '.')
                c = skip_digits(c + 1);
        if (c && (*c == 'e' || *c == 'E'))
                c = skip_digits(c + 1 + (c[1] == '+' || c[1] == '-'));
        return c && !g_ascii_isalnum(*c) && isfinite(g_ascii_strtod(number, NULL)) ? c : NULL;
}

/* Behind a bracket, a mark, a space or a letter of true, false and null; NULL for all else. */
static const char *skip_other(const char *c) {
        return *c && strchr("{}[]:," SPACES "truefalsn", *c) ? c + 1 : NULL;
}

/* What is open, from the outermost bracket in, and the commas within each, of which there is one less than values. */
typedef struct {
        guint depth, max, values;
        struct {
                gboolean object;
                guint commas;
        } open[TCK_JSON_NESTING_MAX];
} Count;

/* FALSE if that is more than there may be. */
static gboolean weigh(Count *count, char c) {
        guint inner = count->depth - 1;

        if (c == '{' || c == '[') {
                if (count->depth == count->max)
                        return FALSE;
                count->open[count->depth].object = c == '{';
                count->open[count->depth++].commas = 0;
                return ++count->values <= TCK_JSON_VALUES_MAX;
        }
        if (c == '}' || c == ']')
                count->depth--;
        if (c == ',')
                return ++count->values <= TCK_JSON_VALUES_MAX &&
                       (++count->open[inner].commas < TCK_JSON_MEMBERS_MAX || !count->open[inner].object);
        return TRUE;
}

gboolean tck_json_is_plain(const char *text, guint nesting_max) {
        const char *c = text + strspn(text, SPACES);
        Count seen = {.max = MIN(nesting_max, TCK_JSON_NESTING_MAX)};

        if (*c != '{' && *c != '[')
                return FALSE;
        do {
                char first = *c;

                if (!weigh(&seen, first))
                        return FALSE;
                if (first == '"')
                        c = skip_string(c);
                else if (first == '-' || g_ascii_isdigit(first))
                        c = skip_number(c);
                else
                        c = skip_other(c);
        } while (c && seen.depth);
        return c && !c[strspn(c, SPACES)];
}
