/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process that is not our child, and how it ends.
 */
#pragma once

#include <glib.h>

typedef struct TckProcess TckProcess;

/* The process that has that number now, whoever has it later. NULL with errno if there is none. Free with tck_process_free(). */
TckProcess *tck_process_open(GPid pid);

/* The process at the other end of a connected Unix socket: the one that listened. NULL if that cannot be told. Free
 * with tck_process_free(). */
TckProcess *tck_process_of_peer(int socket);

GPid tck_process_pid(const TckProcess *process);

/* Waits for its end. TRUE with the status as waitpid(2) gives it, or -1 where that cannot be had: before Linux 6.15 the
 * kernel tells it to the parent alone, and not before the parent has asked. */
gboolean tck_process_wait(TckProcess *process, gint64 deadline, int *ret_status, GError **error);

/* Whether it has ended, be it reaped or not. Takes no permission. */
gboolean tck_process_has_ended(const TckProcess *process);

/* Kills it: 0, or why not as errno(3) numbers it: ESRCH for one that is gone, EPERM for one of another user. */
int tck_process_kill(const TckProcess *process);

/* Leaves the process alone. NULL is fine. */
void tck_process_free(TckProcess *process);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckProcess, tck_process_free)
