/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"

#include <stdio.h>
#include <unistd.h>

#include "journald.h"
#include "metrics.h"
#include "escape.h"

/* Changes are written after this delay, together. */
enum { LATER_MS = 500 };

/* The number of signs of life in the service manager's timeout; they are sent only if the watch is alive. */
enum { SIGNS = 4 };

struct TckShow {
        TckShowOptions options;
        gboolean quiet_output, quiet_errors; /* connected to the journal, which gets entries instead */
        gboolean no_journal;                 /* its absence was reported */
        gboolean no_metrics;                 /* the failure to write the file was reported */
        TckMetrics *metrics;
        TckWatch *watch;
        int status;
        gint pending;       /* atomic: a refresh is scheduled */
        char *headline;     /* the last incident in one line; guarded by the watch's mutex */
        guint ready, ended; /* threads of the watch; guarded by its mutex */
        guint watchdog;     /* the number of its GSource */
};

/* ---- lines ---- */

static void complain(TckShow *show, const char *text) {
        g_autofree char *safe = tck_escape(text, "");

        if (!show->quiet_errors)
                fprintf(stderr, "pvpanic-tck: %s\n", safe);
}

/* Writes to the journal, or reports once that there is none. */
static void check_journal(TckShow *show, gboolean done) {
        if (done || show->no_journal)
                return;
        show->no_journal = TRUE;
        show->quiet_errors = show->quiet_output = FALSE;
        complain(show, "there is no journal: is systemd-journald running?");
}

static gboolean has_journal(const TckShow *show) {
        return (show->options.journal || show->quiet_errors) && !show->no_journal;
}

static void put_incident(TckShow *show, const TckIncident *incident, const char *directory, gboolean again) {
        g_autofree char *text = show->options.json ? tck_incident_to_json(incident)
                                : again            ? tck_incident_line(incident)
                                                   : tck_incident_text(incident);

        if (has_journal(show))
                check_journal(show, tck_journald_incident(incident, directory, again));
        if (show->quiet_output)
                return;
        fputs(text, stdout);
        if (!show->options.json && again)
                putchar('\n');
        else if (!show->options.json && directory)
                printf(" %-12s %s\n", "record", directory);
        fflush(stdout);
}

/* ---- periodic output ---- */

static void write_metrics(TckShow *show) {
        TckArchiveUsage usage = tck_archive_usage(show->options.archive);
        g_autoptr(GError) error = NULL;

        if (!show->options.metrics)
                return;
        if (tck_metrics_write(show->metrics, &usage, show->options.metrics, &error)) {
                show->no_metrics = FALSE;
        } else if (!show->no_metrics) {
                g_autofree char *text = g_strdup_printf("cannot write the metrics: %s", error->message);

                show->no_metrics = TRUE;
                complain(show, text);
        }
}

static void tell_status(TckShow *show) {
        g_autofree char *last = NULL, *text = NULL;
        guint64 total;
        guint guests;

        tck_metrics_totals(show->metrics, &guests, &total);
        g_mutex_lock(&show->watch->mutex);
        last = g_strdup(show->headline);
        g_mutex_unlock(&show->watch->mutex);
        text = g_strdup_printf("watching %u guest%s, %" G_GUINT64_FORMAT " incident%s%s%s", guests,
                               guests == 1 ? "" : "s", total, total == 1 ? "" : "s", last ? ", the last: " : "",
                               last ? last : "");
        tck_notify_status(show->options.notify, text);
}

static gboolean refresh(gpointer data) {
        TckShow *show = data;

        g_atomic_int_set(&show->pending, 0);
        write_metrics(show);
        tell_status(show);
        return G_SOURCE_REMOVE;
}

static void refresh_later(TckShow *show) {
        if (g_atomic_int_compare_and_exchange(&show->pending, 0, 1))
                g_timeout_add(LATER_MS, refresh, show);
}

/* A watch that is deadlocked gives no sign of life, since its mutex stays locked. */
static gboolean give_sign(gpointer data) {
        TckShow *show = data;

        if (g_mutex_trylock(&show->watch->mutex)) {
                g_mutex_unlock(&show->watch->mutex);
                tck_notify_send(show->options.notify, "WATCHDOG=1");
        }
        return G_SOURCE_CONTINUE;
}

/* ---- reports of the watch, with its mutex held ---- */

static void take_incident(TckShow *show, const TckNotice *notice) {
        g_atomic_int_set(&show->status, tck_incident_kinds[notice->incident->kind].status);
        tck_metrics_count(show->metrics, notice->incident, notice->kind == TCK_NOTICE_REPEATED);
        refresh_later(show);
        if (notice->kind == TCK_NOTICE_REPEATED)
                return;
        g_free(show->headline);
        show->headline = tck_incident_line(notice->incident);
        put_incident(show, notice->incident, notice->folder, FALSE);
}

static void take_note(TckShow *show, const char *guest, const char *text) {
        g_autofree char *line = g_strdup_printf("%s: %s", guest, text);

        if (has_journal(show))
                check_journal(show, tck_journald_note(guest, text));
        complain(show, line);
}

static gboolean quit_loop(gpointer data) {
        g_main_loop_quit(data);
        return G_SOURCE_REMOVE;
}

static void on_notice(gpointer data, const TckNotice *notice) {
        TckShow *show = data;

        switch (notice->kind) {
        case TCK_NOTICE_INCIDENT:
        case TCK_NOTICE_REPEATED:
                take_incident(show, notice);
                break;
        case TCK_NOTICE_OUTCOME:
                g_atomic_int_set(&show->status, tck_incident_kinds[notice->incident->kind].status);
                put_incident(show, notice->incident, notice->folder, TRUE);
                break;
        case TCK_NOTICE_AGAIN:
                put_incident(show, notice->incident, notice->folder, TRUE);
                break;
        case TCK_NOTICE_NOTE:
                take_note(show, notice->guest, notice->text);
                break;
        case TCK_NOTICE_ATTACHED:
        case TCK_NOTICE_DETACHED:
                tck_metrics_attached(show->metrics, notice->guest, notice->kind == TCK_NOTICE_ATTACHED);
                refresh_later(show);
                break;
        case TCK_NOTICE_READY:
                if (++show->ready == show->options.threads)
                        tck_notify_send(show->options.notify, "READY=1");
                break;
        case TCK_NOTICE_END:
                if (++show->ended == show->options.threads)
                        g_idle_add(quit_loop, show->options.loop);
                break;
        }
}

/* ---- start and end ---- */

TckShow *tck_show_new(const TckShowOptions *options) {
        TckShow *show = g_new0(TckShow, 1);

        show->options = *options;
        show->quiet_errors = tck_journald_has(STDERR_FILENO);
        show->quiet_output = tck_journald_has(STDOUT_FILENO) && !options->json;
        show->metrics = tck_metrics_new();
        return show;
}

void tck_show_free(TckShow *show) {
        if (!show)
                return;
        tck_metrics_free(show->metrics);
        g_free(show->headline);
        g_free(show);
}

void tck_show_listen(TckShow *show, TckWatch *watch) {
        show->watch = watch;
        watch->report = on_notice;
        watch->data = show;
}

gboolean tck_show_start(TckShow *show, GError **error) {
        guint64 watchdog = tck_notify_watchdog(show->options.notify);
        TckArchiveUsage usage = tck_archive_usage(show->options.archive);

        refresh_later(show);
        if (watchdog)
                show->watchdog =
                        g_timeout_add((guint) MIN(MAX(watchdog / SIGNS / 1000, 1), G_MAXUINT), give_sign, show);
        return !show->options.metrics || tck_metrics_write(show->metrics, &usage, show->options.metrics, error);
}

void tck_show_end(TckShow *show) {
        if (show->watchdog)
                g_source_remove(show->watchdog);
        while (g_source_remove_by_user_data(show))
                ;
        write_metrics(show);
}

const int *tck_show_status(const TckShow *show) {
        return &show->status;
}
