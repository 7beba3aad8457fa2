/* SPDX-License-Identifier: BSD-2-Clause */
#include "advice.h"

#include <string.h>

#include "console_pattern.h"
#include "diff.h"
#include "libvirt_merge.h"
#include "libvirt_xml.h"

static void add(TckIncident *incident, const char *text) {
        g_ptr_array_add(incident->advice, g_strdup(text));
}

/* ---- settings of the domain ---- */

/* Whether QEMU's command line has all settings of an option like "-cpu host,hv_relaxed,hv_time", written with - or _. */
static gboolean has_settings(const char *command, const char *option) {
        g_autofree char *plain = g_strdelimit(g_strdup(command), "-", '_');
        g_auto(GStrv) words = g_strsplit(option, ",", -1);

        for (char **word = words + 1; *words && *word; word++) {
                g_autofree char *setting = g_strndup(*word, strcspn(*word, "="));

                if (!strstr(plain, setting))
                        return FALSE;
        }
        return TRUE;
}

/* Applies the advice for the panic to the domain's XML. */
static void advise_on_domain(TckIncident *incident, const TckFindings *findings) {
        g_autoptr(TckPanicInfo) decoded = tck_incident_decode(incident);
        g_autofree char *changed = NULL;

        if (!decoded || !decoded->libvirt || !findings->xml)
                return;
        /* In this mode, QEMU enables everything that the host supports. */
        if (!tck_xml_count(findings->xml, "/domain/features/hyperv[@mode='passthrough']"))
                changed = tck_xml_merge(findings->xml, decoded->libvirt);
        if (changed) {
                g_autofree char *name = g_path_get_basename(findings->xml_file);

                incident->domain_diff = tck_diff(findings->xml, changed, name);
                add(incident, "Apply the changes to the domain's XML below with `virsh edit`; they take effect after "
                              "the domain is shut off and started again.");
        } else if (findings->command && decoded->qemu && !has_settings(findings->command, decoded->qemu)) {
                add(incident, "The domain's XML has these settings, and QEMU ran without them: shut the domain off and "
                              "start it again.");
        } else {
                add(incident, "The domain has these settings already: look for other reasons why the guest did not "
                              "run, such as overcommitted CPUs of the host.");
        }
}

/* ---- advice on causes, panics and messages of QEMU ---- */

static const struct {
        const char *words; /* a pattern for the beginning of a cause, a panic or a message of QEMU */
        const char *advice;
} table[] = {
        {".*Unable to mount root fs",
         "The guest's kernel found no root file system: check the disk's bus and its driver in the initramfs, root= on "
         "the kernel's command line, and whether the disk's image is the right one."},
        {".*(?:soft lockup|Hard LOCKUP|hard LOCKUP|RCU Stall|detected stalls|hung_task)",
         "A CPU or a task of the guest made no progress for a long time. If this happens to several guests of a host "
         "at once, the host is overloaded: check steal time and storage before you look for a bug in the guest."},
        {".*(?:Out of memory|System is deadlocked on memory)",
         "The guest ran out of memory: give it more, or find out what used it."},
        {".*[Mm]achine check|.*Hardware Error",
         "The guest's CPU reported a hardware error: check the host's log of machine checks (rasdaemon, mcelog) before "
         "you start the guest there again."},
        {"MEMORY_FAILURE", "The host's memory has failed under the guest: check the host's log of machine checks, and "
                           "take the host out of service."},
        {".*nospace",
         "The host's storage is full: free some space; then `virsh resume` or `cont` lets the guest go on."},
        {"BLOCK_IO_ERROR", "The host could not read or write for the guest: check the storage of that device; `virsh "
                           "resume` or `cont` lets the guest go on once it works."},
        {"KVM internal error, suberror 1, emulation failure",
         "KVM cannot emulate an instruction, usually because the guest jumped to an address without code, or because "
         "of nested virtualization: try the newest kernel on the host, and keep the registers that QEMU printed."},
        {".*Permission denied", "QEMU has no permission to open a file: check its owner and mode, and SELinux or "
                                "AppArmor (in the host's audit log)."},
        {".*Failed to get .* lock",
         "Another process uses the disk's image: another guest, a backup, or a QEMU that still runs."},
        {".*(?:Cannot allocate memory|cannot set up guest memory)",
         "The host has too little memory for the guest, or too few huge pages."},
        {"(?:Entering|You are in) emergency mode|Entering rescue mode",
         "The guest waits for input at its console, and does not continue to boot by itself."},
};

/* Adds the advice of the first entry that matches. */
static void advise_on(TckIncident *incident, const char *words) {
        for (gsize i = 0; words && i < G_N_ELEMENTS(table); i++)
                if (g_regex_match(tck_console_pattern(table[i].words), words, 0, NULL)) {
                        if (!g_ptr_array_find_with_equal_func(incident->advice, table[i].advice, g_str_equal, NULL))
                                add(incident, table[i].advice);
                        return;
                }
}

void tck_advice_add(TckIncident *incident, const TckFindings *findings) {
        advise_on_domain(incident, findings);
        if (incident->kind == TCK_INCIDENT_POWERED_OFF || incident->kind == TCK_INCIDENT_NONE)
                return;
        if (incident->oops) {
                advise_on(incident, incident->oops->cause);
                advise_on(incident, incident->oops->panic);
        }
        for (guint i = 0; i < incident->context->len; i++)
                advise_on(incident, incident->context->pdata[i]);
}
