/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log of libvirt's daemon, line by line, from its own file, from the journal, or from a container's log.
 */
#pragma once

#include "monitor_story.h"

typedef struct TckDaemonLog TckDaemonLog;

/* The findings have to outlive it. Free with tck_daemon_log_free(). */
TckDaemonLog *tck_daemon_log_new(TckFindings *findings);
void tck_daemon_log_free(TckDaemonLog *log);

/* Takes the next line's text, after its time and thread number, and the time, 0 if it has none. FALSE if it is not from libvirt's
 * daemon. The text is valid UTF-8. */
gboolean tck_daemon_log_words(TckDaemonLog *log, const char *words, gint64 time, guint64 number);

/* Ends the log, and adds the findings from QEMU's monitors. */
void tck_daemon_log_end(TckDaemonLog *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDaemonLog, tck_daemon_log_free)
