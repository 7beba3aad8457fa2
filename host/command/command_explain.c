/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "case.h"
#include "clause.h"
#include "incident_core.h"
#include "command.h"
#include "evidence.h"
#include "file.h"
#include "libvirt_end.h"
#include "program.h"

/* No record, domain's XML or log of a domain's last life is longer. */
enum { FILE_MAX = 64 << 20 };

static void explain_clause(const TckClause *clause) {
        printf("clause       %s\n"
               "level        %s\n"
               "source       %s\n"
               "requirement  %s\n"
               "advice       %s\n",
               clause->id, clause->level, clause->source, clause->requirement, clause->advice);
        if (clause->fixed_by)
                printf("fixed by     %s\n", clause->fixed_by);
}

static void explain_case(const TckCase *tested) {
        g_autofree char *program = tck_program_command();
        const TckClause *clause = tck_find_clause(tested->clause);
        TckLayer layer = tck_case_layer(tested);
        gboolean usual = layer == TCK_LAYER_QEMU;

        printf("case         %s\n"
               "passes if    %s\n",
               tested->name, tested->summary);
        if (clause)
                explain_clause(clause);
        printf("run it       %s run %s%s%s%s\n", program, usual ? "" : "--layer ", usual ? "" : tck_layer_name(layer),
               usual ? "" : " ", tested->name);
}

static void print_cases(const TckClause *clause, const char *before, const char *after) {
        const GPtrArray *cases = tck_all_cases();

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];

                if (g_str_equal(tested->clause, clause->id))
                        printf("%s%s%s", before, tested->name, after);
        }
}

static void explain_clause_and_cases(const TckClause *clause) {
        explain_clause(clause);
        print_cases(clause, "case         ", "\n");
        if (clause->no_case)
                printf("no case      %s\n", clause->no_case);
}

/* In Markdown: docs/clauses.md, which `make trace` holds to it. */
static void print_table(void) {
        const GPtrArray *clauses = tck_all_clauses();

        printf("# The clauses, and the cases for each\n\n"
               "Made by `pvpanic-tck explain --table` of docs/clauses.ini and the cases: %u clauses, %u cases.\n\n"
               "| clause | level | requirement | advice | source | cases |\n|---|---|---|---|---|---|\n",
               clauses->len, tck_all_cases()->len);
        for (guint i = 0; i < clauses->len; i++) {
                const TckClause *clause = clauses->pdata[i];

                printf("| %s | %s | %s | %s%s%s%s | %s | ", clause->id, clause->level, clause->requirement,
                       clause->advice, clause->fixed_by ? " (Fixed by " : "", clause->fixed_by ? clause->fixed_by : "",
                       clause->fixed_by ? ".)" : "", clause->source);
                if (clause->no_case)
                        printf("none: %s", clause->no_case);
                print_cases(clause, "", " ");
                puts("|");
        }
}

static int explain_incident(const char *path) {
        g_autoptr(GError) error = NULL;
        g_autofree char *record = tck_file_read(path, FILE_MAX, NULL, &error), *text = NULL;
        g_autoptr(TckIncident) incident = record ? tck_incident_from_json(record, &error) : NULL;

        if (!incident)
                return tck_command_complain(TCK_EXIT_ERROR, "cannot explain %s: %s", path, error->message);
        text = tck_incident_text(incident);
        fputs(text, stdout);
        return 0;
}

/* ---- a domain that has ended ---- */

/* There is one command line. */
static struct { char *xml, *reason, *log, *directory, *symbols; } domain;

/* A file, or "-" for standard input. */
static char *read_file(const char *path, GError **error) {
        return tck_file_read(g_str_equal(path, "-") ? "/dev/stdin" : path, FILE_MAX, NULL, error);
}

static void read_console(const char *path, TckIncident *incident) {
        if (g_access(path, R_OK) == 0) {
                tck_evidence_read_console(path, incident);
        } else {
                g_autofree char *trouble =
                        g_strdup_printf("cannot read the domain's console %s: %s", path, g_strerror(errno));

                tck_incident_add_trouble(incident, trouble);
        }
}

/* The record goes into a folder of its own if there is one for it. */
static gboolean keep(TckIncident *incident, const char *console, GError **error) {
        g_autofree char *folder = domain.directory ? tck_evidence_create(domain.directory, incident, error) : NULL;
        g_autoptr(GError) trouble = NULL;

        if (domain.directory && !folder)
                return FALSE;
        if (folder && console && !tck_evidence_keep_console(folder, console, 0, incident, &trouble))
                tck_incident_add_trouble(incident, trouble->message);
        else if (!folder && console)
                read_console(console, incident);
        if (!console && domain.xml)
                tck_incident_add_trouble(incident, "the domain keeps no console: with <log file='…' append='on'/> in "
                                                   "its <serial> libvirt writes one");
        g_clear_error(&trouble);
        tck_libvirt_end_settle(incident);
        if (!tck_incident_resolve(incident, domain.symbols, &trouble))
                tck_incident_add_trouble(incident, trouble->message);
        return !folder || tck_evidence_write(folder, incident, error);
}

static int explain_domain(void) {
        g_autofree char *xml = NULL, *log = NULL, *console = NULL, *text = NULL;
        g_autoptr(TckIncident) incident = NULL;
        g_autoptr(GError) error = NULL;

        xml = domain.xml ? read_file(domain.xml, &error) : NULL;
        if (!error && (!domain.log || (log = read_file(domain.log, &error))))
                incident = tck_libvirt_end(xml, domain.reason, log, &console, &error);
        if (incident && keep(incident, console, &error)) {
                text = tck_incident_text(incident);
                fputs(text, stdout);
                return tck_incident_kinds[incident->kind].status;
        }
        return error ? tck_command_complain(TCK_EXIT_ERROR, "cannot explain the end of a domain: %s", error->message)
                     : 0;
}

static int explain(const char *name) {
        const TckCase *tested = tck_find_case(name);
        const TckClause *clause = tested ? NULL : tck_find_clause(name);

        if (tested)
                explain_case(tested);
        else if (clause)
                explain_clause_and_cases(clause);
        else
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "there is no case or clause %s: `pvpanic-tck list` names the cases", name);
        return 0;
}

static char *incident_file;
static gboolean table;

static const GOptionEntry entries[] = {
        {"table", 0, 0, G_OPTION_ARG_NONE, &table, "Print all clauses with their cases, as Markdown", NULL},
        {"incident", 0, 0, G_OPTION_ARG_FILENAME, &incident_file,
         "Tell what an incident's record says, as `pvpanic-tck watch` leaves it", "FILE"},
        {"domain", 0, 0, G_OPTION_ARG_FILENAME, &domain.xml,
         "Tell of the end of a libvirt domain, by its XML; - is standard input", "FILE"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &domain.reason,
         "libvirt's word for why it ended: crashed, destroyed, ... (the last in its log)", "WORD"},
        {"log", 0, 0, G_OPTION_ARG_FILENAME, &domain.log,
         "libvirt's log of it; enough without its XML, but that names the console", "FILE"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &domain.directory,
         "Keep its record and its console there, as `pvpanic-tck watch` does", "DIR"},
        {"symbols", 0, 0, G_OPTION_ARG_FILENAME, &domain.symbols, "The ELF file of what ran in it, to name addresses",
         "FILE"},
        {0},
};

int tck_command_explain(int argc, char **argv) {
        int status = 0;

        if (!tck_command_parse(
                    &argc, &argv, "CASE|CLAUSE…",
                    "Tells what a case checks and the clause behind it, a clause and its cases, or an incident.",
                    "Exit status: 0, 2 usage, 3 if something cannot be read; with --domain or --log that of the "
                    "incident, as "
                    "for watch.",
                    entries))
                return TCK_EXIT_USAGE;
        if (table && argc < 2 && !incident_file) {
                print_table();
                return 0;
        }
        if (incident_file && argc < 2)
                return explain_incident(incident_file);
        if ((domain.xml || domain.log) && argc < 2 && !table && !incident_file)
                return explain_domain();
        if (argc < 2 || incident_file || domain.xml || domain.log)
                return tck_command_complain(
                        TCK_EXIT_USAGE,
                        "explain what? Name cases or clauses, as in `pvpanic-tck list`, one --incident or "
                        "one --domain");
        for (int i = 1; i < argc && !status; i++) {
                if (i > 1)
                        putchar('\n');
                status = explain(argv[i]);
        }
        return status;
}
