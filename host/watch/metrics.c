/* SPDX-License-Identifier: BSD-2-Clause */
#include "metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

enum { SERIES_MAX = 4000, FILE_MODE = 0644 };

#define OTHERS "(others)"

typedef struct {
        char *labels; /* {guest="…",kind="…",channel="…"} */
        guint64 total, repeated;
        double last; /* seconds since 1970 */
} Series;

struct TckMetrics {
        GMutex mutex;
        double begin;       /* the same */
        GHashTable *series; /* labels → Series */
        GHashTable *guests; /* name → whether it is watched */
        guint64 total;
};

static void series_free(gpointer data) {
        Series *series = data;

        g_free(series->labels);
        g_free(series);
}

TckMetrics *tck_metrics_new(void) {
        TckMetrics *metrics = g_new0(TckMetrics, 1);

        g_mutex_init(&metrics->mutex);
        metrics->begin = (double) g_get_real_time() / G_USEC_PER_SEC;
        metrics->series = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, series_free);
        metrics->guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        return metrics;
}

void tck_metrics_free(TckMetrics *metrics) {
        if (!metrics)
                return;
        g_hash_table_unref(metrics->series);
        g_hash_table_unref(metrics->guests);
        g_mutex_clear(&metrics->mutex);
        g_free(metrics);
}

/* ---- what is counted ---- */

static void add_label(GString *labels, const char *name, const char *value) {
        g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);

        g_string_append_printf(labels, "%s%s=\"", labels->len ? "," : "", name);
        for (const char *place = valid; *place; place++) {
                if (*place == '\n') {
                        g_string_append(labels, "\\n");
                        continue;
                }
                if (*place == '\\' || *place == '"')
                        g_string_append_c(labels, '\\');
                g_string_append_c(labels, *place);
        }
        g_string_append_c(labels, '"');
}

static char *make_labels(const char *guest, const TckIncident *incident) {
        GString *labels = g_string_new(NULL);

        add_label(labels, "guest", guest);
        add_label(labels, "kind", tck_incident_kind_name(incident->kind));
        add_label(labels, "channel", incident->channel);
        return g_string_free(labels, FALSE);
}

/* Guests have a say in the channel, too: those of the others have none. */
static Series *find_series(TckMetrics *metrics, const TckIncident *incident) {
        g_autofree char *labels = make_labels(incident->guest, incident);
        Series *series = g_hash_table_lookup(metrics->series, labels);

        if (!series && g_hash_table_size(metrics->series) >= SERIES_MAX) {
                const TckIncident other = {.kind = incident->kind};

                g_free(labels);
                labels = make_labels(OTHERS, &other);
                series = g_hash_table_lookup(metrics->series, labels);
        }
        if (series)
                return series;
        series = g_new0(Series, 1);
        series->labels = g_steal_pointer(&labels);
        g_hash_table_insert(metrics->series, series->labels, series);
        return series;
}

void tck_metrics_count(TckMetrics *metrics, const TckIncident *incident, gboolean again) {
        Series *series;

        g_mutex_lock(&metrics->mutex);
        metrics->total++;
        series = find_series(metrics, incident);
        series->total++;
        series->repeated += again ? 1 : 0;
        series->last = (double) g_get_real_time() / G_USEC_PER_SEC;
        g_mutex_unlock(&metrics->mutex);
}

static gboolean is_away(gpointer unused_name, gpointer attached, gpointer unused) {
        (void) unused_name;
        (void) unused;
        return !GPOINTER_TO_INT(attached);
}

void tck_metrics_attached(TckMetrics *metrics, const char *guest, gboolean attached) {
        g_mutex_lock(&metrics->mutex);
        if (g_hash_table_size(metrics->guests) >= SERIES_MAX)
                g_hash_table_foreach_remove(metrics->guests, is_away, NULL);
        g_hash_table_insert(metrics->guests, g_strdup(guest), GINT_TO_POINTER(attached));
        g_mutex_unlock(&metrics->mutex);
}

guint64 tck_metrics_total(TckMetrics *metrics) {
        guint64 total;

        g_mutex_lock(&metrics->mutex);
        total = metrics->total;
        g_mutex_unlock(&metrics->mutex);
        return total;
}

guint tck_metrics_guests(TckMetrics *metrics) {
        GHashTableIter iter;
        gpointer attached;
        guint count = 0;

        g_mutex_lock(&metrics->mutex);
        g_hash_table_iter_init(&iter, metrics->guests);
        while (g_hash_table_iter_next(&iter, NULL, &attached))
                count += GPOINTER_TO_INT(attached) ? 1 : 0;
        g_mutex_unlock(&metrics->mutex);
        return count;
}

/* ---- the text ---- */

static void begin_family(GString *text, const char *name, const char *type, const char *help) {
        g_string_append_printf(text, "# TYPE pvpanic_tck_%s %s\n# HELP pvpanic_tck_%s %s\n", name, type, name, help);
}

static int compare(gconstpointer a, gconstpointer b) {
        return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* In order, so that one file can be compared with the next. */
static GPtrArray *sorted_keys(GHashTable *table) {
        GPtrArray *keys = g_ptr_array_sized_new(g_hash_table_size(table));
        GHashTableIter iter;
        gpointer key;

        g_hash_table_iter_init(&iter, table);
        while (g_hash_table_iter_next(&iter, &key, NULL))
                g_ptr_array_add(keys, key);
        g_ptr_array_sort(keys, compare);
        return keys;
}

static void add_seconds(GString *text, const char *name, const char *labels, double seconds) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_append_printf(text, "pvpanic_tck_%s%s%s%s %s\n", name, labels ? "{" : "", labels ? labels : "",
                               labels ? "}" : "", g_ascii_formatd(number, sizeof number, "%.3f", seconds));
}

static void add_number(GString *text, const char *name, const char *labels, guint64 number) {
        g_string_append_printf(text, "pvpanic_tck_%s%s%s%s %" G_GUINT64_FORMAT "\n", name, labels ? "{" : "",
                               labels ? labels : "", labels ? "}" : "", number);
}

static void add_series(GString *text, TckMetrics *metrics) {
        g_autoptr(GPtrArray) keys = sorted_keys(metrics->series);

        begin_family(text, "incidents", "counter", "Incidents of guests, those that came again too.");
        for (guint i = 0; i < keys->len; i++) {
                const Series *series = g_hash_table_lookup(metrics->series, keys->pdata[i]);

                add_number(text, "incidents_total", series->labels, series->total);
        }
        begin_family(text, "repetitions", "counter", "Incidents that were counted in the record of the first of them.");
        for (guint i = 0; i < keys->len; i++) {
                const Series *series = g_hash_table_lookup(metrics->series, keys->pdata[i]);

                add_number(text, "repetitions_total", series->labels, series->repeated);
        }
        begin_family(text, "last_incident_timestamp_seconds", "gauge", "When the last of them came.");
        for (guint i = 0; i < keys->len; i++) {
                const Series *series = g_hash_table_lookup(metrics->series, keys->pdata[i]);

                add_seconds(text, "last_incident_timestamp_seconds", series->labels, series->last);
        }
}

static void add_guests(GString *text, TckMetrics *metrics) {
        g_autoptr(GPtrArray) keys = sorted_keys(metrics->guests);

        begin_family(text, "guest_watched", "gauge", "Whether the guest's hypervisor is there and watched.");
        for (guint i = 0; i < keys->len; i++) {
                g_autoptr(GString) labels = g_string_new(NULL);
                gboolean attached = GPOINTER_TO_INT(g_hash_table_lookup(metrics->guests, keys->pdata[i]));

                add_label(labels, "guest", keys->pdata[i]);
                add_number(text, "guest_watched", labels->str, attached ? 1 : 0);
        }
}

static void add_archive(GString *text, const TckArchiveUsage *usage) {
        begin_family(text, "kept_incidents", "gauge", "Incidents whose folders are kept.");
        add_number(text, "kept_incidents", NULL, usage->incidents);
        begin_family(text, "kept_bytes", "gauge", "What these folders take.");
        add_number(text, "kept_bytes", NULL, usage->bytes);
        begin_family(text, "removed_incidents", "counter",
                     "Incidents whose folders had to go, by --keep or --max-size.");
        add_number(text, "removed_incidents_total", NULL, usage->removed);
}

char *tck_metrics_text(TckMetrics *metrics, const TckArchiveUsage *usage) {
        GString *text = g_string_new(NULL);

        g_mutex_lock(&metrics->mutex);
        begin_family(text, "build_info", "gauge", "The version of pvpanic-tck.");
        g_string_append(text, "pvpanic_tck_build_info{version=\"" TCK_VERSION "\"} 1\n");
        begin_family(text, "start_time_seconds", "gauge", "When this watch began.");
        add_seconds(text, "start_time_seconds", NULL, metrics->begin);
        add_series(text, metrics);
        add_guests(text, metrics);
        add_archive(text, usage);
        g_mutex_unlock(&metrics->mutex);
        g_string_append(text, "# EOF\n");
        return g_string_free(text, FALSE);
}

/* Nothing is lost with a file that comes anew: the disk need not be waited for. */
static gboolean fill(int fd, const char *text) {
        gsize length = strlen(text);
        gboolean good = write(fd, text, length) == (ssize_t) length && fchmod(fd, FILE_MODE) == 0;
        int failure = errno;

        if (close(fd) < 0 && good)
                return FALSE;
        errno = failure;
        return good;
}

gboolean tck_metrics_write(TckMetrics *metrics, const TckArchiveUsage *usage, const char *path, GError **error) {
        g_autofree char *text = tck_metrics_text(metrics, usage), *temporary = g_strconcat(path, ".XXXXXX", NULL);
        int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600), failure;

        if (fd >= 0 && fill(fd, text) && g_rename(temporary, path) == 0)
                return TRUE;
        failure = errno;
        if (fd >= 0)
                g_unlink(temporary);
        errno = failure;
        return tck_error_set_errno(error, "%s", path);
}
