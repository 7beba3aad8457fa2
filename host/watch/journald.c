/* SPDX-License-Identifier: BSD-2-Clause */
#include "journald.h"

#include <string.h>

#include "panic_info.h"
#include "escape.h"

enum { FIELDS_MAX = 16 };

/* syslog(3)'s. */
enum { PRIORITY_ERROR = 3, PRIORITY_WARNING = 4, PRIORITY_NOTICE = 5, PRIORITY_INFO = 6 };

typedef struct {
        GLogField fields[FIELDS_MAX];
        gsize count;
} Fields;

static void add(Fields *fields, const char *key, const char *value) {
        g_assert(fields->count < FIELDS_MAX);
        if (value && *value)
                fields->fields[fields->count++] = (GLogField){key, value, -1};
}

static gboolean put(const Fields *fields) {
        return g_log_writer_journald(G_LOG_LEVEL_MESSAGE, fields->fields, fields->count, NULL) == G_LOG_WRITER_HANDLED;
}

static int priority_of(const TckIncident *incident) {
        if (tck_incident_kind_status(incident->kind) == 0)
                return PRIORITY_INFO;
        return incident->kind == TCK_INCIDENT_CRASH_LOADED || incident->kind == TCK_INCIDENT_UNREACHABLE
                       ? PRIORITY_WARNING
                       : PRIORITY_ERROR;
}

/* "0x101"; NULL for what has none. Free with g_free(). */
static char *bug_check_of(const TckIncident *incident) {
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(incident->info);

        for (guint i = 0; decoded && i < decoded->facts->len; i++) {
                const TckPanicFact *fact = decoded->facts->pdata[i];

                if (g_str_equal(fact->name, "bug check"))
                        return g_strdup(fact->value);
        }
        return NULL;
}

gboolean tck_journald_incident(const TckIncident *incident, const char *directory, gboolean again) {
        g_autofree char *words = tck_incident_words(incident), *guest = tck_escape(incident->guest, "");
        g_autofree char *message = g_strdup_printf("%s: %s", guest, words);
        g_autofree char *priority = g_strdup_printf("%d", priority_of(incident));
        g_autofree char *times = g_strdup_printf("%" G_GUINT64_FORMAT, incident->again.times);
        g_autofree char *folder = directory ? g_canonicalize_filename(directory, NULL) : NULL;
        g_autofree char *bug_check = bug_check_of(incident);
        Fields fields = {0};

        add(&fields, "MESSAGE", message);
        add(&fields, "MESSAGE_ID", again ? TCK_JOURNALD_AGAIN : TCK_JOURNALD_INCIDENT);
        add(&fields, "PRIORITY", priority);
        add(&fields, "SYSLOG_IDENTIFIER", "pvpanic-tck");
        add(&fields, "GUEST", incident->guest);
        add(&fields, "KIND", tck_incident_kind_name(incident->kind));
        add(&fields, "CHANNEL", incident->channel);
        add(&fields, "BUGCHECK", bug_check);
        add(&fields, "ACTION", incident->action);
        add(&fields, "INCIDENT", folder);
        add(&fields, "TIMES", again ? times : NULL);
        return put(&fields);
}

gboolean tck_journald_note(const char *guest, const char *text) {
        g_autofree char *line = g_strdup_printf("%s: %s", guest, text), *message = tck_escape(line, "");
        g_autofree char *priority = g_strdup_printf("%d", PRIORITY_NOTICE);
        Fields fields = {0};

        add(&fields, "MESSAGE", message);
        add(&fields, "PRIORITY", priority);
        add(&fields, "SYSLOG_IDENTIFIER", "pvpanic-tck");
        add(&fields, "GUEST", guest);
        return put(&fields);
}

gboolean tck_journald_has(int fd) {
        return g_log_writer_is_journald(fd);
}
