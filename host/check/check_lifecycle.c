/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case does with the whole VM: other clients of its monitor, and migrations. */
#include "check_private.h"

#include "error.h"
#include "json.h"
#include "snapshot.h"
#include "wait.h"

/* ---- the other client ---- */

static Qmp *second_client(Tck *t) {
        Qmp *qmp = t->over ? NULL : tck_vm_second_qmp(t->vm, check_deadline(t), &t->error);

        if (!t->over && !qmp)
                check_trouble(t, "a second client to be served");
        return qmp;
}

void tck_attach_second_client(Tck *t) {
        second_client(t);
}

void tck_expect_second_status(Tck *t, const char *status) {
        Qmp *qmp = second_client(t);
        g_autofree char *expected = g_strdup_printf("a second client to see run state %s", status);
        g_autoptr(JsonNode) answer = NULL;
        const char *seen;

        if (t->over)
                return;
        answer = qmp_execute(qmp, "query-status", NULL, check_deadline(t), &t->error);
        if (!answer) {
                check_trouble(t, expected);
                return;
        }
        seen = tck_json_string(tck_json_node_object(answer), "status");
        if (g_strcmp0(seen, status) != 0)
                tck_fail(t, expected, "%s", seen ? seen : "none");
}

/* The first client has received its events by now, so that one reply is a fence for the second client's. */
void tck_expect_second_event(Tck *t, const char *name, const char *members) {
        Qmp *qmp = second_client(t);
        g_autofree char *expected = g_strdup_printf("a second client to receive %s with %s", name, members);

        if (!t->over && !qmp_do(qmp, "query-status", NULL, check_deadline(t), &t->error))
                check_trouble(t, expected);
        while (!t->over) {
                g_autoptr(JsonObject) event = qmp_next_event(qmp);

                if (!event)
                        tck_fail(t, expected, "that it was not");
                else if (g_str_equal(tck_json_string(event, "event"), name) && check_has_members(event, members))
                        return;
        }
}

void tck_migrate(Tck *t) {
        TckVm *moved = t->over ? NULL : tck_snapshot_move(t->vm, tck_deadline(t->boot_timeout), &t->error);

        if (t->over)
                return;
        if (!moved) {
                check_refused_or_trouble(t, "the guest to migrate");
                return;
        }
        /* The last events of the old QEMU; those of the new one stay queued. */
        tck_expect_no_event(t);
        tck_expect_status(t, "postmigrate");
        if (!t->over && !tck_vm_flush(t->vm, &t->error))
                check_trouble(t, "the evidence to be written");
        t->vm = moved;
        g_free(t->name);
        g_free(t->directory);
        t->name = g_strdup(moved->name);
        t->directory = g_strdup(moved->directory);
        t->strays = moved->qmp->stray_replies;
        t->hellos = moved->probe->hellos;
}

void tck_fail_migration(Tck *t) {
        if (!t->over && !tck_snapshot_fail(t->vm, check_deadline(t), &t->error))
                check_refused_or_trouble(t, "a migration to begin, and to fail");
}
