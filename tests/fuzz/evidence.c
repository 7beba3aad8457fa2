/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a console: an incident keeps valid text of it, and prints it without control characters. */
#include "evidence.h"
#include "escape.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, "guest");
        g_autofree char *text = g_strndup((const char *) data, size), *escaped = tck_escape(text, "#\\");
        g_autofree char *told = NULL, *record = NULL, *path = NULL;
        int fd;

        path = make_file(data, size, &fd);
        tck_evidence_read_console(path, incident);
        close(fd);
        assert(incident->console.bytes == size);
        assert(g_utf8_validate(incident->console.tail, -1, NULL));
        told = tck_incident_text(incident);
        record = tck_incident_to_json(incident);
        assert_shown(told);
        assert_shown(escaped);
        assert(!strchr(escaped, '\n'));
        return 0;
}
