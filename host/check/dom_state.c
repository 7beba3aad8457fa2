/* SPDX-License-Identifier: BSD-2-Clause */
/* What libvirt answers of a domain: its state, its live XML. */
#include "dom_private.h"

#include <libvirt/virterror.h>

#include "error.h"
#include "libvirt_error.h"
#include "libvirt_state.h"

void tck_dom_expect_state(Tck *t, int state, int reason) {
        g_autofree char *wanted = reason == TCK_ANY_REASON ? g_strdup_printf("%s (*)", tck_libvirt_state_name(state))
                                                           : tck_libvirt_state_text(state, reason);
        g_autofree char *expected = g_strdup_printf("the domain's state to be \"%s\"", wanted);
        g_autofree char *seen = t->over ? NULL : check_dom_state(t);

        if (!t->over && !g_pattern_match_simple(wanted, seen))
                tck_fail(t, expected, "\"%s\"", seen);
}

void tck_dom_expect_unknown(Tck *t) {
        virDomainPtr found =
                t->over ? NULL : virDomainLookupByName(tck_connection_get(t->domain->stage.connection), t->name);
        GError *error = NULL;

        if (t->over)
                return;
        if (found) {
                tck_fail(t, "a transient domain to be forgotten when it stops", "that libvirt still knows it");
                virDomainFree(found);
        } else if (tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN) {
                tck_set_libvirt_error(&error, "libvirt does not tell whether it knows the domain");
                check_dom_trouble(t, "the domain not to be found", error);
        }
}

char *tck_dom_state(Tck *t) {
        return t->over ? NULL : check_dom_state(t);
}

char *tck_dom_live_text(Tck *t, const char *xpath) {
        GError *error = NULL;
        g_autofree char *xml = t->over ? NULL : tck_domain_live(t->domain->domain, &error);

        if (!t->over && !xml)
                check_dom_trouble(t, "the live XML", error);
        return xml ? tck_xml_string(xml, xpath) : NULL;
}
