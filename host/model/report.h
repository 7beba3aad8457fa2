/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: receivers of a run's progress and results. All calls come from one thread. */
#pragma once

#include <stdio.h>

#include "result.h"

typedef struct TckReport TckReport;

/* `begin`, `activity` and `result` may be NULL. */
struct TckReport {
        /* The run is about to start: its plan, hypervisor and folder are known. */
        void (*begin)(TckReport *report, const TckRun *run);
        /* Worker number slot (from 0) has begun something: "q35-efi: booting", "pc-multiboot: isa/read/bits"; NULL:
         * nothing any more. */
        void (*activity)(TckReport *report, guint slot, const char *text);
        /* A result came in; it is already in run->results. */
        void (*result)(TckReport *report, const TckRun *run, const TckResult *result);
        /* The run is over. Also called without begin(), if run->failure is set. */
        gboolean (*end)(TckReport *report, const TckRun *run, GError **error);
        void (*free)(TckReport *report);
};

/* TAP version 13, which every reader accepts, or 14, on a borrowed stream. The two differ only in their first line:
 * the kit uses neither subtests nor pragmas. */
TckReport *tck_report_tap_new(FILE *stream, guint version);

/* For people: failures as they come in, or every result (all), and a summary: the failures in detail, known deviations and
 * skipped cases counted by reason. On a terminal (live) also a line for each worker that is redrawn in place, a count and the
 * elapsed time. */
TckReport *tck_report_text_new(FILE *stream, gboolean live, gboolean colour, gboolean all);

/* A JUnit file, written when the run ends. */
TckReport *tck_report_junit_new(const char *path);

/* results.json, written when the run ends; docs/results.schema.json describes it. */
TckReport *tck_report_json_new(const char *path);

/* What happens, as it happens, to a descriptor that is borrowed: a line of JSON for each activity, each result, and, if `files` is
 * set, each piece of the files that VMs leave (docs/lab.md). */
TckReport *tck_report_stream_new(int fd, gboolean files);
