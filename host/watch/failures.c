/* SPDX-License-Identifier: BSD-2-Clause */
#include "failures.h"

/* Seconds between attempts: the first interval, doubled each time, up to the longest. */
static const double RETRY_SECONDS = 0.05, RETRY_LONGEST_SECONDS = 1;

void tck_failures_init(TckFailures *failures, void (*note)(gpointer data, const char *text), gpointer data) {
        *failures = (TckFailures){.note = note, .data = data, .retry = RETRY_SECONDS};
}

/* Notes the number of repetitions of the last failure, if it is due or `over`. */
static void note_repetition(TckFailures *failures, gboolean over) {
        gint64 now = g_get_monotonic_time();
        g_autofree char *text = NULL;

        if (!failures->text || !tck_again_is_due(&failures->again, now, over))
                return;
        tck_again_tell(&failures->again, now);
        text = tck_again_text(&failures->again);
        failures->note(failures->data, text);
}

void tck_failures_add(TckFailures *failures, const GError *error) {
        gint64 now = g_get_monotonic_time();

        if (g_strcmp0(failures->text, error->message) == 0) {
                tck_again_count(&failures->again, now);
                note_repetition(failures, FALSE);
                return;
        }
        note_repetition(failures, TRUE);
        g_free(failures->text);
        failures->text = g_strdup(error->message);
        tck_again_begin(&failures->again, now);
        failures->note(failures->data, error->message);
}

void tck_failures_note(TckFailures *failures) {
        note_repetition(failures, TRUE);
}

void tck_failures_clear(TckFailures *failures) {
        note_repetition(failures, TRUE);
        g_clear_pointer(&failures->text, g_free);
        failures->retry = RETRY_SECONDS;
}

double tck_failures_retry(TckFailures *failures) {
        double seconds = failures->retry;

        failures->retry = MIN(seconds * 2, RETRY_LONGEST_SECONDS);
        return seconds;
}
