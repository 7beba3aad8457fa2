/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log that a guest's hypervisor writes while it is watched: libvirt's of a domain, or what QEMU prints. What it says of the
 * hypervisor's own failure, of the signal that ended it, and of a panic explains the incidents that the monitor tells of.
 *
 * The file may be written anew, cut off, or moved away and made again under its name.
 */
#pragma once

#include "incident.h"

typedef struct TckLogFollower TckLogFollower;

/* Follows the file of that path, from its beginning on, or from so far before its end as there can be of one life; it need not be there
 * yet, but its folder has to. NULL with an error if it cannot be followed. Free with tck_log_follower_free(); NULL is fine for that,
 * and for all else here. */
TckLogFollower *tck_log_follower_new(const char *path, GError **error);
void tck_log_follower_free(TckLogFollower *log);

/* Readable when there may be more in the file; -1 for NULL. */
int tck_log_follower_fd(const TckLogFollower *log);

/* Takes in what the file has. */
void tck_log_follower_take(TckLogFollower *log);

/* Waits up to that moment until the file tells of a failure of the hypervisor. FALSE if it does not. */
gboolean tck_log_follower_await_failure(TckLogFollower *log, gint64 deadline);

/* The hypervisor has ended: what comes from here on is another's. */
void tck_log_follower_forget(TckLogFollower *log);

/* Adds to the incident what the file says of it, and the incident does not have. TRUE if that is anything. */
gboolean tck_log_follower_explain(TckLogFollower *log, TckIncident *incident);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLogFollower, tck_log_follower_free)
