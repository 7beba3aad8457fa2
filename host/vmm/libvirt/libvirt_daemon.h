/* SPDX-License-Identifier: BSD-2-Clause */
/* A private libvirt daemon for a session of its own, which a case can end, start again and give a configuration. */
#pragma once

#include "child.h"

/* Callers only read it. */
typedef struct {
        char *uri;       /* where it serves other processes, */
        char *inner_uri; /* and where this one, in which a connection to a daemon has to go through a command once libvirt's
                              * drivers run in it, for it takes itself for a daemon */
        char *config, *logs; /* the folders of what libvirt calls its configuration and its state */
        char *program, *folder, *disk, *log;
        TckChild *child;
} TckDaemon;

/* Why this machine can have no such daemon, for something that it takes is not there; or, `elsewhere`, why this process can have none
 * with a disk. NULL if it can. Free with g_free(). */
char *tck_daemon_cannot(gboolean disk, gboolean *ret_elsewhere);

/* Starts the daemon with its folders below that one, lines for qemu.conf (NULL: none), and its messages in that file. With a
 * disk, that folder is a file system of its own, of half a megabyte, which other processes do not see. Returns once it serves. The calling
 * thread has to live as long as the daemon. Free with tck_daemon_free(). */
TckDaemon *tck_daemon_start(const char *folder, const char *config, const char *disk, const char *log, gint64 deadline,
                            GError **error);

/* The folder of the disk, as others can reach it; NULL if there is none. Free with g_free(). */
char *tck_daemon_disk(const TckDaemon *daemon);

/* Kills it, at once: its domains live on. */
void tck_daemon_kill(TckDaemon *daemon);

/* Starts it again, where it was. */
gboolean tck_daemon_restart(TckDaemon *daemon, gint64 deadline, GError **error);

/* Whether a daemon in that folder was killed that had domains. */
gboolean tck_daemon_left_any(const char *folder);

/* Kills it if it runs. NULL is fine. */
void tck_daemon_free(TckDaemon *daemon);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDaemon, tck_daemon_free)
