/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a domain's XML. */
#include "libvirt_xml.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *xml = g_strndup((const char *) data, size);
        g_autofree char *console = tck_xml_console(xml);
        g_auto(GStrv) names = tck_xml_strings(xml, "/domain/devices/panic/@model");

        assert(names && (!console || g_utf8_validate(console, -1, NULL)));
        assert(tck_xml_count(xml, "/domain/devices/panic/@model") == g_strv_length(names));
        tck_domain_is_orphan(xml);
        return 0;
}
