/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of the monitor. */
#include "check_private.h"

JsonNode *check_execute(Tck *t, const char *command, JsonObject *arguments) {
        GError *error = NULL;
        JsonNode *value = qmp_execute(t->vm->qmp, command, arguments, check_deadline(t), &error);

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
