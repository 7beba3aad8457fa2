/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores of QEMU, of the kernel's crash dump, and of makedumpfile. The kernel's log in them is read like a console. */
#include "source_core.h"

#include "error.h"
#include "source.h"
#include "console_reading.h"
#include "source_windows.h"
#include "spool.h"
#include "vmcore.h"
#include "wait.h"

static const double READ_SECONDS = 60;

enum { NAMED_MAX = 256 }; /* CPUs whose addresses are resolved; each look-up searches all symbols */

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

/* The place of an address by the given symbols, or the kernel's own. */
static char *describe(TckVmcore *core, TckSymbols *symbols, guint64 address) {
        char *place = symbols ? tck_symbols_describe(symbols, address, tck_vmcore_bias(core)) : NULL;

        return place ? place : tck_vmcore_describe(core, address);
}

/* What the CPU's registers show of a panic; NULL. */
static JsonObject *crash_of(const TckVmcore *core, guint number) {
        const TckVmcoreCpu *cpu = &core->cpus[number];

        return cpu->has_place && core->machine && core->machine->crash_of_cpu
                       ? core->machine->crash_of_cpu(&cpu->registers, number)
                       : NULL;
}

static void free_object(gpointer object) {
        if (object)
                json_object_unref(object);
}

/* "CPU 0 at 0xffffffff81000148 panic+0x118, task 1" */
static void add_cpu(TckIncident *incident, TckVmcore *core, TckSymbols *symbols, guint number, JsonObject *crash) {
        const TckVmcoreCpu *cpu = &core->cpus[number];
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *place = number < NAMED_MAX ? describe(core, symbols, cpu->registers.ip) : NULL;

        g_string_append_printf(text, "CPU %u at 0x%" G_GINT64_MODIFIER "x", number, cpu->registers.ip);
        if (place)
                g_string_append_printf(text, " %s", place);
        if (cpu->pid)
                g_string_append_printf(text, ", task %u", cpu->pid);
        if (crash)
                g_string_append_printf(text, ", %s", json_object_get_string_member(crash, "reason"));
        g_ptr_array_add(incident->core_cpus, g_string_free(g_steal_pointer(&text), FALSE));
}

/* Returns the information of the panic that the registers show: that of the first CPU if each CPU has crashed; otherwise one runs, and the
 * guest goes on. NULL: they show none. */
static JsonObject *list_cpus(TckIncident *incident, TckVmcore *core, const char *symbols_file) {
        g_autoptr(TckSymbols) symbols = symbols_file ? tck_symbols_open(symbols_file, NULL) : NULL;
        g_autoptr(GPtrArray) crashes = g_ptr_array_new_with_free_func(free_object);
        gboolean all = core->cpu_count > 0;

        for (guint i = 0; i < core->cpu_count; i++) {
                JsonObject *crash = crash_of(core, i);

                g_ptr_array_add(crashes, crash);
                all = all && crash;
                if (core->cpus[i].has_place)
                        add_cpu(incident, core, symbols, i, crash);
        }
        return all ? json_object_ref(crashes->pdata[0]) : NULL;
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
        TckIncident *incident = read_log(findings, name, core);

        incident->core = g_strdup(name);
        settle_registers(incident, list_cpus(incident, core, findings->symbols));
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
