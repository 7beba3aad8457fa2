/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a watch reports to: standard output and standard error, systemd's journal, a file of metrics, and the manager of the
 * service that it may be.
 */
#pragma once

#include "notify.h"
#include "watch.h"

typedef struct TckShow TckShow;

typedef struct {
        gboolean json;           /* a record each on standard output, instead of words */
        gboolean journal;        /* entries of the journal, even if standard error does not go there */
        const char *metrics;     /* the file for them; NULL: none */
        const TckNotify *notify; /* the manager of this service */
        TckArchive *archive;     /* whose usage is among the metrics */
        GMainLoop *loop;         /* ended with the last thread of the watch */
        guint threads;           /* how many there are of them */
} TckShowOptions;

/* The options, and what they point to, are borrowed. Free with tck_show_free(). */
TckShow *tck_show_new(const TckShowOptions *options);
void tck_show_free(TckShow *show);

/* Sets the call of the watch, and its `data`. */
void tck_show_listen(TckShow *show, TckWatch *watch);

/* Writes the metrics, tells the manager its status, and gives it a sign of life, as soon and as often as that is due, in the
 * thread that iterates the main context. FALSE with an error if the metrics' file cannot be written. */
gboolean tck_show_start(TckShow *show, GError **error);

/* Does all that for the last time. */
void tck_show_end(TckShow *show);

/* The exit status that the last incident asks for. To be read atomically. */
const int *tck_show_status(const TckShow *show);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckShow, tck_show_free)
