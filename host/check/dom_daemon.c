/* SPDX-License-Identifier: BSD-2-Clause */
/* A daemon that ends, and comes again. */
#include "dom_private.h"

#include "error.h"
#include "pvpanic.h"

void tck_dom_panic_unheard(Tck *t) {
        GError *error = NULL;

        tck_start_write_port(t, PVPANIC_PANICKED);
        if (!t->over && !tck_domain_await_monitor(t->domain->domain, "STOP", check_deadline(t), &error))
                check_dom_trouble(t, "QEMU to tell that the guest is stopped", error);
}

void tck_dom_kill_daemon(Tck *t) {
        if (!t->over)
                tck_daemon_kill(t->domain->stage.daemon);
}

void tck_dom_restart_daemon(Tck *t) {
        TckConnection *connection = NULL;
        GError *error = NULL;

        if (t->over)
                return;
        if (tck_daemon_restart(t->domain->stage.daemon, check_deadline(t), &error))
                connection = tck_connection_open(t->domain->stage.daemon->inner_uri, &error);
        if (!connection) {
                check_dom_give_up(t, "the daemon to start again", error);
                return;
        }
        if (!tck_domain_move(t->domain->domain, connection, &error))
                check_dom_trouble(t, "the daemon to have its domain still", error);
        tck_connection_close(t->domain->stage.connection);
        t->domain->stage.connection = connection;
        tck_dom_settle(t);
}
