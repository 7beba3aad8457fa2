/* SPDX-License-Identifier: BSD-2-Clause */
#include "waiver.h"

#include <string.h>

#include "error.h"
#include "file.h"
#include "table.h"

enum { FILE_MAX = 1 << 20 }; /* bytes */

static void waiver_free(gpointer data) {
        TckWaiver *waiver = data;

        g_free(waiver->name);
        g_free(waiver->file);
        tck_seen_clear(&waiver->seen);
        g_free(waiver->reason);
        g_free(waiver->reference);
        g_free(waiver->expires);
        g_free(waiver);
}

GPtrArray *tck_waivers_new(void) {
        return g_ptr_array_new_with_free_func(waiver_free);
}

/* ---- reading ---- */

/* Whether the text is a date in the form 2027-01-31, and whether that day is over. Such dates sort as text. */
static gboolean read_day(const char *text, GDateTime *now, gboolean *ret_over) {
        static const char form[] = "dddd-dd-dd";
        g_autoptr(GDateTime) utc = g_date_time_to_utc(now);
        g_autofree char *today = g_date_time_format(utc, "%Y-%m-%d");

        for (gsize i = 0; i < sizeof form - 1; i++)
                if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
                        return FALSE;
        if (text[sizeof form - 1] || !g_date_valid_dmy((GDateDay) g_ascii_strtoull(text + 8, NULL, 10),
                                                       (GDateMonth) g_ascii_strtoull(text + 5, NULL, 10),
                                                       (GDateYear) g_ascii_strtoull(text, NULL, 10)))
                return FALSE;
        *ret_over = strcmp(today, text) > 0;
        return TRUE;
}

/* A pattern that matches no case is a typing error. */
static gboolean names_a_case(const char *pattern) {
        const GPtrArray *cases = tck_all_cases();

        for (guint i = 0; i < cases->len; i++)
                if (tck_case_matches(((const TckCase *) cases->pdata[i])->name, pattern))
                        return TRUE;
        return FALSE;
}

static gboolean read_waiver(TckWaiver *waiver, GKeyFile *table, GDateTime *now, GError **error) {
        g_autofree char *complaint = tck_seen_read(&waiver->seen, table, waiver->name);

        waiver->reason = tck_table_text(table, waiver->name, "reason");
        waiver->reference = tck_table_text(table, waiver->name, "reference");
        waiver->expires = tck_table_text(table, waiver->name, "expires");
        if (complaint)
                return tck_table_error(error, waiver->file, waiver->name, "%s", complaint);
        if (!waiver->seen.cases[0])
                return tck_table_error(error, waiver->file, waiver->name, "the value of cases is empty");
        for (char **pattern = waiver->seen.cases; *pattern; pattern++)
                if (!names_a_case(*pattern))
                        return tck_table_error(error, waiver->file, waiver->name,
                                               "no case matches %s (`pvpanic-tck list` names them all)", *pattern);
        if (!read_day(waiver->expires, now, &waiver->expired))
                return tck_table_error(error, waiver->file, waiver->name,
                                       "expires takes a day, as in 2027-01-31, not %s", waiver->expires);
        return TRUE;
}

gboolean tck_waivers_read(GPtrArray *waivers, const char *path, GDateTime *now, GError **error) {
        static const TckTableKey keys[] = {{"cases", FALSE},
                                           {"vms", TRUE},
                                           {"seen", FALSE},
                                           {"reason", FALSE},
                                           {"reference", FALSE},
                                           {"expires", FALSE},
                                           {0}};
        g_autoptr(GKeyFile) table = NULL;
        g_autoptr(GError) local = NULL;
        g_autofree char *text = NULL;
        g_auto(GStrv) groups = NULL;
        gsize length;

        text = tck_file_read(path, FILE_MAX, &length, &local);
        if (!text)
                return tck_error_set(error, TCK_ERROR_USAGE, "cannot read the waivers: %s", local->message);
        table = tck_table_read(path, text, length, keys, error);
        if (!table)
                return FALSE;
        groups = g_key_file_get_groups(table, NULL);
        for (char **group = groups; *group; group++) {
                TckWaiver *waiver = g_new0(TckWaiver, 1);

                g_ptr_array_add(waivers, waiver);
                waiver->name = g_strdup(*group);
                waiver->file = g_strdup(path);
                if (!read_waiver(waiver, table, now, error))
                        return FALSE;
        }
        return TRUE;
}

/* ---- applying ---- */

static TckWaiver *find(const GPtrArray *waivers, const TckResult *result, const TckOutcome *outcome) {
        g_autofree char *text = tck_seen_text(outcome);

        for (guint i = 0; text && i < waivers->len; i++) {
                TckWaiver *waiver = waivers->pdata[i];

                if (!waiver->expired && tck_seen_has(&waiver->seen, result->tested->name, result->vm, text))
                        return waiver;
        }
        return NULL;
}

void tck_waivers_apply(const GPtrArray *waivers, TckResult *result, gboolean strict) {
        TckWaiver *last = NULL;

        for (guint i = 0; i < result->outcomes->len; i++) {
                TckOutcome *outcome = result->outcomes->pdata[i];
                gboolean bad = outcome->verdict == TCK_FAIL || (strict && outcome->verdict == TCK_KNOWN);
                TckWaiver *waiver = bad ? find(waivers, result, outcome) : NULL;

                if (!waiver)
                        continue;
                outcome->verdict = TCK_WAIVED;
                g_free(outcome->message);
                outcome->message = g_strdup_printf("waived: %s (%s, until %s)", waiver->reason, waiver->reference,
                                                   waiver->expires);
                outcome->waiver = g_strdup(waiver->name);
                waiver->applied += waiver != last;
                last = waiver;
        }
}

char *tck_waiver_remark(const TckWaiver *waiver) {
        if (waiver->expired)
                return g_strdup_printf("expired on %s and was not applied", waiver->expires);
        return waiver->applied ? NULL : g_strdup("matched no failure of this run");
}
