/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores of QEMU, of the kernel's crash dump, and of makedumpfile. The kernel's log in them is read like a console. */
#include "source_core.h"

#include "error.h"
#include "source.h"
#include "console_reading.h"
#include "core_cpus.h"
#include "source_windows.h"
#include "spool.h"
#include "vmcore.h"
#include "wait.h"

static const double READ_SECONDS = 60;

static TckSure recognise(const char *head, gsize length) {
        return length >= TCK_VMCORE_SIGNATURE && tck_vmcore_is_one((const guint8 *) head) ? TCK_SURE_CERTAIN
                                                                                          : TCK_SURE_NOT;
}

/* ---- findings ---- */

/* "Linux 6.1.0-28-amd64, x86_64, 2 CPUs, in a core (ELF64 dump)" */
static void add_moment(TckFindings *findings, const TckVmcore *core) {
        g_autoptr(GString) text = g_string_new(core->release ? "Linux " : "an unknown system");

        g_string_append(text, core->release ? core->release : "");
        if (core->arch)
                g_string_append_printf(text, ", %s", core->arch);
        if (core->cpu_count)
                g_string_append_printf(text, ", %u CPU%s", core->cpu_count, core->cpu_count == 1 ? "" : "s");
        g_string_append_printf(text, ", in a core (%s)", core->format);
        tck_findings_add_moment(findings, core->crash_time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN,
                                core->crash_time * G_USEC_PER_SEC, 0, text->str);
}

static void feed(const char *text, gsize length, gpointer data) {
        tck_console_reading_feed(data, text, length);
}

/* The incident that the log shows; of kind none if there is none. */
static TckIncident *read_log(TckFindings *findings, const char *name, TckVmcore *core) {
        g_autoptr(TckConsoleReading) reading = tck_console_reading_new(findings, name);
        TckIncident *incident;
        GError *error = NULL;
        guint64 missing = 0;

        if (core->vmcoreinfo &&
            !tck_vmcore_dmesg(core, &(TckDmesgSink){.print = feed, .data = reading, .console = TRUE}, &missing,
                              &error)) {
                tck_findings_add_trouble(findings, "the log in %s: %s", name, error->message);
                g_clear_error(&error);
        }
        if (missing)
                tck_findings_add_trouble(findings, "%" G_GUINT64_FORMAT " messages of the log are not in %s", missing,
                                         name);
        incident = tck_console_reading_take(reading, TRUE);
        if (!incident)
                return tck_incident_new(TCK_INCIDENT_NONE, "");
        /* The log is not a file. */
        g_clear_pointer(&incident->console.file, g_free);
        g_clear_pointer(&incident->console.source, g_free);
        incident->console.bytes = incident->console.end = 0;
        return incident;
}

/* The kernel stores the time of its crash only if it starts a crash kernel. */
static void settle_crash(TckIncident *incident, const TckVmcore *core) {
        if (!core->crash_time)
                return;
        tck_incident_set_time(incident, core->crash_time * G_USEC_PER_SEC);
        incident->kind = TCK_INCIDENT_CRASH_LOADED;
        if (incident->oops && !incident->oops->crash_kernel)
                incident->oops->crash_kernel = g_strdup("saved this core");
}

/* The registers show a panic of which the host was notified. */
static void settle_registers(TckIncident *incident, JsonObject *crash) {
        if (!crash)
                return;
        incident->kind = TCK_INCIDENT_PANICKED;
        incident->channel = g_strdup(json_object_get_string_member(crash, "type"));
        incident->info = crash;
}

/* Why the core says so little. */
static void add_missing(TckFindings *findings, const char *name, const TckVmcore *core) {
        tck_findings_add_trouble(findings,
                                 "%s does not show what ran in the guest. With --symbols FILE, the ELF file of what "
                                 "ran in it, its CPUs' "
                                 "places have names",
                                 name);
        if (!core->machine || !core->machine->no_fw_cfg)
                tck_findings_add_trouble(findings, "With -device vmcoreinfo (libvirt: <vmcoreinfo state='on'/> in "
                                                   "<features>) Linux adds what is needed "
                                                   "to read a core, and for a Windows with virtio-win's driver "
                                                   "dump-guest-memory -w (win-dmp) writes a "
                                                   "dump with its bug check");
}

static void tell(TckFindings *findings, const char *name, TckVmcore *core) {
        g_autoptr(TckSymbols) symbols = findings->symbols ? tck_symbols_open(findings->symbols, NULL) : NULL;
        TckIncident *incident = read_log(findings, name, core);

        incident->core = g_strdup(name);
        settle_registers(incident, tck_core_cpus_add(incident, core, symbols));
        if (incident->oops && !incident->oops->system && core->release)
                incident->oops->system = g_strdup(core->release);
        settle_crash(incident, core);
        for (guint i = 0; i < core->troubles->len; i++)
                tck_findings_add_trouble(findings, "%s: %s", name, (const char *) core->troubles->pdata[i]);
        if (!core->vmcoreinfo)
                add_missing(findings, name, core);
        add_moment(findings, core);
        findings->has_core = TRUE;
        tck_findings_add_account(findings, TCK_WITNESS_CORE, incident, core->crash_time != 0);
}

static void tell_windows(TckFindings *findings, const char *name, const TckVmcore *core) {
        gsize length;
        const guint8 *bytes = g_bytes_get_data(core->windows, &length);
        g_autoptr(TckWindowsDump) dump = tck_windows_dump_new(bytes, length, NULL);

        if (dump)
                tck_windows_account(findings, name, dump);
}

/* ---- the file ---- */

static TckVmcore *open_core(TckInput *input, TckSpool **ret_spool, GError **error) {
        TckVmcore *core = NULL;

        *ret_spool = tck_spool_new(input, error);
        if (*ret_spool)
                core = tck_vmcore_open(tck_spool_path(*ret_spool), tck_deadline(READ_SECONDS), error);
        return core;
}

static gboolean read_core(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckSpool) spool = NULL;
        g_autoptr(TckVmcore) core = open_core(input, &spool, error);

        if (!core)
                return FALSE;
        if (core->windows)
                tell_windows(findings, tck_input_name(input), core);
        else
                tell(findings, tck_input_name(input), core);
        return TRUE;
}

gboolean tck_core_print_log(const char *path, const TckDmesgSink *sink, GError **error) {
        g_autoptr(TckInput) input = tck_input_open(path, error);
        g_autoptr(TckSpool) spool = NULL;
        g_autoptr(TckVmcore) core = NULL;
        const char *head;
        gsize length;

        head = input ? tck_input_head(input, &length, error) : NULL;
        if (!head)
                return FALSE;
        if (recognise(head, length) == TCK_SURE_NOT)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s is not a core", path);
        core = open_core(input, &spool, error);
        if (core && tck_vmcore_dmesg(core, sink, NULL, error))
                return TRUE;
        if (core)
                g_prefix_error(error, "the log in %s: ", path);
        return FALSE;
}

TCK_SOURCE(.name = "core", .what = "a core of a guest", .recognise = recognise, .read = read_core)
