/* SPDX-License-Identifier: BSD-2-Clause */
#include "timeline.h"

#include <string.h>

#include "date.h"

enum { FIRST = 16 }; /* kept from the beginning if there are too many; the others are the last ones */

/* ---- clocks ---- */

/* The moment of the panic by the guest's clock. */
static const TckMoment *find_anchor(const TckIncident *incident, const GPtrArray *moments) {
        const char *words =
                incident->oops ? incident->oops->panic ? incident->oops->panic : incident->oops->cause : NULL;

        for (guint i = moments->len; words && i; i--) {
                const TckMoment *moment = moments->pdata[i - 1];

                if (moment->clock == TCK_CLOCK_BOOT && !moment->noise &&
                    (g_str_has_prefix(words, moment->text) || g_str_has_suffix(moment->text, words)))
                        return moment;
        }
        return NULL;
}

/* Converts times of the guest's clock to the host's. Both are known for the panic. */
static void bring_together(const TckIncident *incident, GPtrArray *moments) {
        const TckMoment *anchor = find_anchor(incident, moments);
        gint64 host = tck_date_time(incident->time);

        for (guint i = 0; anchor && i < moments->len; i++) {
                TckMoment *moment = moments->pdata[i];

                /* A crash kernel's clock starts again. */
                if (moment->clock == TCK_CLOCK_BOOT && g_str_equal(moment->file, anchor->file) &&
                    (moment->order <= anchor->order) == (moment->time <= anchor->time))
                        moment->host = host - (anchor->time - moment->time);
        }
}

/* ---- order ---- */

struct entry {
        TckMoment *moment;
        gint64 key;
        guint place;
};

/* A moment without a time is sorted after the previous one of the same file, or before the next one. */
static gint64 key_of(const GPtrArray *moments, guint place) {
        const TckMoment *moment = moments->pdata[place];

        for (guint i = place + 1; i; i--) {
                const TckMoment *before = moments->pdata[i - 1];

                if (before->host && g_str_equal(before->file, moment->file))
                        return before->host;
        }
        for (guint i = place; i < moments->len; i++) {
                const TckMoment *behind = moments->pdata[i];

                if (behind->host && g_str_equal(behind->file, moment->file))
                        return behind->host;
        }
        return G_MAXINT64;
}

static int compare(gconstpointer a, gconstpointer b) {
        const struct entry *left = a, *right = b;

        if (left->key != right->key)
                return left->key < right->key ? -1 : 1;
        return left->place < right->place ? -1 : 1;
}

/* ---- noise and limits ---- */

static int compare_times(gconstpointer a, gconstpointer b) {
        const TckMoment *left = *(const TckMoment *const *) a, *right = *(const TckMoment *const *) b;

        return left->times != right->times ? left->times < right->times ? 1 : -1 : 0;
}

/* Adds the most frequent noise, and the number of other lines. */
static void add_noise(TckIncident *incident, GPtrArray *noise, guint64 others) {

        g_ptr_array_sort(noise, compare_times);
        for (guint i = 0; i < noise->len; i++) {
                const TckMoment *moment = noise->pdata[i];

                if (i < TCK_TIMELINE_NOISE_MAX)
                        g_ptr_array_add(incident->timeline, tck_moment_copy(moment));
                else
                        others += moment->times;
        }
        if (others) {
                g_autofree char *text =
                        g_strdup_printf("%" G_GUINT64_FORMAT " other line%s", others, others == 1 ? "" : "s");
                TckMoment *moment = tck_moment_new(TCK_CLOCK_UNKNOWN, 0, "", 0, text);

                moment->noise = TRUE;
                g_ptr_array_add(incident->timeline, moment);
        }
}

static void add_gap(TckIncident *incident, guint64 count) {
        g_autofree char *text = g_strdup_printf("… %" G_GUINT64_FORMAT " more are left out", count);

        g_ptr_array_add(incident->timeline, tck_moment_new(TCK_CLOCK_UNKNOWN, 0, "", 0, text));
}

static void add_sorted(TckIncident *incident, const GArray *entries, guint64 left_out) {
        guint over = entries->len > TCK_TIMELINE_MAX ? entries->len - TCK_TIMELINE_MAX : 0;

        for (guint i = 0; i < entries->len; i++) {
                if (i == FIRST && over) {
                        add_gap(incident, over + left_out);
                        i += over;
                }
                g_ptr_array_add(incident->timeline, tck_moment_copy(g_array_index(entries, struct entry, i).moment));
        }
        if (!over && left_out)
                add_gap(incident, left_out);
}

/* An incident without a time gets the time of the last moment. */
static void set_time(TckIncident *incident, const GArray *entries) {
        for (guint i = entries->len; i; i--)
                if (tck_incident_set_time(incident, g_array_index(entries, struct entry, i - 1).moment->host))
                        return;
        incident->late = incident->kind != TCK_INCIDENT_NONE;
}

void tck_timeline_add(TckIncident *incident, const TckFindings *findings, gboolean timed) {
        g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
        g_autoptr(GPtrArray) noise = g_ptr_array_new();

        for (guint i = 0; i < findings->moments->len; i++)
                ((TckMoment *) findings->moments->pdata[i])->order = i;
        if (timed)
                bring_together(incident, findings->moments);
        for (guint i = 0; i < findings->moments->len; i++) {
                struct entry entry = {findings->moments->pdata[i], 0, i};

                if (entry.moment->noise) {
                        g_ptr_array_add(noise, entry.moment);
                        continue;
                }
                entry.key = key_of(findings->moments, i);
                g_array_append_val(entries, entry);
        }
        /* A single moment of a record repeats what the incident already has. */
        if (entries->len == 1 && findings->accounts->len == 1 &&
            ((TckAccount *) findings->accounts->pdata[0])->witness == TCK_WITNESS_RECORD)
                return;
        g_array_sort(entries, compare);
        if (!timed)
                set_time(incident, entries);
        add_sorted(incident, entries, findings->left_out);
        add_noise(incident, noise, findings->noise_left_out);
}
