/* SPDX-License-Identifier: BSD-2-Clause */
/* An incident's record (docs/incident.schema.json), or several of them, as `watch --format json` prints them. */
#include <string.h>

#include "date.h"
#include "error.h"
#include "json_values.h"
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
        guint count;
        GError *error;
};

static void take_record(const char *text, gsize length, guint64 line, gpointer data) {
        struct reading *reading = data;
        TckIncident *incident = tck_incident_from_json(text, reading->error ? NULL : &reading->error);
        g_autofree char *words = incident ? tck_incident_words(incident) : NULL;

        (void) length;
        if (!incident)
                return;
        reading->count++;
        tck_findings_set_guest(reading->findings, incident->guest);
        tck_findings_add_moment(reading->findings, TCK_CLOCK_HOST, tck_date_time(incident->time), line, words);
        tck_findings_add_account(reading->findings, TCK_WITNESS_RECORD, incident, TRUE);
}

static void read_line(char *line, gsize length, guint64 number, gpointer values) {
        tck_json_values_line(values, line, length, number);
}

static gboolean read_records(TckFindings *findings, TckInput *input, GError **error) {
        struct reading reading = {.findings = findings};
        g_autoptr(TckJsonValues) values = tck_json_values_new(RECORD_MAX, take_record, &reading);
        gboolean good = tck_input_each_line(input, read_line, values, error);

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
