/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of KubeVirt's virt-launcher about its domain, besides libvirt's own lines: libvirt's lifecycle events by their numbers, processes of
 * the container that ended, and libvirt's log of the domain.
 */
#pragma once

#include "findings.h"

typedef struct TckLauncherLog TckLauncherLog;

/* The findings have to outlive it. Free with tck_launcher_log_free(). */
TckLauncherLog *tck_launcher_log_new(TckFindings *findings);
void tck_launcher_log_free(TckLauncherLog *log);

/* Takes the next message of virt-launcher itself, and its time, 0 if it has none. FALSE if it says nothing about the domain's end. The text is
 * valid UTF-8. */
gboolean tck_launcher_log_words(TckLauncherLog *log, const char *words, gint64 time, guint64 number);

/* Takes the next message that is a line of libvirt's log of the domain, or several lines that end with a backslash, joined. */
void tck_launcher_log_domain(TckLauncherLog *log, const char *words, guint64 number);

/* Ends the log, and adds the accounts of the end. */
void tck_launcher_log_end(TckLauncherLog *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLauncherLog, tck_launcher_log_free)
