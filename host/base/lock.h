/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Locks on files: open file description locks (fcntl(2)). A lock belongs to a descriptor, and ends with it, and so with its process, however
 * that ends. On a shared file system that supports them (NFS does), they hold between machines.
 */
#pragma once

#include <glib.h>

/* Opens a file for a lock, for reading and writing, and creates it if it is not there. Returns a descriptor that the caller closes, which unlocks it,
 * or -1 with TCK_ERROR_ENVIRONMENT. */
int tck_lock_open(const char *path, GError **error);

/* Locks it for this descriptor alone. Waits for that until the deadline, on the monotonic clock in microseconds; 0 does not wait.
 * TCK_ERROR_TIMEOUT if another one has the lock, TCK_ERROR_CANCELLED after tck_cancel(), TCK_ERROR_ENVIRONMENT if the file system has no locks. `path` is for the message. */
gboolean tck_lock(int fd, const char *path, gint64 deadline, GError **error);

/* Whether a descriptor of any process has the lock. FALSE if there is no such file. */
gboolean tck_is_locked(const char *path);
