/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a domain's XML and, after a NUL, as libvirt's log of it. */
#include "libvirt_end.h"
#include "libvirt_xml.h"

#include "fuzz.h"

static void explain(const char *xml, const char *reason, const char *log) {
        g_autofree char *console = NULL;
        GError *error = NULL;
        g_autoptr(TckIncident) incident = tck_libvirt_end(xml, reason, log, &console, &error);

        /* An end that is not an incident is not a failure. */
        assert(!incident || !error);
        if (!incident) {
                assert_told(!error, error);
                return;
        }
        tck_libvirt_end_settle(incident);
        {
                g_autofree char *text = tck_incident_text(incident), *record = tck_incident_to_json(incident);
                g_autoptr(TckIncident) copy = tck_incident_from_json(record, NULL);

                assert_shown(text);
                assert(copy);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        const uint8_t *nul = memchr(data, '\0', size);
        size_t length = nul ? (size_t) (nul - data) : size;
        g_autofree char *xml = g_strndup((const char *) data, length);
        g_autofree char *log = nul ? g_strndup((const char *) nul + 1, size - length - 1) : NULL;
        g_autofree char *console = tck_xml_console(xml);
        g_auto(GStrv) names = tck_xml_strings(xml, "/domain/devices/panic/@model");

        assert(names && (!console || g_utf8_validate(console, -1, NULL)));
        assert(tck_xml_count(xml, "/domain/devices/panic/@model") == g_strv_length(names));
        tck_domain_is_orphan(xml);
        explain(xml, NULL, log);
        explain(xml, "crashed", log);
        return 0;
}
