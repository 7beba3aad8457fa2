/* SPDX-License-Identifier: BSD-2-Clause */
/* An incident's record (docs/incident.schema.json), or several of them, as `watch --format json` prints them. */
#include <string.h>

#include "date.h"
#include "error.h"
#include "source.h"

enum { RECORD_MAX = 16 << 20 };

static TckSure recognise(const char *head, gsize length) {
        (void) length;
        head += strspn(head, " \t\r\n");
        return *head == '{' && strstr(head, "\"schema\"") && strstr(head, "\"kind\"") &&
                               strstr(head, "\"run_state\"") && strstr(head, "\"late\"")
                       ? TCK_SURE_CERTAIN
                       : TCK_SURE_NOT;
}

struct reading {
        TckFindings *findings;
        GString *text;
        int depth;
        gboolean quoted, escaped;
        guint64 begin; /* the line with which it begins */
        guint count;
        GError *error;
};

static void take_record(struct reading *reading) {
        TckIncident *incident = tck_incident_from_json(reading->text->str, reading->error ? NULL : &reading->error);
        g_autofree char *words = incident ? tck_incident_words(incident) : NULL;

        g_string_truncate(reading->text, 0);
        if (!incident)
                return;
        reading->count++;
        tck_findings_set_guest(reading->findings, incident->guest);
        tck_findings_add_moment(reading->findings, TCK_CLOCK_HOST, tck_date_time(incident->time), reading->begin,
                                words);
        tck_findings_add_account(reading->findings, TCK_WITNESS_RECORD, incident, TRUE);
}

/* Up to the bracket that closes it. */
static void read_line(char *line, gsize length, guint64 number, gpointer data) {
        struct reading *reading = data;

        if (!reading->text->len)
                reading->begin = number;
        for (gsize i = 0; i < length && reading->text->len < RECORD_MAX; i++) {
                char c = line[i];

                if (reading->depth || c == '{')
                        g_string_append_c(reading->text, c);
                if (reading->quoted) {
                        reading->quoted = reading->escaped || c != '"';
                        reading->escaped = !reading->escaped && c == '\\';
                        continue;
                }
                reading->quoted = c == '"' && reading->depth;
                reading->depth += c == '{' ? 1 : c == '}' && reading->depth ? -1 : 0;
                if (c == '}' && !reading->depth)
                        take_record(reading);
        }
        if (reading->depth)
                g_string_append_c(reading->text, '\n');
}

static gboolean read_records(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(GString) text = g_string_new(NULL);
        struct reading reading = {.findings = findings, .text = text};
        gboolean good = tck_input_each_line(input, read_line, &reading, error);

        if (good && !reading.count && !reading.error)
                tck_error_set(&reading.error, TCK_ERROR_PROTOCOL, "it is cut off");
        if (good && reading.error) {
                g_propagate_prefixed_error(error, reading.error, "%s: ", tck_input_name(input));
                return FALSE;
        }
        g_clear_error(&reading.error);
        return good;
}

TCK_SOURCE(.name = "record", .what = "the record of an incident", .recognise = recognise, .read = read_records)
