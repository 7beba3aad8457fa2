/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as an incident's record: it is refused, or it can be printed safely and is kept unchanged. */
#include "incident.h"

#include "fuzz.h"

static void check(const TckIncident *incident) {
        g_autofree char *words = tck_incident_words(incident), *line = tck_incident_line(incident);
        g_autofree char *text = tck_incident_text(incident), *record = tck_incident_to_json(incident), *again = NULL;
        g_autoptr(TckIncident) copy = tck_incident_from_json(record, NULL);

        assert_shown(words);
        assert_shown(line);
        assert_shown(text);
        assert(!strchr(words, '\n') && !strchr(line, '\n'));
        assert(copy);
        again = tck_incident_to_json(copy);
        assert(strcmp(record, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size);
        GError *error = NULL;
        g_autoptr(TckIncident) incident = tck_incident_from_json(text, &error);

        assert_told(incident != NULL, error);
        if (incident)
                check(incident);
        return 0;
}
