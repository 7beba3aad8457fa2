/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of the monitor. */
#include "check_private.h"

#include "json.h"

JsonNode *check_execute(Tck *t, const char *command, JsonObject *arguments) {
        GError *error = NULL;
        JsonNode *value = qmp_execute(tck_vm_qmp(t->vm), command, arguments, check_deadline(t), &error);

        if (!value) {
                g_autofree char *expected = g_strdup_printf("%s to succeed", command);

                check_refused_or_trouble(t, expected, error);
        }
        return value;
}

void tck_command(Tck *t, const char *command, ...) {
        g_autoptr(JsonNode) answer = NULL;
        JsonObject *arguments;
        const char *name;
        va_list list;

        if (t->over)
                return;
        t->idle = FALSE; /* some commands take effect behind their answer */
        arguments = json_object_new();
        va_start(list, command);
        while ((name = va_arg(list, const char *)))
                json_object_set_string_member(arguments, name, va_arg(list, const char *));
        va_end(list);
        answer = check_execute(t, command, arguments);
}

void tck_require_command(Tck *t, const char *command) {
        g_autoptr(JsonNode) answer = t->over ? NULL : check_execute(t, "query-commands", NULL);
        JsonArray *list = answer && JSON_NODE_HOLDS_ARRAY(answer) ? json_node_get_array(answer) : NULL;

        if (!t->over && !list)
                tck_fail(t, "query-commands to give a list", "an answer without one");
        for (guint i = 0; list && i < json_array_get_length(list); i++) {
                JsonNode *node = json_array_get_element(list, i);
                JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

                if (g_strcmp0(tck_json_string(object, "name"), command) == 0)
                        return;
        }
        tck_skip(t, "this QEMU has no %s", command);
}
