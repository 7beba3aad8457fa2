/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: whoever wants to know of a run as it goes. All calls come from one thread. */
#pragma once

#include <stdio.h>

#include "result.h"

typedef struct TckReport TckReport;

/* `begin`, `activity` and `result` may be NULL. */
struct TckReport {
        /* The run is about to start: its plan, hypervisor and folder are known. */
        void (*begin)(TckReport *report, const TckRun *run);
        /* Worker number slot (from 0) turned to doing something: "q35-efi: booting", "pc-multiboot: isa/read/bits"; NULL:
         * nothing any more. */
        void (*activity)(TckReport *report, guint slot, const char *text);
        /* A result came in; it is already in run->results. */
        void (*result)(TckReport *report, const TckRun *run, const TckResult *result);
        /* The run is over. Called also when begin never was, if run->failure is set. */
        gboolean (*end)(TckReport *report, const TckRun *run, GError **error);
        void (*free)(TckReport *report);
};

/* TAP of version 13, which every reader takes, or 14, on a stream that is borrowed. The two differ in their first line alone:
 * the kit uses neither subtests nor pragmas. */
TckReport *tck_report_tap_new(FILE *stream, guint version);

/* For people: what is bad as it comes in, or every result (all), and a summary: the failures at length, what is on record and
 * what was skipped counted by reason. On a terminal (live) also a line per worker that is redrawn in place, a count and the
 * elapsed time. */
TckReport *tck_report_text_new(FILE *stream, gboolean live, gboolean colour, gboolean all);

/* A JUnit file, written when the run ends. */
TckReport *tck_report_junit_new(const char *path);

/* results.json, written when the run ends; docs/results.schema.json describes it. */
TckReport *tck_report_json_new(const char *path);

/* What happens, as it happens, to a descriptor that is borrowed: a line of JSON for each activity, each result, and each piece of the
 * files that VMs leave (docs/lab.md). */
TckReport *tck_report_stream_new(int fd);
