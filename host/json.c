/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

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

char *tck_json_text(JsonNode *node) {
        return node ? json_to_string(node, FALSE) : g_strdup("null");
}

char *tck_json_object_text(JsonObject *object) {
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);

        json_node_set_object(node, object);
        return json_to_string(node, FALSE);
}
