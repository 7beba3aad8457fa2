/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_reading.h"

#include <string.h>

#include "evidence.h"

enum { TAIL_BYTES = 8192 };

struct TckConsoleReading {
        TckFindings *findings;
        char *name;
        TckConsoleParser *parser;
        guint64 bytes;
        gboolean unnumbered;       /* not a file, so its line numbers mean nothing */
        gint64 written;            /* when it was last written; 0 if unknown */
        char tail[2 * TAIL_BYTES]; /* at least the last TAIL_BYTES bytes, if there are so many */
        gsize tail_length;
};

TckConsoleReading *tck_console_reading_new(TckFindings *findings, const char *name) {
        TckConsoleReading *reading = g_new0(TckConsoleReading, 1);

        reading->findings = findings;
        reading->name = g_strdup(name);
        reading->parser = tck_console_parser_new();
        return reading;
}

void tck_console_reading_free(TckConsoleReading *reading) {
        if (!reading)
                return;
        tck_console_parser_free(reading->parser);
        g_free(reading->name);
        g_free(reading);
}

void tck_console_reading_unnumbered(TckConsoleReading *reading) {
        reading->unnumbered = TRUE;
}

void tck_console_reading_written(TckConsoleReading *reading, gint64 time) {
        reading->written = time;
}

static void keep_tail(TckConsoleReading *reading, const char *bytes, gsize length) {
        gsize n = MIN(length, TAIL_BYTES), kept = MIN(reading->tail_length, TAIL_BYTES);

        if (reading->tail_length + n > sizeof reading->tail) {
                memmove(reading->tail, reading->tail + reading->tail_length - kept, kept);
                reading->tail_length = kept;
        }
        memcpy(reading->tail + reading->tail_length, bytes + length - n, n);
        reading->tail_length += n;
}

void tck_console_reading_feed(TckConsoleReading *reading, const char *bytes, gsize length) {
        reading->bytes += length;
        keep_tail(reading, bytes, length);
        tck_console_parser_feed(reading->parser, bytes, length);
}

/* ---- findings ---- */

/* The last line of a Linux that ends normally (kernel/reboot.c). */
static TckIncidentKind kind_by_leave(const char *tail) {
        static const struct {
                const char *words;
                TckIncidentKind kind;
        } leaves[] = {{"reboot: Power down", TCK_INCIDENT_POWERED_OFF},
                      {"reboot: System halted", TCK_INCIDENT_POWERED_OFF},
                      {"reboot: Restarting system", TCK_INCIDENT_RESET}};
        const char *last = NULL;
        TckIncidentKind kind = TCK_INCIDENT_NONE;

        for (gsize i = 0; i < G_N_ELEMENTS(leaves); i++) {
                const char *place = g_strrstr(tail, leaves[i].words);

                if (place && (!last || place > last)) {
                        last = place;
                        kind = leaves[i].kind;
                }
        }
        return last && !strchr(last + strcspn(last, "\n"), '[') ? kind : TCK_INCIDENT_NONE;
}

static TckIncidentKind kind_of(const TckOops *oops, const char *tail) {
        if (oops && oops->crash_kernel)
                return TCK_INCIDENT_CRASH_LOADED;
        if (oops && oops->panic)
                return TCK_INCIDENT_PANICKED;
        if (oops && oops->last)
                return TCK_INCIDENT_HUNG;
        return kind_by_leave(tail);
}

static void add_moments(TckConsoleReading *reading) {
        g_autoptr(GPtrArray) moments = tck_moments_new();
        guint64 boots = tck_console_parser_moments(reading->parser, reading->name, moments);

        for (guint i = 0; i < moments->len; i++) {
                const TckMoment *moment = moments->pdata[i];

                tck_findings_add_moment(reading->findings, moment->clock, moment->time,
                                        reading->unnumbered ? 0 : moment->line, moment->text);
        }
        if (boots > 2) {
                g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT " boots in all", boots);

                tck_findings_add_moment(reading->findings, TCK_CLOCK_UNKNOWN, 0, 0, text);
        }
}

TckIncident *tck_console_reading_take(TckConsoleReading *reading, gboolean sole) {
        TckOops *oops = tck_console_parser_end(reading->parser);
        TckOops *before = oops ? NULL : tck_console_parser_before(reading->parser);
        TckIncident *incident;
        TckConsole *console;

        /* If the guest has booted again since, the report is about the boot that failed. */
        if (before && before->panic) {
                oops = g_steal_pointer(&before);
                tck_findings_add_trouble(reading->findings,
                                         "%s continues with another boot: the report is about the boot before that",
                                         reading->name);
        }
        tck_oops_free(before);
        if (!oops && !(sole && tck_console_parser_knows(reading->parser)))
                return NULL;
        incident = tck_incident_new(TCK_INCIDENT_NONE, "");
        console = &incident->console;
        if (!reading->unnumbered)
                *console = (TckConsole){.file = g_strdup(reading->name),
                                        .bytes = reading->bytes,
                                        .source = g_strdup(reading->name),
                                        .end = reading->bytes};
        console->tail = tck_evidence_last_lines(reading->tail, reading->tail_length);
        tck_incident_set_time(incident, reading->written);
        incident->oops = oops;
        incident->kind = kind_of(oops, console->tail);
        add_moments(reading);
        return incident;
}

gboolean tck_console_reading_end(TckConsoleReading *reading, gboolean sole) {
        TckIncident *incident = tck_console_reading_take(reading, sole);

        if (!incident)
                return FALSE;
        reading->findings->has_console = TRUE;
        tck_findings_add_account(reading->findings, TCK_WITNESS_CONSOLE, incident, FALSE);
        return TRUE;
}
