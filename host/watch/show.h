/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The outputs of a watch: standard output and standard error, systemd's journal, a file of metrics, and the manager of the
 * service, if it runs as one.
 */
#pragma once

#include "notify.h"
#include "watch.h"

typedef struct TckShow TckShow;

typedef struct {
        gboolean json;           /* records on standard output, instead of text */
        gboolean journal;        /* entries in the journal, even if standard error does not go there */
        const char *metrics;     /* their file; NULL: none */
        const TckNotify *notify; /* the manager of this service */
        TckArchive *archive;     /* its usage is in the metrics */
        GMainLoop *loop;         /* ends with the last thread of the watch */
        guint threads;           /* the number of these threads */
} TckShowOptions;

/* Borrows the options and everything in them. Free with tck_show_free(). */
TckShow *tck_show_new(const TckShowOptions *options);
void tck_show_free(TckShow *show);

/* Sets the watch's callback and its `data`. */
void tck_show_listen(TckShow *show, TckWatch *watch);

/* Writes the metrics, and sends the manager the status and signs of life, when they are due, in the
 * thread that iterates the main context. FALSE with an error if the metrics' file cannot be written. */
gboolean tck_show_start(TckShow *show, GError **error);

/* Does this for the last time. */
void tck_show_end(TckShow *show);

/* The exit status of the last incident. To be read atomically. */
const int *tck_show_status(const TckShow *show);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckShow, tck_show_free)
