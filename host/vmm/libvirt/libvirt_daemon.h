/* SPDX-License-Identifier: BSD-2-Clause */
/* A private libvirt session daemon, which a case can end, start again and configure. */
#pragma once

#include "child.h"

/* Callers only read it. */
typedef struct {
        char *uri;       /* for other processes */
        char *inner_uri; /* for this process: once libvirt's drivers run in it, it is treated as a daemon, so a connection to another one goes through a command */
        char *config, *logs; /* libvirt's configuration folder and its folder for logs */
        char *program, *folder, *disk, *log;
        TckChild *child;
} TckDaemon;

/* Why this machine cannot run such a daemon, because something is missing; or, `elsewhere`, why this process cannot run one
 * with a disk. NULL if it can. Free with g_free(). */
char *tck_daemon_cannot(gboolean disk, gboolean *ret_elsewhere);

/* Starts the daemon in the folder, with lines for qemu.conf (NULL: none), and its messages in the file. With a disk, the folder is a file
 * system of half a megabyte, which other processes do not see. Returns once the daemon is ready. The calling thread has to outlive the
 * daemon. Free with tck_daemon_free(). */
TckDaemon *tck_daemon_start(const char *folder, const char *config, const char *disk, const char *log, gint64 deadline,
                            GError **error);

/* The folder of the disk, as other processes can access it; NULL if there is none. Free with g_free(). */
char *tck_daemon_disk(const TckDaemon *daemon);

/* Kills it at once; its domains keep running. */
void tck_daemon_kill(TckDaemon *daemon);

/* Starts it again in the same place. */
gboolean tck_daemon_restart(TckDaemon *daemon, gint64 deadline, GError **error);

/* Whether a daemon was killed in that folder with domains running. */
gboolean tck_daemon_left_any(const char *folder);

/* Kills it if it runs. NULL is fine. */
void tck_daemon_free(TckDaemon *daemon);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDaemon, tck_daemon_free)
