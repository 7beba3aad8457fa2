/* SPDX-License-Identifier: BSD-2-Clause */
#include "journald.h"

#include <string.h>

#include "panic_info.h"
#include "escape.h"

enum { FIELDS_MAX = 16 };

/* The priorities of syslog(3). */
#define PRIORITY_ERROR "3"
#define PRIORITY_WARNING "4"
#define PRIORITY_NOTICE "5"
#define PRIORITY_INFO "6"

/* Sends an entry of keys and values; NULL or empty values are omitted. */
static gboolean put(const char *key, ...) G_GNUC_NULL_TERMINATED;

static gboolean put(const char *key, ...) {
        GLogField fields[FIELDS_MAX];
        gsize count = 0;
        va_list list;

        va_start(list, key);
        for (; key; key = va_arg(list, const char *)) {
                const char *value = va_arg(list, const char *);

                g_assert(count < FIELDS_MAX);
                if (value && *value)
                        fields[count++] = (GLogField){key, value, -1};
        }
        va_end(list);
        return g_log_writer_journald(G_LOG_LEVEL_MESSAGE, fields, count, NULL) == G_LOG_WRITER_HANDLED;
}

static const char *priority_of(const TckIncident *incident) {
        if (tck_incident_kinds[incident->kind].status == 0)
                return PRIORITY_INFO;
        return incident->kind == TCK_INCIDENT_CRASH_LOADED || incident->kind == TCK_INCIDENT_UNREACHABLE
                       ? PRIORITY_WARNING
                       : PRIORITY_ERROR;
}

/* "0x101"; NULL without a bug check. Free with g_free(). */
static char *bug_check_of(const TckIncident *incident) {
        g_autoptr(TckPanicInfo) decoded = tck_incident_decode(incident);

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
        g_autofree char *times = again ? g_strdup_printf("%" G_GUINT64_FORMAT, incident->again.times) : NULL;
        g_autofree char *folder = directory ? g_canonicalize_filename(directory, NULL) : NULL;
        g_autofree char *bug_check = bug_check_of(incident);

        return put("MESSAGE", message, "MESSAGE_ID", again ? TCK_JOURNALD_AGAIN : TCK_JOURNALD_INCIDENT, "PRIORITY",
                   priority_of(incident), "SYSLOG_IDENTIFIER", "pvpanic-tck", "GUEST", incident->guest, "KIND",
                   tck_incident_kinds[incident->kind].name, "CHANNEL", incident->channel, "BUGCHECK", bug_check,
                   "ACTION", incident->action, "INCIDENT", folder, "TIMES", times, NULL);
}

gboolean tck_journald_note(const char *guest, const char *text) {
        g_autofree char *line = g_strdup_printf("%s: %s", guest, text), *message = tck_escape(line, "");

        return put("MESSAGE", message, "PRIORITY", PRIORITY_NOTICE, "SYSLOG_IDENTIFIER", "pvpanic-tck", "GUEST", guest,
                   NULL);
}

gboolean tck_journald_has(int fd) {
        return g_log_writer_is_journald(fd);
}
