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
        return tck_json_node_object(member(object, name));
}

JsonArray *tck_json_array(JsonObject *object, const char *name) {
        return tck_json_node_array(member(object, name));
}

JsonObject *tck_json_node_object(JsonNode *node) {
        return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonArray *tck_json_node_array(JsonNode *node) {
        return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

JsonObject *tck_json_find(JsonNode *list, const char *name, const char *text) {
        JsonArray *array = tck_json_node_array(list);

        for (guint i = 0; array && i < json_array_get_length(array); i++) {
                JsonObject *object = tck_json_node_object(json_array_get_element(array, i));

                if (g_strcmp0(tck_json_string(object, name), text) == 0)
                        return object;
        }
        return NULL;
}

gint64 tck_json_int(JsonObject *object, const char *name, gint64 otherwise) {
        JsonNode *node = member(object, name);

        return node && json_node_get_value_type(node) == G_TYPE_INT64 ? json_node_get_int(node) : otherwise;
}

double tck_json_double(JsonObject *object, const char *name, double otherwise) {
        JsonNode *node = member(object, name);
        GType type = node ? json_node_get_value_type(node) : G_TYPE_INVALID;

        return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double(node) : otherwise;
}

gboolean tck_json_is_true(JsonObject *object, const char *name) {
        JsonNode *node = member(object, name);

        return node && json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

GPtrArray *tck_json_texts(JsonObject *object, const char *name) {
        JsonArray *array = tck_json_node_array(member(object, name));
        GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; array && i < json_array_get_length(array); i++) {
                JsonNode *element = json_array_get_element(array, i);

                if (json_node_get_value_type(element) == G_TYPE_STRING)
                        g_ptr_array_add(texts, g_strdup(json_node_get_string(element)));
        }
        return texts;
}

/* ---- writing ---- */

void tck_json_add_text(JsonBuilder *builder, const char *name, const char *text) {
        g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

        json_builder_set_member_name(builder, name);
        if (valid)
                json_builder_add_string_value(builder, valid);
        else
                json_builder_add_null_value(builder);
}

void tck_json_add_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts) {
        tck_json_begin_array(builder, name);
        for (guint i = 0; i < texts->len; i++) {
                g_autofree char *valid = g_utf8_make_valid(texts->pdata[i], -1);

                json_builder_add_string_value(builder, valid);
        }
        json_builder_end_array(builder);
}

void tck_json_add_int(JsonBuilder *builder, const char *name, gint64 number) {
        json_builder_set_member_name(builder, name);
        json_builder_add_int_value(builder, number);
}

void tck_json_add_boolean(JsonBuilder *builder, const char *name, gboolean value) {
        json_builder_set_member_name(builder, name);
        json_builder_add_boolean_value(builder, value);
}

void tck_json_add_object(JsonBuilder *builder, const char *name, JsonObject *object) {
        JsonNode *node = object ? json_node_init_object(json_node_alloc(), object) : json_node_new(JSON_NODE_NULL);

        json_builder_set_member_name(builder, name);
        json_builder_add_value(builder, node);
}

void tck_json_set_text(JsonObject *object, const char *name, const char *text) {
        g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

        if (valid)
                json_object_set_string_member(object, name, valid);
        else
                json_object_set_null_member(object, name);
}

void tck_json_set_texts(JsonObject *object, const char *name, const char *const *texts, gsize count) {
        JsonArray *array = json_array_sized_new((guint) count);

        for (gsize i = 0; i < count; i++)
                json_array_add_string_element(array, texts[i]);
        json_object_set_array_member(object, name, array);
}

void tck_json_begin_object(JsonBuilder *builder, const char *name) {
        json_builder_set_member_name(builder, name);
        json_builder_begin_object(builder);
}

void tck_json_begin_array(JsonBuilder *builder, const char *name) {
        json_builder_set_member_name(builder, name);
        json_builder_begin_array(builder);
}

/* ---- texts ---- */

/* JSON-GLib up to at least 1.6 writes two things that are not JSON: the control character US unescaped, and a fraction after an exponent
 * (1e+20.0). */
#define US '\x1f'

static char *mend(const char *text) {
        GString *mended = g_string_sized_new(strlen(text));
        gboolean quoted = FALSE, exponent = FALSE;

        for (const char *c = text; *c; c++) {
                if (*c == '"')
                        quoted = !quoted;
                else if (quoted && *c == '\\')
                        g_string_append_c(mended, *c++);
                else if (!quoted && *c == 'e' && (c[1] == '+' || c[1] == '-'))
                        exponent = TRUE;
                else if (exponent && *c == '.')
                        c += strspn(c + 1, "0") + 1;
                if (!*c)
                        break;
                if (exponent && !strchr("e+-0123456789", *c))
                        exponent = FALSE;
                if (*c == US)
                        g_string_append(mended, "\\u001f");
                else
                        g_string_append_c(mended, *c);
        }
        return g_string_free(mended, FALSE);
}

static char *write_out(JsonNode *node, gboolean pretty) {
        g_autofree char *text = json_to_string(node, pretty);

        return mend(text);
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

/* ---- recognizing JSON ---- */

#define DIGITS "0123456789"
#define SPACES " \t\r\n"

/* The value of four hexadecimal digits; -1 if there are fewer. */
static int code_unit(const char *c) {
        int value = 0;

        for (guint i = 0; i < 4; i++) {
                int digit = g_ascii_xdigit_value(c[i]);

                if (digit < 0)
                        return -1;
                value = value << 4 | digit;
        }
        return value;
}

/* From the u of an escape to its last digit, of the second escape if it is a surrogate pair. NULL for half a pair, of which the parser
 * would make invalid UTF-8. */
static const char *skip_code(const char *c) {
        int first = code_unit(c + 1);

        if (first >= 0 && (first < 0xd800 || first > 0xdfff))
                return c + 4;
        if (first < 0xd800 || first > 0xdbff || c[5] != '\\' || c[6] != 'u')
                return NULL;
        return code_unit(c + 7) >> 10 == 0xdc00 >> 10 ? c + 10 : NULL;
}

/* From a quote to after the closing one; NULL if that is missing, or a character in between should have been escaped. */
static const char *skip_string(const char *c) {
        for (c++; *c != '"'; c++) {
                if ((guchar) *c < ' ')
                        return NULL;
                if (*c != '\\')
                        continue;
                c++;
                if (!*c || !strchr("\"\\/bfnrtu", *c))
                        return NULL;
                if (*c == 'u' && !(c = skip_code(c)))
                        return NULL;
        }
        return c + 1;
}

/* Skips at least one digit; NULL if there is none. NULL is fine. */
static const char *skip_digits(const char *c) {
        gsize count = c ? strspn(c, DIGITS) : 0;

        return count ? c + count : NULL;
}

/* Whether an integer fits into 64 bits, signed or unsigned. The parser changes the value of a larger one. */
static gboolean fits(const char *number, const char *end) {
        const char *digits = number + (*number == '-');
        guint64 value = 0;

        if (end - digits > 20)
                return FALSE;
        for (; digits < end; digits++)
                if (!g_uint64_checked_mul(&value, value, 10) ||
                    !g_uint64_checked_add(&value, value, (guint64) (*digits - '0')))
                        return FALSE;
        return *number != '-' || value <= (guint64) G_MAXINT64 + 1;
}

/* The parser turns a number that is too large into infinity, which JSON cannot express. */
static const char *skip_number(const char *c) {
        const char *number = c;

        if (*c == '-')
                c++;
        c = *c == '0' ? c + 1 : skip_digits(c);
        if (c && !strchr(".eE", *c) && !fits(number, c))
                return NULL;
        if (c && *c == '.')
                c = skip_digits(c + 1);
        if (c && (*c == 'e' || *c == 'E'))
                c = skip_digits(c + 1 + (c[1] == '+' || c[1] == '-'));
        return c && !g_ascii_isalnum(*c) && isfinite(g_ascii_strtod(number, NULL)) ? c : NULL;
}

/* Skips a bracket, a colon, a comma, a space, or a letter of true, false and null; NULL for anything else. */
static const char *skip_other(const char *c) {
        return *c && strchr("{}[]:," SPACES "truefalsn", *c) ? c + 1 : NULL;
}

/* The open brackets, outermost first, and the commas in each, which are one fewer than its values. */
typedef struct {
        guint depth, max, values;
        struct {
                gboolean object;
                guint commas;
        } open[TCK_JSON_NESTING_MAX];
} Count;

/* FALSE if a limit is exceeded. */
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

JsonNode *tck_json_parse(const char *text, gsize length, guint nesting_max) {
        return strlen(text) == length && g_utf8_validate(text, (gssize) length, NULL) &&
                               tck_json_is_plain(text, nesting_max)
                       ? json_from_string(text, NULL)
                       : NULL;
}
