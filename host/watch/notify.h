/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of a service to its manager, by the protocol of sd_notify(3): that it is ready, its status, that it ends, and that it is
 * still alive, if the manager asks for that.
 */
#pragma once

#include <glib.h>

typedef struct TckNotify TckNotify;

/* Removes the manager's variables from the environment, so that no child uses them. Without a manager, messages
 * are dropped. Not to be called while other threads may read the environment. Free with tck_notify_free(). */
TckNotify *tck_notify_new(void);
void tck_notify_free(TckNotify *notify);

/* The maximal interval of signs of life, in microseconds; 0 if none are expected. */
guint64 tck_notify_watchdog(const TckNotify *notify);

/* An assignment: "READY=1", "WATCHDOG=1", "STOPPING=1". FALSE if the manager did not get it. May be called from any thread. */
gboolean tck_notify_send(const TckNotify *notify, const char *assignment);

/* The status of the service, as one line. Unprintable characters are escaped. */
gboolean tck_notify_status(const TckNotify *notify, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckNotify, tck_notify_free)
