/* SPDX-License-Identifier: BSD-2-Clause */
#include "history.h"

#include "evidence.h"

/* An incident that occurs again after so long counts as a new one. */
enum { AGAIN_SECONDS = 60 };

/* The next incident may repeat one of the last so many. After so many that differ in their details, details no longer matter. */
enum { ENTRIES_MAX = 16, DISTINCT_MAX = 8 };

struct TckHistory {
        TckWatch *watch;
        GPtrArray *entries; /* TckHistoryEntry *, oldest first */
};

static void entry_free(gpointer data) {
        TckHistoryEntry *entry = data;

        tck_incident_free(entry->incident);
        g_free(entry->folder);
        g_free(entry);
}

TckHistory *tck_history_new(TckWatch *watch) {
        TckHistory *history = g_new0(TckHistory, 1);

        history->watch = watch;
        history->entries = g_ptr_array_new_with_free_func(entry_free);
        return history;
}

void tck_history_free(TckHistory *history) {
        g_ptr_array_unref(history->entries);
        g_free(history);
}

void tck_history_clear(TckHistory *history) {
        g_ptr_array_set_size(history->entries, 0);
}

void tck_history_write(TckHistory *history, const TckHistoryEntry *entry) {
        g_autoptr(GError) error = NULL;

        /* The archive may have removed the folder meanwhile. */
        if (entry->folder && g_file_test(entry->folder, G_FILE_TEST_IS_DIR) &&
            !tck_evidence_write(entry->folder, entry->incident, &error))
                tck_watch_note(history->watch, entry->incident->guest, "cannot write an incident's record: %s",
                               error->message);
}

static void tell_again(TckHistory *history, TckHistoryEntry *entry) {
        tck_again_tell(&entry->incident->again, g_get_monotonic_time());
        tck_history_write(history, entry);
        tck_watch_report(history->watch,
                         (TckNotice){.kind = TCK_NOTICE_AGAIN, .incident = entry->incident, .folder = entry->folder});
}

static void drop_oldest(TckHistory *history) {
        TckHistoryEntry *entry = history->entries->pdata[0];

        if (tck_again_is_due(&entry->incident->again, 0, TRUE))
                tell_again(history, entry);
        g_ptr_array_remove_index(history->entries, 0);
}

TckHistoryEntry *tck_history_add(TckHistory *history, TckIncident *incident) {
        TckHistoryEntry *entry = g_new0(TckHistoryEntry, 1);

        entry->incident = incident;
        entry->open = TRUE;
        tck_again_begin(&incident->again, g_get_monotonic_time());
        if (history->entries->len == ENTRIES_MAX)
                drop_oldest(history);
        g_ptr_array_add(history->entries, entry);
        return entry;
}

static gint64 end_of(const TckHistoryEntry *entry) {
        return entry->incident->again.last + (gint64) AGAIN_SECONDS * G_USEC_PER_SEC;
}

TckHistoryEntry *tck_history_find(const TckHistory *history, const TckIncident *incident) {
        const GPtrArray *entries = history->entries;
        gint64 now = g_get_monotonic_time();
        guint open = 0;

        for (guint i = 0; i < entries->len; i++)
                open += ((const TckHistoryEntry *) entries->pdata[i])->open ? 1 : 0;
        for (guint i = entries->len; i; i--) {
                TckHistoryEntry *entry = entries->pdata[i - 1];

                if (entry->open && now < end_of(entry) &&
                    tck_incident_repeats(incident, entry->incident, open >= DISTINCT_MAX))
                        return entry;
        }
        return NULL;
}

void tck_history_count(TckHistory *history, TckHistoryEntry *entry) {
        gboolean due = tck_again_count(&entry->incident->again, g_get_monotonic_time());

        tck_watch_report(history->watch, (TckNotice){.kind = TCK_NOTICE_REPEATED, .incident = entry->incident});
        if (due)
                tell_again(history, entry);
}

void tck_history_close(TckHistory *history, gboolean reset) {
        gint64 now = g_get_monotonic_time();

        for (guint i = 0; i < history->entries->len; i++) {
                TckHistoryEntry *entry = history->entries->pdata[i];

                if (reset && g_strcmp0(entry->incident->reason, "guest-reset") == 0)
                        continue;
                if (tck_again_is_due(&entry->incident->again, now, TRUE))
                        tell_again(history, entry);
                entry->open = FALSE;
        }
}

double tck_history_patience(const TckHistory *history, double seconds) {
        gint64 now = g_get_monotonic_time(), until = now + (gint64) (seconds * G_USEC_PER_SEC);

        for (guint i = 0; i < history->entries->len; i++) {
                const TckHistoryEntry *entry = history->entries->pdata[i];

                if (tck_again_is_due(&entry->incident->again, now, TRUE))
                        until = MIN(until, MIN(entry->incident->again.due, end_of(entry)));
        }
        return (double) MAX(until - now, 0) / G_USEC_PER_SEC;
}

void tck_history_tick(TckHistory *history) {
        gint64 now = g_get_monotonic_time();

        for (guint i = 0; i < history->entries->len; i++) {
                TckHistoryEntry *entry = history->entries->pdata[i];

                if (tck_again_is_due(&entry->incident->again, now, now >= end_of(entry)))
                        tell_again(history, entry);
        }
}
