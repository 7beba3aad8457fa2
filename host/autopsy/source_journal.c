/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A journal, by `journalctl -o export` or `-o json`: the host's, with messages of libvirt, QEMU and the kernel, or the guest's
 * own, whose kernel messages are read like a console.
 */
#include <string.h>

#include "console_pattern.h"
#include "daemon_log.h"
#include "journal_reader.h"
#include "source.h"
#include "console_reading.h"

static TckSure recognise(const char *head, gsize length) {
        if (*head == '{')
                return strstr(head, "\"__REALTIME_TIMESTAMP\"") ? TCK_SURE_CERTAIN : TCK_SURE_NOT;
        return tck_head_has_line(head, length, "(?:__CURSOR=|__REALTIME_TIMESTAMP=\\d)") ? TCK_SURE_CERTAIN
                                                                                         : TCK_SURE_NOT;
}

struct reading {
        TckFindings *findings;
        TckDaemonLog *daemon;
        TckConsoleReading *kernel;
        gboolean of_host;      /* libvirt or QEMU logs to it */
        gboolean has_kernel;   /* it has messages of the kernel */
        TckIncident *incident; /* the hypervisor's end as the host logged it; NULL if it did not */
};

/* ---- the hypervisor's end in the host's journal ---- */

static const struct {
        const char *pattern;
        TckIncidentKind kind;
        const char *end; /* how the hypervisor ended */
} ends[] = {
        {"(?:Out of memory|Memory cgroup out of memory): Kill(?:ed)? process \\d+ \\((?:qemu|kvm)",
         TCK_INCIDENT_HYPERVISOR_KILLED, "was killed by the host's kernel, which had run out of memory"},
        {"Killed process \\d+ \\((?:qemu|kvm)", TCK_INCIDENT_HYPERVISOR_KILLED,
         "was killed by the host's kernel, which had run out of memory"},
        {"machine-qemu\\S+\\.scope: .*(?:killed by the OOM killer|oom-kill)", TCK_INCIDENT_HYPERVISOR_KILLED,
         "was killed by the host's kernel, which had run out of memory"},
        {"(?:traps: )?(?:qemu|kvm)[\\w.-]*\\[\\d+\\]:? (?:segfault|general protection|trap)",
         TCK_INCIDENT_HYPERVISOR_FAILED, "crashed by itself"},
        {"Process \\d+ \\((?:qemu|kvm)[\\w.-]*\\) of user \\d+ dumped core", TCK_INCIDENT_HYPERVISOR_FAILED,
         "crashed by itself, and the host has a core of it (coredumpctl)"},
};

static gboolean take_end(struct reading *reading, const TckJournalEntry *entry) {
        for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
                if (!g_regex_match(tck_console_pattern(ends[i].pattern), entry->message, 0, NULL))
                        continue;
                tck_incident_free(reading->incident);
                reading->incident = tck_incident_new(ends[i].kind, "");
                reading->incident->end = g_strdup(ends[i].end);
                tck_incident_set_time(reading->incident, entry->time);
                reading->of_host = TRUE;
                tck_findings_add_moment(reading->findings, TCK_CLOCK_HOST, entry->time, 0, entry->message);
                return TRUE;
        }
        return FALSE;
}

/* ---- entries ---- */

/* Reads a message of the kernel as a line of its console. */
static void take_kernel(struct reading *reading, const TckJournalEntry *entry) {
        g_autofree char *line =
                g_strdup_printf("[%5" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT "] %s\n",
                                entry->monotonic / G_USEC_PER_SEC, entry->monotonic % G_USEC_PER_SEC, entry->message);

        reading->has_kernel = TRUE;
        tck_console_reading_feed(reading->kernel, line, strlen(line));
}

static gboolean is_daemon(const TckJournalEntry *entry) {
        static const char *const names[] = {"libvirtd", "virtqemud", "virtlogd", "virt-launcher", NULL};

        return g_strv_contains(names, entry->identifier) || g_strv_contains(names, entry->executable);
}

/* libvirt's messages in the journal lack the level that they have in a file. */
static void take_daemon(struct reading *reading, const TckJournalEntry *entry) {
        const char *level = entry->priority <= 3 ? "error" : entry->priority == 4 ? "warning" : "info";
        g_autofree char *words = g_strdup_printf("%s : %s", level, entry->message);

        reading->of_host = TRUE;
        tck_daemon_log_words(reading->daemon, words, entry->time, 0);
}

static void take_entry(const TckJournalEntry *entry, gpointer data) {
        struct reading *reading = data;

        if (take_end(reading, entry))
                return;
        if (g_str_equal(entry->transport, "kernel"))
                take_kernel(reading, entry);
        else if (is_daemon(entry))
                take_daemon(reading, entry);
        else if (g_str_equal(entry->identifier, "pvpanic-tck"))
                tck_findings_add_moment(reading->findings, TCK_CLOCK_HOST, entry->time, 0, entry->message);
}

/* ---- the whole journal ---- */

/* A failure of the host's kernel is not the guest's. */
static void tell_of_host(struct reading *reading) {
        g_autoptr(TckIncident) kernels = tck_console_reading_take(reading->kernel, FALSE);

        if (kernels && kernels->oops && kernels->oops->cause)
                tck_findings_add_trouble(reading->findings, "the host's kernel had failed, according to %s: %s",
                                         reading->findings->file, kernels->oops->cause);
}

static gboolean read_journal(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckDaemonLog) daemon = tck_daemon_log_new(findings);
        g_autoptr(TckConsoleReading) kernel = tck_console_reading_new(findings, tck_input_name(input));
        struct reading reading = {.findings = findings, .daemon = daemon, .kernel = kernel};
        g_autoptr(TckJournalReader) reader = tck_journal_reader_new(take_entry, &reading);
        GError *trouble = NULL;
        const char *piece;
        gsize length;

        tck_console_reading_unnumbered(kernel);
        while ((piece = tck_input_read(input, &length, &trouble)))
                tck_journal_reader_feed(reader, piece, length);
        tck_journal_reader_end(reader);
        tck_daemon_log_end(daemon);
        if (reading.of_host)
                tell_of_host(&reading);
        else if (reading.has_kernel)
                tck_console_reading_end(kernel, TRUE);
        if (reading.incident)
                tck_findings_add_account(findings, TCK_WITNESS_HOST, reading.incident, TRUE);
        if (!trouble)
                return TRUE;
        g_propagate_error(error, trouble);
        return FALSE;
}

TCK_SOURCE(.name = "journal", .what = "a journal", .recognise = recognise, .read = read_journal)
