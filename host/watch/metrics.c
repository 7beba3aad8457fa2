/* SPDX-License-Identifier: BSD-2-Clause */
#include "metrics.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

enum { SERIES_MAX = 4000, FILE_MODE = 0644 };

#define OTHERS "(others)"

enum { TOTAL, REPEATED, LAST, VALUES };

typedef struct {
        double values[VALUES];
} Series;

/* A metric family of OpenMetrics. */
typedef struct {
        const char *name, *suffix, *type, *help, *format;
} Family;

static const Family families[VALUES] = {
        [TOTAL] = {"incidents", "_total", "counter", "Incidents of guests, including repetitions.", "%.0f"},
        [REPEATED] = {"repetitions", "_total", "counter", "Repetitions, counted in the record of the first incident.",
                      "%.0f"},
        [LAST] = {"last_incident_timestamp_seconds", "", "gauge", "Time of the last incident.", "%.3f"},
};

struct TckMetrics {
        GMutex mutex;
        double begin;       /* seconds since 1970 */
        GHashTable *series; /* guest="…",kind="…",channel="…" → Series */
        GHashTable *guests; /* name → whether it is watched */
        guint64 total;
};

TckMetrics *tck_metrics_new(void) {
        TckMetrics *metrics = g_new0(TckMetrics, 1);

        g_mutex_init(&metrics->mutex);
        metrics->begin = (double) g_get_real_time() / G_USEC_PER_SEC;
        metrics->series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
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

/* ---- counting ---- */

static void add_label(GString *labels, const char *name, const char *value) {
        g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);
        g_autoptr(GString) escaped = g_string_new(valid);

        g_string_replace(escaped, "\\", "\\\\", 0);
        g_string_replace(escaped, "\"", "\\\"", 0);
        g_string_replace(escaped, "\n", "\\n", 0);
        g_string_append_printf(labels, "%s%s=\"%s\"", labels->len ? "," : "", name, escaped->str);
}

static char *make_labels(const char *guest, const TckIncident *incident) {
        GString *labels = g_string_new(NULL);

        add_label(labels, "guest", guest);
        add_label(labels, "kind", tck_incident_kinds[incident->kind].name);
        add_label(labels, "channel", incident->channel);
        return g_string_free(labels, FALSE);
}

/* The channel's name comes from the guest, so the number of series is limited: all others share one without a channel. */
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
        g_hash_table_insert(metrics->series, g_steal_pointer(&labels), series);
        return series;
}

void tck_metrics_count(TckMetrics *metrics, const TckIncident *incident, gboolean again) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&metrics->mutex);
        Series *series = find_series(metrics, incident);

        metrics->total++;
        series->values[TOTAL]++;
        series->values[REPEATED] += again ? 1 : 0;
        series->values[LAST] = (double) g_get_real_time() / G_USEC_PER_SEC;
}

static gboolean is_away(G_GNUC_UNUSED gpointer name, gpointer attached, G_GNUC_UNUSED gpointer unused) {
        return !GPOINTER_TO_INT(attached);
}

void tck_metrics_attached(TckMetrics *metrics, const char *guest, gboolean attached) {
        g_mutex_lock(&metrics->mutex);
        if (g_hash_table_size(metrics->guests) >= SERIES_MAX)
                g_hash_table_foreach_remove(metrics->guests, is_away, NULL);
        g_hash_table_insert(metrics->guests, g_strdup(guest), GINT_TO_POINTER(attached));
        g_mutex_unlock(&metrics->mutex);
}

void tck_metrics_totals(TckMetrics *metrics, guint *ret_guests, guint64 *ret_incidents) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&metrics->mutex);
        GHashTableIter iter;
        gpointer attached;

        *ret_incidents = metrics->total;
        *ret_guests = 0;
        g_hash_table_iter_init(&iter, metrics->guests);
        while (g_hash_table_iter_next(&iter, NULL, &attached))
                *ret_guests += GPOINTER_TO_INT(attached) ? 1 : 0;
}

/* ---- output ---- */

static void begin_family(GString *text, const Family *family) {
        g_string_append_printf(text, "# TYPE pvpanic_tck_%s %s\n# HELP pvpanic_tck_%s %s\n", family->name, family->type,
                               family->name, family->help);
}

static void add_sample(GString *text, const Family *family, const char *labels, double value) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_append_printf(text, "pvpanic_tck_%s%s%s%s%s %s\n", family->name, family->suffix, labels ? "{" : "",
                               labels ? labels : "", labels ? "}" : "",
                               g_ascii_formatd(number, sizeof number, family->format, value));
}

/* A family with one sample and no labels. */
static void add_single(GString *text, Family family, double value) {
        begin_family(text, &family);
        add_sample(text, &family, NULL, value);
}

/* Sorted, so that files can be compared. The keys belong to the table. */
static GList *sorted_keys(GHashTable *table) {
        return g_list_sort(g_hash_table_get_keys(table), (GCompareFunc) g_strcmp0);
}

static void add_series(GString *text, TckMetrics *metrics) {
        g_autoptr(GList) keys = sorted_keys(metrics->series);

        for (guint value = 0; value < VALUES; value++) {
                begin_family(text, &families[value]);
                for (const GList *key = keys; key; key = key->next) {
                        const Series *series = g_hash_table_lookup(metrics->series, key->data);

                        add_sample(text, &families[value], key->data, series->values[value]);
                }
        }
}

static void add_guests(GString *text, TckMetrics *metrics) {
        static const Family family = {"guest_watched", "", "gauge",
                                      "Whether the guest's hypervisor runs and is watched.", "%.0f"};
        g_autoptr(GList) keys = sorted_keys(metrics->guests);

        begin_family(text, &family);
        for (const GList *key = keys; key; key = key->next) {
                g_autoptr(GString) labels = g_string_new(NULL);

                add_label(labels, "guest", key->data);
                add_sample(text, &family, labels->str,
                           GPOINTER_TO_INT(g_hash_table_lookup(metrics->guests, key->data)));
        }
}

static char *compose(TckMetrics *metrics, const TckArchiveUsage *usage) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&metrics->mutex);
        GString *text = g_string_new("# TYPE pvpanic_tck_build_info gauge\n"
                                     "# HELP pvpanic_tck_build_info The version of pvpanic-tck.\n"
                                     "pvpanic_tck_build_info{version=\"" TCK_VERSION "\"} 1\n");

        add_single(text, (Family){"start_time_seconds", "", "gauge", "Start of this watch.", "%.3f"}, metrics->begin);
        add_series(text, metrics);
        add_guests(text, metrics);
        add_single(text, (Family){"kept_incidents", "", "gauge", "Incidents whose folders are kept.", "%.0f"},
                   usage->incidents);
        add_single(text, (Family){"kept_bytes", "", "gauge", "Size of these folders.", "%.0f"}, (double) usage->bytes);
        add_single(text,
                   (Family){"removed_incidents", "_total", "counter",
                            "Incidents whose folders were removed, by --keep or --max-size.", "%.0f"},
                   (double) usage->removed);
        g_string_append(text, "# EOF\n");
        return g_string_free(text, FALSE);
}

/* Not synced, because the file is soon written again. */
static gboolean fill(int fd, const char *text) {
        gboolean good = tck_write_fully(fd, text, strlen(text)) && fchmod(fd, FILE_MODE) == 0;

        return close(fd) == 0 && good;
}

gboolean tck_metrics_write(TckMetrics *metrics, const TckArchiveUsage *usage, const char *path, GError **error) {
        g_autofree char *text = compose(metrics, usage), *temporary = g_strconcat(path, ".XXXXXX", NULL);
        int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);

        if (fd >= 0 && fill(fd, text) && g_rename(temporary, path) == 0)
                return TRUE;
        tck_error_set_errno(error, "%s", path);
        if (fd >= 0)
                g_unlink(temporary);
        return FALSE;
}
