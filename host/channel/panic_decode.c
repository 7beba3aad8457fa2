/* SPDX-License-Identifier: BSD-2-Clause */
#include "panic_decode.h"

#include "json.h"

void tck_panic_add_fact(TckPanicInfo *decoded, const char *name, char *value, const char *meaning) {
        TckPanicFact *fact = g_new0(TckPanicFact, 1);

        fact->name = name;
        fact->value = g_utf8_make_valid(value, -1);
        fact->meaning = g_strdup(meaning);
        g_ptr_array_add(decoded->facts, fact);
        g_free(value);
}

/* Values up to 2^64 - 1 come as what they are as int64_t: the parser keeps no others. */
gboolean tck_panic_get_number(JsonObject *info, const char *name, guint64 *ret_number) {
        JsonNode *node = json_object_get_member(info, name);

        if (!node || json_node_get_value_type(node) != G_TYPE_INT64)
                return FALSE;
        *ret_number = (guint64) json_node_get_int(node);
        return TRUE;
}

char *tck_panic_hex(guint64 number) {
        return g_strdup_printf("0x%" G_GINT64_MODIFIER "x", number);
}

/* What a member is that should be a number. */
static char *describe_odd(JsonObject *info, const char *name) {
        JsonNode *node = json_object_get_member(info, name);
        g_autofree char *text = node ? tck_json_text(node) : NULL;

        return text ? g_strdup_printf("no number: %s", text) : g_strdup("not given");
}

void tck_panic_add_number(TckPanicInfo *decoded, const char *fact, JsonObject *info, const char *member,
                          const char *meaning) {
        guint64 number;

        if (tck_panic_get_number(info, member, &number))
                tck_panic_add_fact(decoded, fact, tck_panic_hex(number), meaning);
        else
                tck_panic_add_fact(decoded, fact, describe_odd(info, member), meaning);
}
