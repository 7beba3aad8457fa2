/* SPDX-License-Identifier: BSD-2-Clause */
#include "contradictions.h"

#include <string.h>

#include "domain_reason.h"
#include "libvirt_xml.h"

G_GNUC_PRINTF(2, 3) static void add(TckIncident *incident, const char *format, ...) {
        va_list list;

        va_start(list, format);
        g_ptr_array_add(incident->contradictions, g_strdup_vprintf(format, list));
        va_end(list);
}

/* The domain crashed, and its console shows no sign of a crash. */
static void check_console(TckIncident *incident, const TckFindings *findings) {
        gboolean quiet = findings->has_console && !(incident->oops && incident->oops->cause);

        if (!quiet || findings->started_again || g_strcmp0(incident->reason, "crashed") != 0)
                return;
        if (incident->info)
                add(incident, "the hypervisor was notified of a panic, and the console shows none: the guest's kernel "
                              "may write to another console (console=)");
        else
                add(incident, "libvirt reports that the domain crashed, and its console shows no panic: QEMU may have "
                              "been killed, or the guest's kernel does not write to this console (console=)");
}

/* The XML's on_crash, and what was done after a panic. */
static void check_on_crash(TckIncident *incident, const TckFindings *findings) {
        g_autofree char *on_crash = findings->xml ? tck_xml_string(findings->xml, "string(/domain/on_crash)") : NULL;
        const char *what = on_crash ? on_crash : "destroy";
        gboolean ended = g_strcmp0(incident->reason, "crashed") == 0;
        gboolean ends = g_str_has_suffix(what, "destroy");

        if (!findings->xml || !findings->has_log || incident->kind != TCK_INCIDENT_PANICKED)
                return;
        if (incident->channel && ends && !incident->reason)
                add(incident,
                    "the domain's XML has on_crash %s, and its log has a panic but not the domain's end: the XML may "
                    "have been changed since the domain was started",
                    what);
        else if (ended && !ends && !g_str_has_prefix(what, "coredump"))
                add(incident,
                    "the domain's XML has on_crash %s, and its log says that the domain was ended because it crashed",
                    what);
}

/* A panic that was not reported, although there is a device for it. */
static void check_device(TckIncident *incident, const TckFindings *findings) {
        gboolean device = findings->xml && tck_xml_count(findings->xml, "/domain/devices/panic");
        gboolean known = incident->reason && !tck_domain_end_unclear(incident->reason);

        if (incident->kind == TCK_INCIDENT_UNNOTIFIED && device && known)
                add(incident,
                    "the domain has a panic device, and the guest panicked without using it: its driver (pvpanic) "
                    "was not loaded, or its crash kernel came first");
}

/* Whether QEMU's command line has a setting, written with - or _. */
static gboolean ran_with(const char *command, const char *setting) {
        g_autofree char *plain = g_strdelimit(g_strdup(command), "-", '_');

        return strstr(plain, setting) != NULL;
}

/* Enlightenments in the XML that the QEMU which ran did not have. Only those that are one setting of QEMU each. */
static void check_enlightenments(TckIncident *incident, const TckFindings *findings) {
        static const char *const names[] = {"relaxed",  "vapic",  "spinlocks", "vpindex",     "runtime",
                                            "synic",    "stimer", "reset",     "frequencies", "reenlightenment",
                                            "tlbflush", "ipi",    "evmcs"};
        g_autoptr(GString) missing = g_string_new(NULL);

        for (gsize i = 0; findings->xml && findings->command && i < G_N_ELEMENTS(names); i++) {
                g_autofree char *path = g_strdup_printf("/domain/features/hyperv/%s[@state='on']", names[i]);
                g_autofree char *setting = g_strdup_printf("hv_%s", names[i]);

                if (tck_xml_count(findings->xml, path) && !ran_with(findings->command, setting))
                        g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", names[i]);
        }
        if (missing->len)
                add(incident,
                    "the domain's XML has the enlightenments %s, and QEMU ran without them: the XML was changed "
                    "since the domain was started",
                    missing->str);
}

void tck_contradictions_add(TckIncident *incident, const TckFindings *findings) {
        check_console(incident, findings);
        check_on_crash(incident, findings);
        check_device(incident, findings);
        check_enlightenments(incident, findings);
}
