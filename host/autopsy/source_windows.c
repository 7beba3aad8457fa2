/* SPDX-License-Identifier: BSD-2-Clause */
/* Windows' dumps: MEMORY.DMP, live dumps, QEMU's win-dmp. Only the header is read; the rest requires Windows' symbols. */
#include "source_windows.h"

#include <string.h>

#include "date.h"
#include "error.h"
#include "panic_info.h"
#include "source.h"

/* ---- findings ---- */

/* "kernel memory dump; Windows had been up for 2 days and 3:04:05" */
static void add_details(TckOops *oops, const TckWindowsDump *dump) {
        gint64 up = dump->uptime;

        if (dump->kind)
                g_ptr_array_add(oops->details, g_strdup(dump->kind));
        if (up >= 0)
                g_ptr_array_add(oops->details,
                                g_strdup_printf("Windows had been up for %d days and %d:%02d:%02d", (int) (up / 86400),
                                                (int) (up / 3600 % 24), (int) (up / 60 % 60), (int) (up % 60)));
        if (dump->comment)
                g_ptr_array_add(oops->details, g_strdup_printf("comment: %s", dump->comment));
}

static TckOops *make_oops(const TckWindowsDump *dump, JsonObject *info) {
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(info);
        TckOops *oops = tck_oops_new("windows");

        oops->cause = g_strdup(decoded->title);
        oops->panic = g_strdup(decoded->title);
        oops->system = tck_windows_dump_system(dump);
        oops->last = oops->over = TRUE;
        add_details(oops, dump);
        return oops;
}

static void add_moment(TckFindings *findings, const TckWindowsDump *dump, gint64 time, const char *what) {
        g_autofree char *system = tck_windows_dump_system(dump);
        g_autofree char *text =
                g_strdup_printf("%s: %s (%s)", system, what, dump->kind ? dump->kind : "dump of memory");

        tck_findings_add_moment(findings, time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN, time, 0, text);
}

/* What the dump does not show. */
static void add_troubles(TckFindings *findings, const char *file, const TckWindowsDump *dump) {
        if (dump->live)
                tck_findings_add_trouble(
                        findings,
                        "%s is a live dump of a Windows that went on running: it is not the result of a crash", file);
        else if (!dump->code.known)
                tck_findings_add_trouble(findings,
                                         "%s does not have the bug check: its header is incomplete, or Windows had not "
                                         "written it yet. With -device vmcoreinfo and virtio-win's driver, "
                                         "dump-guest-memory -w (win-dmp) writes a dump that has it",
                                         file);
}

void tck_windows_account(TckFindings *findings, const char *file, const TckWindowsDump *dump) {
        TckIncident *incident = tck_incident_new(TCK_INCIDENT_NONE, "");
        gint64 time = dump->time ? tck_date_time(dump->time) : 0;
        g_autofree char *what = g_strdup("no bug check");

        incident->core = g_strdup(file);
        incident->info = dump->live ? NULL : tck_windows_dump_info(dump);
        if (incident->info) {
                incident->kind = TCK_INCIDENT_PANICKED;
                incident->oops = make_oops(dump, incident->info);
                g_free(what);
                what = g_strdup(incident->oops->panic);
        }
        tck_incident_set_time(incident, time);
        findings->has_core = TRUE;
        add_moment(findings, dump, time, dump->live ? "a live dump was written" : what);
        add_troubles(findings, file, dump);
        tck_findings_add_account(findings, TCK_WITNESS_CORE, incident, dump->time != NULL);
}

/* ---- the file ---- */

static const char minidump[] = "MDMP";

static TckSure recognise(const char *head, gsize length) {
        if (length < TCK_WINDOWS_SIGNATURE)
                return TCK_SURE_NOT;
        return tck_windows_dump_is_one((const guint8 *) head) || memcmp(head, minidump, strlen(minidump)) == 0
                       ? TCK_SURE_CERTAIN
                       : TCK_SURE_NOT;
}

static gboolean read_dump(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckWindowsDump) dump = NULL;
        gsize length;
        const char *head = tck_input_head(input, &length, error);

        if (!head)
                return FALSE;
        if (memcmp(head, minidump, strlen(minidump)) == 0)
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "%s is a minidump of a Windows process, which says nothing about the guest's end: "
                                     "use C:\\Windows\\MEMORY.DMP, or a file of C:\\Windows\\Minidump",
                                     tck_input_name(input));
        dump = tck_windows_dump_new((const guint8 *) head, length, error);
        if (!dump)
                return FALSE;
        tck_windows_account(findings, tck_input_name(input), dump);
        return TRUE;
}

TCK_SOURCE(.name = "windows", .what = "a dump of Windows' memory", .recognise = recognise, .read = read_dump)
