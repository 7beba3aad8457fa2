/* SPDX-License-Identifier: BSD-2-Clause */
/* Members of untrusted objects: a malformed member is treated as absent. */
#include "json.h"

#include <glib.h>

static JsonObject *parse(const char *text) {
        g_autoptr(JsonNode) root = json_from_string(text, NULL);

        g_assert_nonnull(root);
        return json_node_dup_object(root);
}

static void test_string(void) {
        g_autoptr(JsonObject) object = parse("{\"text\":\"x\",\"empty\":\"\",\"number\":1,\"real\":1.5,\"null\":null,"
                                             "\"true\":true,\"object\":{},\"list\":[\"x\"]}");
        static const char *const others[] = {"number", "real", "null", "true", "object", "list", "absent", ""};

        g_assert_cmpstr(tck_json_string(object, "text"), ==, "x");
        g_assert_cmpstr(tck_json_string(object, "empty"), ==, "");
        for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
                g_assert_null(tck_json_string(object, others[i]));
        g_assert_null(tck_json_string(NULL, "text"));
}

static void test_object(void) {
        g_autoptr(JsonObject) object = parse("{\"object\":{\"inner\":\"x\"},\"text\":\"x\",\"number\":1,\"null\":null,"
                                             "\"list\":[{}]}");
        static const char *const others[] = {"text", "number", "null", "list", "absent"};

        g_assert_cmpstr(tck_json_string(tck_json_object(object, "object"), "inner"), ==, "x");
        for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
                g_assert_null(tck_json_object(object, others[i]));
        g_assert_null(tck_json_object(NULL, "object"));
}

static void test_int(void) {
        g_autoptr(JsonObject) object = parse("{\"number\":-7,\"large\":9223372036854775807,\"text\":\"1\",\"real\":1.0,"
                                             "\"true\":true,\"null\":null,\"list\":[1],\"object\":{}}");
        static const char *const others[] = {"text", "real", "true", "null", "list", "object", "absent"};

        g_assert_cmpint(tck_json_int(object, "number", 42), ==, -7);
        g_assert_cmpint(tck_json_int(object, "large", 42), ==, G_MAXINT64);
        for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
                g_assert_cmpint(tck_json_int(object, others[i], 42), ==, 42);
        g_assert_cmpint(tck_json_int(NULL, "number", 42), ==, 42);
}

static void test_is_true(void) {
        static const char text[] = "{\"yes\": true, \"no\": false, \"1\": 1, \"text\": \"true\", \"null\": null, "
                                   "\"list\": [true], \"object\": {}}";
        static const char *const others[] = {"no", "1", "text", "null", "list", "object", "absent"};
        g_autoptr(JsonNode) root = json_from_string(text, NULL);
        JsonObject *object = json_node_get_object(root);

        g_assert_true(tck_json_is_true(object, "yes"));
        for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
                g_assert_false(tck_json_is_true(object, others[i]));
        g_assert_false(tck_json_is_true(NULL, "yes"));
}

static void test_text(void) {
        g_autoptr(JsonObject) object = parse("{ \"a\" : [ 1, \"two\\n\", null, true ] }");
        g_autofree char *whole = tck_json_object_text(object);
        g_autofree char *list = tck_json_text(json_object_get_member(object, "a"));
        g_autofree char *nothing = tck_json_text(NULL);

        g_assert_cmpstr(whole, ==, "{\"a\":[1,\"two\\n\",null,true]}");
        g_assert_cmpstr(list, ==, "[1,\"two\\n\",null,true]");
        g_assert_cmpstr(nothing, ==, "null");
}

static void test_plain(void) {
        static const char *const plain[] = {
                "{}",
                " \t{ }\t ",
                "{\r\n}\n",
                "[]",
                "[0, -0, 10, 1.5, -0.25e+10, 1E5, 1e-3, 1e-999, 1e308]",
                "{\"a\": [true, false, null], \"b\": {\"\": \"\"}}",
                "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00eF\", \"[{'/*#\", \"\x7f\xc3\xa9\"]",
                "[[[]], [[]], {}, {}]",
                "[18446744073709551615, -9223372036854775808, 18446744073709551616.0, -1e30]",
                "[\"\\ud83d\\ude00\\uD83D\\uDE00\\ud7ff\\ue000\\\\ud800\"]",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
                g_test_message("%s", plain[i]);
                g_assert_true(tck_json_is_plain(plain[i], 3));
        }
}

static void test_not_plain(void) {
        static const char *const others[] = {
                "",
                " ",
                "1",
                "null",
                "\"a\"",
                "}",
                "]",
                ",",
                "{",
                "[[]",
                "[]]",
                "[] []",
                "{}{}",
                "{},",
                "{}1",
                "1{}",
                "[\"a]",
                "[\"a\\\"]",
                "[\"\\",
                "[\"\t\"]",
                "[\"\x01\"]",
                "[\"\\x\"]",
                "[\"\\'\"]",
                "[\"\\u12g4\"]",
                "[\"\\u\"]",
                "['a']",
                "[/* */]",
                "[//\n]",
                "[#]",
                "[01]",
                "[00]",
                "[-]",
                "[- 1]",
                "[+1]",
                "[.5]",
                "[1.]",
                "[1.e5]",
                "[1e]",
                "[1e999]",
                "[-1e999]",
                "[1e+]",
                "[0x10]",
                "[0b1]",
                "[1f]",
                "[$1]",
                "[True]",
                "[;]",
                "[a=b]",
                "[18446744073709551616]",
                "[-9223372036854775809]",
                "[99999999999999999999999]",
                "[\"\\ud800\"]",
                "[\"\\udc00\"]",
                "[\"\\udddd001f\"]",
                "[\"\\ud800\\ud800\"]",
                "[\"\\ud800x\"]",
                "[\"\\ud83d\\u0041\"]",
                "[\"\\ud83d\\n\"]",
                "[\"\\ud83d",
                "[\"\\ud83d\\ude0\"]",
                "[[[[]]]]",
                "[\f]",
                "var x = {}",
                "\xef\xbb\xbf{}",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
                g_autofree char *shown = g_strescape(others[i], NULL);

                g_test_message("%s", shown);
                g_assert_false(tck_json_is_plain(others[i], 3));
        }
}

/* A text repeated this many times, separated by commas. Free with g_free(). */
static char *many(const char *open, const char *value, guint number, const char *shut) {
        GString *text = g_string_new(open);

        for (guint i = 0; i < number; i++)
                g_string_append_printf(text, "%s%s", i ? "," : "", value);
        g_string_append(text, shut);
        return g_string_free(text, FALSE);
}

static void assert_plain(gboolean plain, char *text) {
        g_test_message("%.20s…", text);
        g_assert_cmpint(tck_json_is_plain(text, G_MAXUINT), ==, plain);
        g_free(text);
}

/* Both would be expensive: memory for each empty object, and comparisons of members with the same hash. */
static void test_too_much(void) {
        assert_plain(TRUE, many("[", "0", TCK_JSON_VALUES_MAX, "]"));
        assert_plain(FALSE, many("[", "0", TCK_JSON_VALUES_MAX + 1, "]"));
        assert_plain(TRUE, many("[", "[]", TCK_JSON_VALUES_MAX / 2, "]"));
        assert_plain(FALSE, many("[", "[]", TCK_JSON_VALUES_MAX / 2 + 1, "]"));
        assert_plain(TRUE, many("{", "\"\":{}", TCK_JSON_MEMBERS_MAX, "}"));
        assert_plain(FALSE, many("{", "\"\":{}", TCK_JSON_MEMBERS_MAX + 1, "}"));
        assert_plain(FALSE, many("[{\"\":[{}, {", "\"\":{}", TCK_JSON_MEMBERS_MAX + 1, "}]}]"));
        assert_plain(TRUE, many("[{\"\":[{}, {", "\"\":{}", TCK_JSON_MEMBERS_MAX, "}]}]"));
        /* The members of a member's value do not count. */
        assert_plain(TRUE, many("{\"a\":[", "{\"b\":1}", TCK_JSON_MEMBERS_MAX + 1, "]}"));
}

static char *nested(guint depth) {
        g_autofree char *open = g_strnfill(depth, '['), *shut = g_strnfill(depth, ']');

        return g_strconcat(open, shut, NULL);
}

static void test_too_deep(void) {
        assert_plain(TRUE, nested(TCK_JSON_NESTING_MAX));
        assert_plain(FALSE, nested(TCK_JSON_NESTING_MAX + 1));
        assert_plain(FALSE, nested(1 << 20));
}

/* Numbers that JSON-GLib writes differently: found by the fuzzer. */
static void test_exponents(void) {
        static const char *const numbers[] = {"-0.5e+20", "1e308", "1e-7", "5e-324", "1e17", "123456789e30",
                                              "1.5",      "100.0", "0",    "-1",     "1e2",  "0.1"};

        for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
                g_autofree char *text = g_strdup_printf("[%s,\"1e+20.0\\\"1e+20.0\",true,%s]", numbers[i], numbers[i]);
                g_autoptr(JsonNode) list = json_from_string(text, NULL), again = NULL;
                g_autofree char *line = tck_json_text(list), *lines = tck_json_pretty(list);
                JsonArray *array;

                g_test_message("%s: %s", numbers[i], line);
                g_assert_true(tck_json_is_plain(line, 1));
                g_assert_true(tck_json_is_plain(lines, 1));
                again = json_from_string(line, NULL);
                array = json_node_get_array(again);
                g_assert_cmpfloat(json_array_get_double_element(array, 0), ==, g_ascii_strtod(numbers[i], NULL));
                g_assert_cmpfloat(json_array_get_double_element(array, 3), ==, g_ascii_strtod(numbers[i], NULL));
                g_assert_cmpstr(json_array_get_string_element(array, 1), ==, "1e+20.0\"1e+20.0");
        }
}

/* What is written can be read back, also by strict parsers. */
static void test_control_characters(void) {
        for (int c = 1; c < 128; c++) {
                g_autoptr(JsonNode) list = json_from_string("[]", NULL);
                g_autofree char *text = g_strdup_printf("a%cb%c", c, c), *line = NULL, *lines = NULL;
                g_autoptr(JsonNode) again = NULL;

                json_array_add_string_element(json_node_get_array(list), text);
                line = tck_json_text(list);
                lines = tck_json_pretty(list);
                g_test_message("%s", line);
                g_assert_true(tck_json_is_plain(line, 2));
                g_assert_true(tck_json_is_plain(lines, 2));
                again = json_from_string(line, NULL);
                g_assert_cmpstr(json_array_get_string_element(json_node_get_array(again), 0), ==, text);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/json/string", test_string);
        g_test_add_func("/json/object", test_object);
        g_test_add_func("/json/int", test_int);
        g_test_add_func("/json/is-true", test_is_true);
        g_test_add_func("/json/text", test_text);
        g_test_add_func("/json/plain", test_plain);
        g_test_add_func("/json/not-plain", test_not_plain);
        g_test_add_func("/json/too-much", test_too_much);
        g_test_add_func("/json/too-deep", test_too_deep);
        g_test_add_func("/json/exponents", test_exponents);
        g_test_add_func("/json/control-characters", test_control_characters);
        return g_test_run();
}
