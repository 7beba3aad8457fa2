/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libvirt's daemon logs, line by line, wherever the lines are kept: in a file of its own, in the journal, in a container's log.
 */
#pragma once

#include "monitor_story.h"

typedef struct TckDaemonLog TckDaemonLog;

/* The findings have to outlive it. Free with tck_daemon_log_free(). */
TckDaemonLog *tck_daemon_log_new(TckFindings *findings);
void tck_daemon_log_free(TckDaemonLog *log);

/* The next line's words, behind its time and the number of its thread, and that time, 0 if it has none. FALSE if they are not of libvirt's
 * daemon. The words are valid UTF-8. */
gboolean tck_daemon_log_words(TckDaemonLog *log, const char *words, gint64 time, guint64 number);

/* There are no more: puts down what QEMU's monitors told. */
void tck_daemon_log_end(TckDaemonLog *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDaemonLog, tck_daemon_log_free)
