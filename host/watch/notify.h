/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a service tells its manager, by the protocol of sd_notify(3): that it is ready, its status, that it ends, and that it is
 * still alive, if the manager wants to know.
 */
#pragma once

#include <glib.h>

typedef struct TckNotify TckNotify;

/* Takes the manager's variables out of the environment, so that no child takes them for its own. Without a manager, what is sent
 * goes nowhere. Not to be called while other threads may look at the environment. Free with tck_notify_free(). */
TckNotify *tck_notify_new(void);
void tck_notify_free(TckNotify *notify);

/* Within how many microseconds it wants a sign of life, again and again; 0 if it does not. */
guint64 tck_notify_watchdog(const TckNotify *notify);

/* An assignment: "READY=1", "WATCHDOG=1", "STOPPING=1". FALSE if the manager did not get it. May be called from any thread. */
gboolean tck_notify_send(const TckNotify *notify, const char *assignment);

/* The status of the service, in a line. What is not printable in it is escaped. */
gboolean tck_notify_status(const TckNotify *notify, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckNotify, tck_notify_free)
