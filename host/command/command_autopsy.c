/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "autopsy.h"
#include "command.h"
#include "evidence.h"
#include "incident_core.h"
#include "source_core.h"

/* Static, because there is only one command line. */
static struct {
        char *reason, *format, *directory, *symbols;
        gboolean dmesg;
} given;

static const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_STRING, &given.format, "text (default) or json: the record", "FORMAT"},
        {"dmesg", 0, 0, G_OPTION_ARG_NONE, &given.dmesg, "Print the kernel's log in a core, and nothing else", NULL},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &given.reason,
         "libvirt's reason for the domain's end, if no log has it: crashed, destroyed, ...", "WORD"},
        {"symbols", 0, 0, G_OPTION_ARG_FILENAME, &given.symbols, "The ELF file of what ran in the guest, for symbols",
         "FILE"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &given.directory,
         "Keep the record and the console there, as `pvpanic-tck watch` does", "DIR"},
        {0},
};

/* Keeps the record in a folder of its own, with a copy of the console if that is a file. */
static gboolean keep(TckIncident *incident, GError **error) {
        g_autofree char *folder = tck_evidence_create(given.directory, incident, error);
        g_autofree char *console = g_strdup(incident->console.source);
        g_autoptr(GError) trouble = NULL;

        if (!folder)
                return FALSE;
        if (console && g_file_test(console, G_FILE_TEST_IS_REGULAR) &&
            !tck_evidence_copy_console(folder, console, incident, &trouble))
                tck_incident_add_trouble(incident, trouble->message);
        return tck_evidence_write(folder, incident, error);
}

static void show(const TckIncident *incident) {
        gboolean json = given.format && g_str_equal(given.format, "json");
        g_autofree char *text = json ? tck_incident_to_json(incident) : tck_incident_text(incident);

        fputs(text, stdout);
}

/* Returns the exit status. */
static int tell(TckAutopsy *autopsy, gboolean complained) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TckIncident) incident = tck_autopsy_conclude(autopsy, &error);

        if (!incident)
                return complained ? TCK_EXIT_ERROR : tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
        if (!tck_incident_resolve(incident, given.symbols, &error))
                tck_incident_add_trouble(incident, error->message);
        g_clear_error(&error);
        if (given.directory && !keep(incident, &error))
                return tck_command_complain(TCK_EXIT_ERROR, "cannot keep the record: %s", error->message);
        show(incident);
        return tck_incident_kinds[incident->kind].status;
}

static void print(const char *text, gsize length, gpointer unused) {
        (void) unused;
        fwrite(text, 1, length, stdout);
}

/* Returns the exit status. */
static int print_log(const char *path) {
        g_autoptr(GError) error = NULL;

        return tck_core_print_log(path, &(TckDmesgSink){.print = print}, &error)
                       ? 0
                       : tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
}

int tck_command_autopsy(int argc, char **argv) {
        g_autoptr(TckAutopsy) autopsy = tck_autopsy_new();
        g_autoptr(GError) error = NULL;
        gboolean complained = FALSE;

        if (!tck_command_parse(
                    &argc, &argv, "FILE…",
                    "Finds out why a guest died from the files that are left: consoles, libvirt's logs and XML, "
                    "QEMU's\noutput, QMP transcripts, records of incidents, journals, cores. - is standard input. The "
                    "kind of a\nfile is recognized by its content; gzip, xz, bzip2 and zstd files are decompressed.",
                    "Exit status: that of the incident, as for watch; 2 usage, 3 if nothing was found out.", entries))
                return TCK_EXIT_USAGE;
        if (argc < 2)
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "autopsy needs files that a guest left: a console, a log, a core");
        if (given.format && !g_str_equal(given.format, "text") && !g_str_equal(given.format, "json"))
                return tck_command_complain(TCK_EXIT_USAGE, "--format is text or json");
        if (given.dmesg)
                return argc == 2 ? print_log(argv[1])
                                 : tck_command_complain(TCK_EXIT_USAGE, "--dmesg prints the log of one core");
        if (given.reason && !tck_autopsy_add_reason(autopsy, given.reason, &error))
                return tck_command_complain(TCK_EXIT_USAGE, "%s", error->message);
        tck_autopsy_use_symbols(autopsy, given.symbols);
        for (int i = 1; i < argc; i++) {
                g_autoptr(GError) trouble = NULL;

                if (!tck_autopsy_add(autopsy, argv[i], &trouble))
                        complained = tck_command_complain(TRUE, "%s", trouble->message);
        }
        tck_autopsy_follow(autopsy);
        return tell(autopsy, complained);
}
