/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include <libxml/xmlwriter.h>

#include "result.h"
#include "clause.h"
#include "waiver.h"

/* ---- XML ---- */

/* The writer works in memory: single calls hardly ever fail, and the last one reports a failure. */
/* Characters that XML does not allow are escaped. */
static void add_attribute(xmlTextWriter *writer, const char *name, const char *value) {
        g_autofree char *safe = tck_escape(value, "");

        xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST safe);
}

static void add_count(xmlTextWriter *writer, const char *name, guint count) {
        g_autofree char *text = g_strdup_printf("%u", count);

        add_attribute(writer, name, text);
}

static void add_time(xmlTextWriter *writer, gint64 microseconds) {
        g_autofree char *seconds = tck_seconds(microseconds, 3);

        add_attribute(writer, "time", seconds);
}

static void add_property(xmlTextWriter *writer, const char *name, const char *value) {
        if (!value)
                return;
        xmlTextWriterStartElement(writer, BAD_CAST "property");
        add_attribute(writer, "name", name);
        add_attribute(writer, "value", value);
        xmlTextWriterEndElement(writer);
}

/* ---- a test case ---- */

static void append_value(GString *out, const char *what, const char *value) {
        g_autofree char *safe = tck_escape(value, "");

        if (value)
                g_string_append_printf(out, "%s: %s\n", what, safe);
}

/* The details of a failure. Free with g_free(). */
static char *failure_text(const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        const TckClause *clause = tck_find_clause(result->tested->clause), *broken = tck_broken_clause(result);
        GString *out = g_string_new(NULL);

        append_value(out, "message", worst->message);
        append_value(out, "expected", worst->expected);
        append_value(out, "seen", worst->seen);
        append_value(out, "at", worst->place);
        append_value(out, "clause", result->tested->clause);
        if (clause) {
                append_value(out, "level", clause->level);
                append_value(out, "source", clause->source);
                append_value(out, "requirement", clause->requirement);
        }
        append_value(out, "advice", broken ? broken->advice : NULL);
        append_value(out, "fixed by", broken ? broken->fixed_by : NULL);
        return g_string_free(out, FALSE);
}

static void add_element_with_text(xmlTextWriter *writer, const char *name, const char *type, const char *message,
                                  const char *text) {
        xmlTextWriterStartElement(writer, BAD_CAST name);
        if (message)
                add_attribute(writer, "message", message);
        add_attribute(writer, "type", type);
        xmlTextWriterWriteString(writer, BAD_CAST text);
        xmlTextWriterEndElement(writer);
}

static void add_verdict(xmlTextWriter *writer, const TckRun *run, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        g_autofree char *text = failure_text(result);
        const char *element = "skipped";

        if (worst->verdict == TCK_PASS)
                return;
        if (worst->verdict == TCK_ERROR_VERDICT)
                element = "error";
        else if (tck_run_is_bad(run, worst->verdict))
                element = "failure";
        add_element_with_text(writer, element, tck_verdict_name(worst->verdict), worst->message, text);
}

/* The outcomes, and the command for a rerun. */
static void add_output(xmlTextWriter *writer, const TckRun *run, const TckResult *result) {
        g_autofree char *rerun = tck_run_rerun_command(run, result);
        g_autoptr(GString) out = g_string_new(NULL);

        for (guint i = 0; i < result->outcomes->len; i++) {
                const TckOutcome *outcome = result->outcomes->pdata[i];

                append_value(out, outcome->alone ? "verdict alone" : "verdict", tck_verdict_name(outcome->verdict));
                append_value(out, "message", outcome->message);
                append_value(out, "incident", outcome->incident);
                append_value(out, "artifacts", outcome->artifacts);
        }
        append_value(out, "rerun", rerun);
        xmlTextWriterWriteElement(writer, BAD_CAST "system-out", BAD_CAST out->str);
}

/* "isa.write" of "isa/write/panicked-pauses". Free with g_free(). */
static char *class_name(const char *name) {
        g_autofree char *family = g_path_get_dirname(name);

        return g_strdelimit(g_steal_pointer(&family), "/", '.');
}

static gint64 time_taken(const TckResult *result) {
        gint64 sum = 0;

        for (guint i = 0; i < result->outcomes->len; i++)
                sum += ((const TckOutcome *) result->outcomes->pdata[i])->duration;
        return sum;
}

static void add_case(xmlTextWriter *writer, const TckRun *run, const TckResult *result) {
        g_autofree char *class = class_name(result->tested->name);
        g_autofree char *name = g_strdup_printf("%s %s", result->tested->name, result->vm);

        xmlTextWriterStartElement(writer, BAD_CAST "testcase");
        add_attribute(writer, "classname", class);
        add_attribute(writer, "name", name);
        add_time(writer, time_taken(result));
        add_verdict(writer, run, result);
        add_output(writer, run, result);
        xmlTextWriterEndElement(writer);
}

/* ---- suites: one for each VM configuration ---- */

typedef struct {
        guint tests, failures, errors, skipped;
        gint64 time;
} Totals;

static void count(Totals *totals, const TckRun *run, const TckResult *result) {
        TckVerdict verdict = tck_result_verdict(result);

        totals->tests++;
        totals->time += time_taken(result);
        if (verdict == TCK_ERROR_VERDICT)
                totals->errors++;
        else if (tck_run_is_bad(run, verdict))
                totals->failures++;
        else if (verdict != TCK_PASS)
                totals->skipped++;
}

/* Some readers accept only this format, without a time zone. The time is UTC. */
static void add_timestamp(xmlTextWriter *writer, const TckRun *run) {
        g_autoptr(GDateTime) utc = g_date_time_to_utc(run->began);
        g_autofree char *text = g_date_time_format(utc, "%Y-%m-%dT%H:%M:%S");

        add_attribute(writer, "timestamp", text);
}

static void add_claim(xmlTextWriter *writer, const TckRun *run) {
        g_autofree char *profile = tck_run_profile_text(run), *claim = tck_run_claim_text(run);

        add_property(writer, "profile", profile);
        add_property(writer, "verdict", claim);
        for (guint i = 0; run->waivers && i < run->waivers->len; i++) {
                const TckWaiver *waiver = run->waivers->pdata[i];
                g_autofree char *remark = tck_waiver_remark(waiver);
                g_autofree char *told = remark ? g_strdup(remark)
                                               : g_strdup_printf("applied to %u result%s", waiver->applied,
                                                                 waiver->applied == 1 ? "" : "s");
                g_autofree char *value = g_strdup_printf("[%s] of %s %s", waiver->name, waiver->file, told);

                add_property(writer, "waiver", value);
        }
}

static void begin_suite(xmlTextWriter *writer, const TckRun *run, const char *name, const Totals *totals) {
        xmlTextWriterStartElement(writer, BAD_CAST "testsuite");
        add_attribute(writer, "name", name);
        add_count(writer, "tests", totals->tests);
        add_count(writer, "failures", totals->failures);
        add_count(writer, "errors", totals->errors);
        add_count(writer, "skipped", totals->skipped);
        add_time(writer, totals->time);
        add_timestamp(writer, run);
        xmlTextWriterStartElement(writer, BAD_CAST "properties");
        add_property(writer, "tool", "pvpanic-tck " TCK_VERSION);
        add_property(writer, "hypervisor", run->hypervisor);
        add_property(writer, "run", run->id);
        add_property(writer, "artifacts", run->directory);
        add_claim(writer, run);
        xmlTextWriterEndElement(writer);
}

static void add_suite(xmlTextWriter *writer, const TckRun *run, const char *vm) {
        Totals totals = {0};

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];

                if (g_str_equal(result->vm, vm))
                        count(&totals, run, result);
        }
        begin_suite(writer, run, vm, &totals);
        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];

                if (g_str_equal(result->vm, vm))
                        add_case(writer, run, result);
        }
        xmlTextWriterEndElement(writer);
}

static void add_suites(xmlTextWriter *writer, const TckRun *run) {
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];

                if (g_hash_table_add(seen, result->vm))
                        add_suite(writer, run, result->vm);
        }
}

/* Missing results are represented by an error: a reader that counts failures would not notice them. */
static void add_trouble(xmlTextWriter *writer, const TckRun *run, const char *trouble) {
        const Totals totals = {.tests = 1, .errors = 1};

        begin_suite(writer, run, "run", &totals);
        xmlTextWriterStartElement(writer, BAD_CAST "testcase");
        add_attribute(writer, "classname", "pvpanic-tck");
        add_attribute(writer, "name", "run");
        add_time(writer, 0);
        add_element_with_text(writer, "error", tck_verdict_name(TCK_ERROR_VERDICT), trouble, "");
        xmlTextWriterEndElement(writer);
        xmlTextWriterEndElement(writer);
}

static void add_document(xmlTextWriter *writer, const TckRun *run) {
        g_autofree char *trouble = tck_run_trouble(run);
        Totals totals = {.tests = !!trouble, .errors = !!trouble};

        for (guint i = 0; i < run->results->len; i++)
                count(&totals, run, run->results->pdata[i]);
        xmlTextWriterStartElement(writer, BAD_CAST "testsuites");
        add_attribute(writer, "name", "pvpanic-tck");
        add_count(writer, "tests", totals.tests);
        add_count(writer, "failures", totals.failures);
        add_count(writer, "errors", totals.errors);
        add_time(writer, run->duration);
        if (trouble)
                add_trouble(writer, run, trouble);
        add_suites(writer, run);
        xmlTextWriterEndElement(writer);
}

static char *compose(const TckRun *run) {
        xmlBuffer *buffer = xmlBufferCreate();
        xmlTextWriter *writer = xmlNewTextWriterMemory(buffer, 0);
        char *text = NULL;

        xmlTextWriterSetIndent(writer, 1);
        xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
        add_document(writer, run);
        if (xmlTextWriterEndDocument(writer) >= 0) {
                xmlTextWriterFlush(writer);
                text = g_strdup((const char *) xmlBufferContent(buffer));
        }
        xmlFreeTextWriter(writer);
        xmlBufferFree(buffer);
        return text;
}

TckReport *tck_report_junit_new(const char *path) {
        return tck_report_file_new(path, compose);
}
