/* SPDX-License-Identifier: BSD-2-Clause */
#include "missing.h"

#include <string.h>

#include "libvirt_xml.h"

#define GUEST_HELPS "Linux, and Windows with virtio-win's fwcfg driver, add what is needed to read it"

static void add(TckIncident *incident, const char *text) {
        g_ptr_array_add(incident->missing, g_strdup(text));
}

/* Whether more from the guest's console or memory could help. */
static gboolean concerns_guest(TckIncidentKind kind) {
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED || kind == TCK_INCIDENT_CRASH_LOADED ||
               kind == TCK_INCIDENT_HUNG || kind == TCK_INCIDENT_HYPERVISOR_GONE || kind == TCK_INCIDENT_RESET;
}

static void check_console(TckIncident *incident, const TckFindings *findings) {
        if (incident->console.tail)
                return;
        if (findings->xml && !findings->console)
                add(incident, "the console: the domain does not keep one; with <log file='…' append='on'/> in its "
                              "<serial> libvirt writes one, and the guest prints to it with console=ttyS0 on its "
                              "kernel command line (Linux) or bcdedit /ems on (Windows)");
        else if (!findings->xml)
                add(incident, "the console: give its file, or the domain's XML, which names it");
}

static void check_core(TckIncident *incident, const TckFindings *findings) {
        if (findings->has_core || incident->core)
                return;
        if (findings->xml)
                add(incident, "a core: <on_crash>coredump-destroy</on_crash> has libvirt take one into auto_dump_path "
                              "(qemu.conf: /var/lib/libvirt/qemu/dump); with <vmcoreinfo state='on'/> in "
                              "<features> " GUEST_HELPS);
        else
                add(incident, "a core: watch --core on-panic or dump-guest-memory takes one; with -device "
                              "vmcoreinfo " GUEST_HELPS);
}

static void check_device(TckIncident *incident, const TckFindings *findings) {
        gboolean none = findings->xml && !tck_xml_count(findings->xml, "/domain/devices/panic");

        if (none &&
            (incident->kind == TCK_INCIDENT_UNNOTIFIED || incident->kind == TCK_INCIDENT_HUNG ||
             incident->kind == TCK_INCIDENT_RESET || (incident->kind == TCK_INCIDENT_PANICKED && !incident->channel)))
                add(incident, "a panic device: with <panic model='isa'/> (for Windows model='hyperv') in its <devices> "
                              "the host is notified of a panic");
}

static void check_log(TckIncident *incident, const TckFindings *findings) {
        if (findings->xml && !findings->has_log) {
                g_autofree char *text =
                        g_strdup_printf("libvirt's log of the domain: /var/log/libvirt/qemu/%s.log", incident->guest);

                add(incident, text);
        }
}

/* What ended a hypervisor that left no message. */
static void check_host(TckIncident *incident) {
        if (incident->kind == TCK_INCIDENT_HYPERVISOR_GONE ||
            (incident->kind == TCK_INCIDENT_HYPERVISOR_KILLED && !incident->end))
                add(incident, "the host's journal of that time: journalctl -o export shows whether the kernel killed "
                              "QEMU for lack of memory, or QEMU crashed");
}

void tck_missing_add(TckIncident *incident, const TckFindings *findings) {
        if (concerns_guest(incident->kind)) {
                check_console(incident, findings);
                check_core(incident, findings);
                check_device(incident, findings);
                check_log(incident, findings);
        }
        check_host(incident);
}
