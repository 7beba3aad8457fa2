/* SPDX-License-Identifier: BSD-2-Clause */
#include "panic_info.h"

#include "json.h"

/* ---- facts ---- */

static void free_fact(gpointer data) {
        TckPanicFact *fact = data;

        g_free(fact->value);
        g_free(fact->meaning);
        g_free(fact);
}

void tck_panic_info_free(TckPanicInfo *decoded) {
        if (!decoded)
                return;
        g_free(decoded->type);
        g_free(decoded->name);
        g_free(decoded->title);
        g_free(decoded->advice);
        g_free(decoded->qemu);
        g_free(decoded->libvirt);
        g_ptr_array_unref(decoded->facts);
        g_free(decoded);
}

char *tck_panic_fact_text(const TckPanicFact *fact) {
        return fact->meaning ? g_strdup_printf("%s  %s", fact->value, fact->meaning) : g_strdup(fact->value);
}

/* ---- unknown types ---- */

static void decode_other(TckPanicInfo *decoded, JsonObject *info) {
        GList *members = json_object_get_members(info);

        decoded->title = decoded->type ? g_strdup_printf("information of unknown type %s", decoded->type)
                                       : g_strdup("information without a type");
        for (GList *member = members; member; member = member->next) {
                const char *name = member->data;
                g_autofree char *text = tck_json_text(json_object_get_member(info, name));

                tck_panic_add_fact(decoded, "member", g_strdup_printf("%s = %s", name, text), NULL);
        }
        g_list_free(members);
}

TckPanicInfo *tck_panic_info_decode(JsonObject *info) {
        const TckChannel *channel;
        TckPanicInfo *decoded;

        if (!info)
                return NULL;
        decoded = g_new0(TckPanicInfo, 1);
        decoded->type = g_strdup(tck_json_string(info, "type"));
        decoded->facts = g_ptr_array_new_with_free_func(free_fact);
        channel = tck_find_channel_by_info(decoded->type);
        (channel ? channel->decode : decode_other)(decoded, info);
        return decoded;
}

/* ---- records ---- */

static JsonArray *facts_to_json(const GPtrArray *facts) {
        JsonArray *array = json_array_new();

        for (guint i = 0; i < facts->len; i++) {
                const TckPanicFact *fact = facts->pdata[i];
                JsonObject *object = json_object_new();

                tck_json_set_text(object, "name", fact->name);
                tck_json_set_text(object, "value", fact->value);
                tck_json_set_text(object, "meaning", fact->meaning);
                json_array_add_object_element(array, object);
        }
        return array;
}

JsonNode *tck_panic_info_to_json(const TckPanicInfo *decoded) {
        JsonNode *node = json_node_new(decoded ? JSON_NODE_OBJECT : JSON_NODE_NULL);
        JsonObject *object;

        if (!decoded)
                return node;
        object = json_object_new();
        tck_json_set_text(object, "type", decoded->type);
        tck_json_set_text(object, "name", decoded->name);
        tck_json_set_text(object, "title", decoded->title);
        json_object_set_array_member(object, "facts", facts_to_json(decoded->facts));
        tck_json_set_text(object, "advice", decoded->advice);
        tck_json_set_text(object, "qemu", decoded->qemu);
        tck_json_set_text(object, "libvirt", decoded->libvirt);
        json_node_take_object(node, object);
        return node;
}

/* ---- for decoders ---- */

void tck_panic_add_fact(TckPanicInfo *decoded, const char *name, char *value, const char *meaning) {
        TckPanicFact *fact = g_new0(TckPanicFact, 1);

        fact->name = name;
        fact->value = g_utf8_make_valid(value, -1);
        fact->meaning = g_strdup(meaning);
        g_ptr_array_add(decoded->facts, fact);
        g_free(value);
}

/* QEMU sends values of 64 bits; the parser returns those above INT64_MAX as negative ones. */
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

/* Describes a member that should be a number and is not one. */
static char *describe_odd(JsonObject *info, const char *name) {
        JsonNode *node = json_object_get_member(info, name);
        g_autofree char *text = node ? tck_json_text(node) : NULL;

        return text ? g_strdup_printf("not a number: %s", text) : g_strdup("not given");
}

void tck_panic_add_number(TckPanicInfo *decoded, const char *fact, JsonObject *info, const char *member,
                          const char *meaning) {
        guint64 number;

        if (tck_panic_get_number(info, member, &number))
                tck_panic_add_fact(decoded, fact, tck_panic_hex(number), meaning);
        else
                tck_panic_add_fact(decoded, fact, describe_odd(info, member), meaning);
}
