/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Follows the log of a guest's hypervisor: libvirt's log of a domain, or QEMU's output. Its messages about the
 * hypervisor's own failure, about the signal that ended it, and about a panic explain the monitor's incidents.
 *
 * The file may be rewritten, truncated, or moved away and created again.
 */
#pragma once

#include "incident.h"

typedef struct TckLogFollower TckLogFollower;

/* Follows the file of that path, from its beginning, or from so far before its end as one run of a hypervisor can fill. The folder has to
 * exist, the file need not. NULL with an error if it cannot be followed. Free with tck_log_follower_free(); NULL is fine for all
 * functions here. */
TckLogFollower *tck_log_follower_new(const char *path, GError **error);
void tck_log_follower_free(TckLogFollower *log);

/* A descriptor that is readable when there may be more in the file; -1 for NULL. */
int tck_log_follower_fd(const TckLogFollower *log);

/* Reads the file as far as it has been written. */
void tck_log_follower_take(TckLogFollower *log);

/* Waits until the file reports a failure of the hypervisor. FALSE at the deadline. */
gboolean tck_log_follower_await_failure(TckLogFollower *log, gint64 deadline);

/* The hypervisor has ended: later lines belong to another one. */
void tck_log_follower_forget(TckLogFollower *log);

/* Adds the file's messages about the incident that it does not have yet. TRUE if anything was added. */
gboolean tck_log_follower_explain(TckLogFollower *log, TckIncident *incident);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLogFollower, tck_log_follower_free)
