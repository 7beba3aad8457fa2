/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reports, read back: by json-glib, by libxml2 with the schema, by Perl's TAP harness, and as text. All of them
 * contain hostile texts of a guest.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch.h"
#include "result.h"
#include "clause.h"
#include "common.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "report_text.h"
#include "report_words.h"
#include "waiver.h"

/*
 * Terminal sequences, forged TAP lines, ends of XML and JSON strings, bytes that are not UTF-8, a surrogate, C1 control
 * characters, a change of the writing direction, a line separator, wide characters, a noncharacter.
 */
#define HOSTILE                                                                                                    \
        "\033[2J\033]0;mine\007 # SKIP \\ ]]> <a href='x'>&amp; \"quoted\"\nok 7 - forged\nBail out! forged\r\n  " \
        "...\t"                                                                                                    \
        "\377\376\303( \355\240\200 \177\302\233 \342\200\256\342\200\250 \346\227\245\346\234\254 \357\277\276 end"

static TckCase cases[] = {
        {.name = "isa/read/bits", .summary = "the port answers"},
        {.name = "isa/write/panicked-pauses", .summary = "a panic pauses"},
        {.name = "isa/write/bits", .summary = "bits are ignored", .clause = "no.such.clause"},
};

static char *folder; /* of this test program */

/* ---- runs ---- */

static TckRun *new_run(guint planned) {
        TckRun *run = tck_run_new();

        run->id = g_strdup("pvpanic-tck-1");
        run->directory = g_strdup(folder);
        run->options = g_strdup(" --qemu /opt/qemu");
        run->hypervisor = g_strdup("QEMU 7.2.22 (qemu-system-x86_64), tcg");
        run->profile = "qemu-7.1";
        run->scope = g_strdup("q35 by multiboot, efi");
        run->planned = planned;
        run->boots = 4;
        run->firmware_boots = 2;
        run->restores = 3;
        run->duration = 12345678;
        return run;
}

static TckOutcome *add_outcome(TckRun *run, TckResult *result, TckVerdict verdict, const char *message) {
        TckOutcome *outcome = tck_outcome_new(verdict);

        outcome->message = g_strdup(message);
        outcome->artifacts = g_build_filename(run->directory, result->vm, NULL);
        outcome->duration = 1250000;
        outcome->alone = result->outcomes->len > 0;
        if (verdict == TCK_FAIL || verdict == TCK_KNOWN || verdict == TCK_WAIVED) {
                outcome->expected = g_strdup("the event STOP");
                outcome->seen = g_strdup("nothing");
                outcome->place = g_strdup("tests/conformance/isa_write.c:15");
                outcome->incident = g_strdup("the guest hangs");
        }
        g_ptr_array_add(result->outcomes, outcome);
        return outcome;
}

static TckResult *add_result(TckRun *run, guint number, const char *boot, TckVerdict verdict, const char *message) {
        const TckVmConfig config = {.machine = "q35", .boot = tck_arch_boot(tck_default_arch(), boot)};
        TckResult *result = tck_result_new(&cases[number], &config);

        add_outcome(run, result, verdict, message);
        g_ptr_array_add(run->results, result);
        return result;
}

/* All verdicts, on two VM configurations; one result has two outcomes. */
static TckRun *run_of_all_verdicts(void) {
        TckRun *run = new_run(6);
        TckResult *twice;

        add_result(run, 0, "multiboot", TCK_PASS, NULL);
        add_result(run, 0, "efi", TCK_SKIP, "no firmware here");
        add_result(run, 1, "multiboot", TCK_KNOWN, "on record since 5.2");
        twice = add_result(run, 1, "efi", TCK_FAIL, "expected the event STOP, saw nothing");
        add_outcome(run, twice, TCK_PASS, NULL);
        add_result(run, 2, "multiboot", TCK_ERROR_VERDICT, "the guest fell silent");
        add_result(run, 2, "efi", TCK_SKIP, "no firmware here");
        return run;
}

static void add_result_of(TckRun *run, const char *arch, const char *channel, TckVerdict verdict) {
        const TckCase *tested = &cases[verdict % 3];
        TckVmConfig config = tck_arch_vm(tck_find_arch(arch), "machine", tck_find_arch(arch)->boots);
        TckResult *result;

        config.spec.devices[0] = channel;
        result = tck_result_new(tested, &config);
        result->channel = channel;
        add_outcome(run, result, verdict, verdict == TCK_PASS ? NULL : "a reason");
        g_ptr_array_add(run->results, result);
}

/* Two architectures, one of which was not run, and both of which have the channel pci. */
static TckRun *run_of_archs(void) {
        TckRun *run = new_run(5);
        TckRunPart *first = tck_run_add_part(run, "x86_64"), *second = tck_run_add_part(run, "s390x"),
                   *third = tck_run_add_part(run, "ppc64");

        first->hypervisor = g_strdup("QEMU 7.2.22 (qemu-system-x86_64), tcg");
        first->profile = "qemu-7.1";
        second->hypervisor = g_strdup("QEMU 11.1.3 (/opt/qemu-system-s390x), tcg");
        third->missing = g_strdup("there is no qemu-system-ppc64: install the package qemu-system-ppc");
        third->optional = TRUE;
        add_result_of(run, "s390x", "pci", TCK_FAIL);
        add_result_of(run, "x86_64", "pci", TCK_PASS);
        add_result_of(run, "x86_64", "pci", TCK_PASS);
        add_result_of(run, "x86_64", "isa", TCK_SKIP);
        add_result_of(run, "s390x", "disabled-wait", TCK_KNOWN);
        return run;
}

static void add_waiver(TckRun *run, const char *text, guint applied) {
        TckWaiver *waiver = g_new0(TckWaiver, 1);

        *waiver = (TckWaiver){.name = g_strdup(text),
                              .file = g_strdup(text),
                              .seen = {.cases = g_strsplit(text, ";", -1), .pattern = g_strdup(text)},
                              .reason = g_strdup(text),
                              .reference = g_strdup(text),
                              .expires = g_strdup("2027-01-31"),
                              .applied = applied};
        if (!run->waivers)
                run->waivers = tck_waivers_new();
        g_ptr_array_add(run->waivers, waiver);
}

/* Every text from outside the kit is hostile, and one is very long. */
static TckRun *hostile_run(void) {
        TckRun *run = new_run(TCK_VERDICTS);

        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++) {
                TckResult *result = add_result(run, verdict % 3, "efi", verdict, HOSTILE);
                TckOutcome *outcome = result->outcomes->pdata[0];
                g_autofree char *much = g_strnfill(1 << 16, 'm');

                g_free(outcome->expected);
                g_free(outcome->seen);
                outcome->expected = g_strdup(HOSTILE);
                g_free(outcome->incident);
                outcome->incident = g_strdup(HOSTILE);
                outcome->seen = g_strconcat(HOSTILE, much, NULL);
                add_outcome(run, result, verdict, HOSTILE);
        }
        g_free(run->hypervisor);
        run->hypervisor = g_strdup(HOSTILE);
        add_waiver(run, HOSTILE, 0);
        return run;
}

static TckRun *conforming_run(void) {
        TckRun *run = new_run(3);

        add_result(run, 0, "multiboot", TCK_PASS, "a deviation on record does not show");
        add_result(run, 1, "multiboot", TCK_SKIP, HOSTILE);
        add_result(run, 2, "multiboot", TCK_KNOWN, HOSTILE);
        run->demanded = 2;
        ((TckResult *) run->results->pdata[0])->demanded = "isa";
        ((TckResult *) run->results->pdata[2])->demanded = "isa";
        return run;
}

static TckRun *failed_run(void) {
        TckRun *run = new_run(0);

        run->failure = g_strdup("cannot use /nonexistent as QEMU # or \\ so");
        g_clear_pointer(&run->hypervisor, g_free);
        return run;
}

static TckRun *interrupted_run(void) {
        TckRun *run = new_run(3);

        add_result(run, 0, "efi", TCK_PASS, NULL);
        run->interrupted = TRUE;
        return run;
}

/* Passes a run to a report as the runner does. */
static gboolean tell(TckReport *report, TckRun *run, GError **error) {
        g_autoptr(GPtrArray) results = run->results;
        gboolean good;

        run->results = g_ptr_array_new_with_free_func((GDestroyNotify) tck_result_free);
        g_ptr_array_set_free_func(results, NULL);
        if (!run->failure && report->begin)
                report->begin(report, run);
        if (!run->failure && report->activity)
                report->activity(report, 0, "q35-efi: booting");
        for (guint i = 0; i < results->len; i++) {
                g_ptr_array_add(run->results, results->pdata[i]);
                if (report->result)
                        report->result(report, run, results->pdata[i]);
        }
        if (!run->failure && report->activity)
                report->activity(report, 0, NULL);
        good = report->end(report, run, error);
        report->free(report);
        return good;
}

/* ---- reports on a stream ---- */

static char *tap_of(TckRun *run) {
        char *text = NULL;
        size_t length;
        FILE *stream = open_memstream(&text, &length);

        g_assert_true(tell(tck_report_tap_new(stream, 13), run, NULL));
        fclose(stream);
        return text;
}

static char *text_of(TckRun *run, gboolean colour) {
        char *text = NULL;
        size_t length;
        FILE *stream = open_memstream(&text, &length);

        g_assert_true(tell(tck_report_text_new(stream, FALSE, colour, TRUE), run, NULL));
        fclose(stream);
        return text;
}

static void assert_contains(const char *text, const char *part) {
        if (!strstr(text, part))
                g_error("there is no “%s” in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part) {
        if (strstr(text, part))
                g_error("there is “%s” in:\n%s", part, text);
}

/* The report has the clause's advice and the commit that fixed it. */
static void assert_advice(const char *text, const char *format, const TckClause *clause, const char *marks) {
        g_autofree char *advice = tck_escape(clause->advice, marks), *fixed_by = tck_escape(clause->fixed_by, marks);
        g_auto(GStrv) parts = g_strsplit(format, "%s", 3);
        g_autofree char *part = g_strconcat(parts[0], advice, parts[1], fixed_by, parts[2], NULL);

        assert_contains(text, part);
}

/* UTF-8, and no control character but LF. */
static void assert_printable(const char *text) {
        g_assert_true(g_utf8_validate(text, -1, NULL));
        for (const char *p = text; *p; p = g_utf8_next_char(p)) {
                gunichar c = g_utf8_get_char(p);

                g_assert_true(c == '\n' || g_unichar_isprint(c));
                g_assert_cmpuint(c, !=, 0x2028);
        }
}

/* ---- TAP ---- */

typedef struct {
        guint version, plan, ok, not_ok, skip, todo, blocks;
        char *bail_out;
} TapFacts;

/* The key and the value of a line of a YAML block, which begins in column 2. */
static void check_yaml_line(const char *line) {
        g_assert_true(g_regex_match_simple("^ {2,6}(- )?[a-z-]+:"
                                           "( (\"([^\"\\\\]|\\\\([\"\\\\ntr]|x[0-9a-f]{2}|u[0-9a-f]{4}))*\""
                                           "|true|false|[0-9]+\\.[0-9]+))?$",
                                           line, 0, 0));
}

static void check_test_line(TapFacts *facts, const char *line) {
        g_autofree char *expected =
                g_strdup_printf("^(not )?ok %u - [^#]+( # (SKIP|TODO)( |$).*)?$", facts->ok + facts->not_ok + 1);

        g_assert_true(g_regex_match_simple(expected, line, 0, 0));
        *(g_str_has_prefix(line, "ok") ? &facts->ok : &facts->not_ok) += 1;
        facts->skip += strstr(line, " # SKIP") != NULL;
        facts->todo += strstr(line, " # TODO") != NULL;
}

static TapFacts read_tap(const char *text) {
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        TapFacts facts = {0};
        gboolean in_block = FALSE;

        assert_printable(text);
        g_assert_cmpint(sscanf(lines[0], "TAP version %u", &facts.version), ==, 1);
        for (guint i = 1; lines[i + 1]; i++) {
                const char *line = lines[i];

                if (g_str_equal(line, "  ---") || g_str_equal(line, "  ...")) {
                        g_assert_true(in_block == g_str_equal(line, "  ..."));
                        in_block = !in_block;
                        facts.blocks += in_block ? 1 : 0;
                } else if (in_block) {
                        check_yaml_line(line);
                } else if (g_str_has_prefix(line, "1..")) {
                        g_assert_cmpuint(i, ==, 1);
                        facts.plan = (guint) atoi(line + 3);
                } else if (g_str_has_prefix(line, "Bail out! ")) {
                        facts.bail_out = g_strdup(line + strlen("Bail out! "));
                } else if (*line != '#') {
                        check_test_line(&facts, line);
                }
        }
        g_assert_false(in_block);
        return facts;
}

static void test_tap(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_autofree char *text = tap_of(run);
        TapFacts facts = read_tap(text);

        g_assert_cmpuint(facts.version, ==, 13);
        g_assert_cmpuint(facts.plan, ==, 6);
        g_assert_cmpuint(facts.ok, ==, 3);
        g_assert_cmpuint(facts.not_ok, ==, 3);
        g_assert_cmpuint(facts.skip, ==, 2);
        g_assert_cmpuint(facts.todo, ==, 1);
        g_assert_cmpuint(facts.blocks, ==, 3);
        g_assert_null(facts.bail_out);
        assert_contains(text, "\nok 1 - isa/read/bits q35-multiboot\n");
        assert_contains(text, "\nok 2 - isa/read/bits q35-efi # SKIP no firmware here\n");
        assert_contains(text,
                        "\nnot ok 3 - isa/write/panicked-pauses q35-multiboot # TODO on record since 5.2\n  ---\n");
        assert_contains(text, "\nnot ok 5 - isa/write/bits q35-multiboot\n  ---\n  verdict: \"ERROR\"\n");
}

/* TAP 14 differs from TAP 13 only in the first line. */
static void test_tap_14(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_autofree char *old = tap_of(run), *new = NULL;
        size_t length;
        FILE *stream = open_memstream(&new, &length);

        g_assert_true(tell(tck_report_tap_new(stream, 14), run, NULL));
        fclose(stream);
        g_assert_true(g_str_has_prefix(new, "TAP version 14\n1..6\n"));
        g_assert_cmpstr(strchr(new, '\n'), ==, strchr(old, '\n'));
}

static void test_tap_block(void) {
        const TckClause *clause = tck_find_clause(cases[1].clause);
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_autofree char *text = tap_of(run);
        const char *block = strstr(text, "not ok 4");
        g_autofree char *quoted = tck_escape(clause->requirement, "\"\\");
        g_autofree char *requirement = g_strdup_printf("    requirement: \"%s\"\n", quoted);
        g_autofree char *artifacts = g_strdup_printf("  artifacts: \"%s/q35-efi\"\n", folder);

        assert_contains(block, "  verdict: \"FAIL\"\n  expected: \"the event STOP\"\n  seen: \"nothing\"\n"
                               "  at: \"tests/conformance/isa_write.c:15\"\n");
        assert_contains(block, "  message: \"expected the event STOP, saw nothing\"\n");
        assert_contains(block, artifacts);
        assert_contains(block, requirement);
        assert_advice(block, "    advice: \"%s\"\n    fixed-by: \"%s\"\n", clause, "\"\\");
        assert_lacks(strstr(block, "not ok 5"), "advice:");
        assert_contains(block, "  outcomes:\n    - alone: false\n      verdict: \"FAIL\"\n");
        assert_contains(block, "    - alone: true\n      verdict: \"PASS\"\n");
        assert_contains(block, "  rerun: \"pvpanic-tck run --machine q35 --boot efi --qemu /opt/qemu "
                               "isa/write/panicked-pauses\"\n");
}

static void test_tap_hostile(void) {
        g_autoptr(TckRun) run = hostile_run();
        g_autofree char *text = tap_of(run);
        TapFacts facts = read_tap(text);

        g_assert_cmpuint(facts.ok, ==, 2);
        g_assert_cmpuint(facts.not_ok, ==, 4);
        g_assert_null(facts.bail_out);
        assert_contains(text, "# TODO \\x1b[2J\\x1b]0;mine\\x07 \\# SKIP \\\\ ]]>");
        assert_contains(text,
                        "\\\\xff\\\\xfe\\\\xc3( \\\\xed\\\\xa0\\\\x80 \\x7f\\x9b \\u202e\\u2028 日本 \\ufffe end");
}

static void test_tap_strict(void) {
        g_autoptr(TckRun) run = conforming_run();
        g_autofree char *text = NULL;
        TapFacts facts;

        run->strict = TRUE;
        text = tap_of(run);
        facts = read_tap(text);
        g_assert_cmpuint(facts.not_ok, ==, 1);
        g_assert_cmpuint(facts.todo, ==, 0);
}

static void test_tap_without_end(void) {
        g_autoptr(TckRun) failed = failed_run(), interrupted = interrupted_run(), short_run = new_run(2);
        g_autofree char *failure = tap_of(failed), *interruption = tap_of(interrupted), *silence = NULL;
        TapFacts facts = read_tap(failure);

        g_assert_cmpstr(failure, ==, "TAP version 13\nBail out! cannot use /nonexistent as QEMU \\# or \\\\ so\n");
        g_free(facts.bail_out);
        facts = read_tap(interruption);
        g_assert_cmpstr(facts.bail_out, ==, "interrupted after 1 of 3 results");
        g_assert_cmpuint(facts.plan, ==, 3);
        g_free(facts.bail_out);
        add_result(short_run, 0, "efi", TCK_PASS, NULL);
        silence = tap_of(short_run);
        facts = read_tap(silence);
        g_assert_cmpstr(facts.bail_out, ==, "1 of 2 results are missing");
        g_free(facts.bail_out);
}

/* ---- TAP, as Perl's harness reads it ---- */

static int prove(TckRun *run, char **ret_out, char **ret_err) {
        g_autofree char *program = g_find_program_in_path("prove");
        g_autofree char *path = g_build_filename(folder, "stream.tap", NULL);
        g_autofree char *text = NULL;
        const char *argv[] = {program, "--norc", "-e", "cat", path, NULL};
        int status = -1;

        if (!program)
                return -1;
        text = tap_of(run);
        g_assert_true(g_file_set_contents(path, text, -1, NULL));
        g_assert_true(g_spawn_sync(NULL, (char **) argv, NULL, 0, NULL, NULL, ret_out, ret_err, &status, NULL));
        return status;
}

static void test_prove(void) {
        g_autoptr(TckRun) good = conforming_run(), bad = run_of_all_verdicts(), interrupted = interrupted_run();
        g_autofree char *good_out = NULL, *bad_out = NULL, *out = NULL;
        g_autofree char *good_err = NULL, *bad_err = NULL, *err = NULL;
        int status = prove(good, &good_out, &good_err);

        if (status == -1) {
                g_test_skip("prove is not installed");
                return;
        }
        assert_contains(good_out, "Result: PASS");
        g_assert_cmpstr(good_err, ==, "");
        g_assert_true(g_spawn_check_wait_status(status, NULL));
        g_assert_cmpint(prove(bad, &bad_out, &bad_err), !=, 0);
        assert_contains(bad_out, "Failed tests:  4-5\n");
        assert_lacks(bad_out, "Parse errors");
        g_assert_cmpint(prove(interrupted, &out, &err), !=, 0);
        assert_contains(err, "Further testing stopped: interrupted after 1 of 3 results");
}

/* ---- JUnit ---- */

static xmlDoc *junit_of(TckRun *run) {
        g_autofree char *path = g_build_filename(folder, "junit.xml", NULL);
        xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(TCK_SOURCE_DIRECTORY "/tests/fixtures/junit.xsd");
        xmlSchema *schema = xmlSchemaParse(parser);
        xmlSchemaValidCtxt *valid = xmlSchemaNewValidCtxt(schema);
        g_autoptr(GError) error = NULL;
        xmlDoc *document;

        tell(tck_report_junit_new(path), run, &error);
        g_assert_no_error(error);
        document = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
        g_assert_nonnull(document);
        g_assert_cmpint(xmlSchemaValidateDoc(valid, document), ==, 0);
        xmlSchemaFreeValidCtxt(valid);
        xmlSchemaFree(schema);
        xmlSchemaFreeParserCtxt(parser);
        return document;
}

/* Free with g_free(). */
static char *xpath(xmlDoc *document, const char *expression) {
        xmlXPathContext *context = xmlXPathNewContext(document);
        xmlXPathObject *object = xmlXPathEvalExpression(BAD_CAST expression, context);
        xmlChar *text = xmlXPathCastToString(object);
        char *copy = g_strdup((const char *) text);

        xmlFree(text);
        xmlXPathFreeObject(object);
        xmlXPathFreeContext(context);
        return copy;
}

static void assert_xpath(xmlDoc *document, const char *expression, const char *expected) {
        g_autofree char *seen = xpath(document, expression);

        g_assert_cmpstr(seen, ==, expected);
}

static void test_junit(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        xmlDoc *document = junit_of(run);
        g_autofree char *text = NULL;

        assert_xpath(document, "count(/testsuites/testsuite)", "2");
        assert_xpath(document, "concat(/testsuites/@tests, /testsuites/@failures, /testsuites/@errors)", "611");
        assert_xpath(document, "/testsuites/@time", "12.346");
        assert_xpath(document, "//testsuite[@name='q35-efi']/@tests", "3");
        assert_xpath(document, "//testsuite[@name='q35-efi']/@skipped", "2");
        assert_xpath(document, "//testsuite[@name='q35-efi']/@time", "5.000");
        assert_xpath(document, "//testsuite[@name='q35-multiboot']/@errors", "1");
        assert_xpath(document, "//testsuite[@name='q35-multiboot']/@skipped", "1");
        assert_xpath(document, "//testsuite[1]/properties/property[@name='hypervisor']/@value", run->hypervisor);
        assert_xpath(document, "//testsuite[1]/properties/property[@name='run']/@value", "pvpanic-tck-1");
        assert_xpath(document, "//failure/../@classname", "isa.write");
        assert_xpath(document, "//failure/../@name", "isa/write/panicked-pauses q35-efi");
        assert_xpath(document, "//failure/@message", "expected the event STOP, saw nothing");
        text = xpath(document, "string(//failure)");
        assert_advice(text, "\nadvice: %s\nfixed by: %s\n", tck_find_clause(cases[1].clause), "");
        assert_xpath(document, "contains(//error, 'advice: ')", "false");
        assert_xpath(document, "contains(//failure, 'at: tests/conformance/isa_write.c:15')", "true");
        assert_xpath(document, "//error/@message", "the guest fell silent");
        assert_xpath(document, "//error/@type", "ERROR");
        assert_xpath(document, "//skipped[@type='KNOWN']/@message", "on record since 5.2");
        assert_xpath(document, "contains(//failure/../system-out, 'verdict alone: PASS')", "true");
        assert_xpath(document, "contains(//failure/../system-out, '--qemu /opt/qemu isa/write/panicked')", "true");
        xmlFreeDoc(document);
}

static void test_junit_hostile(void) {
        g_autoptr(TckRun) run = hostile_run();
        g_autofree char *escaped = tck_escape(HOSTILE, "");
        xmlDoc *document = junit_of(run);

        assert_xpath(document, "//failure/@message", escaped);
        assert_xpath(document, "//skipped[@type='SKIP']/@message", escaped);
        assert_xpath(document, "//property[@name='hypervisor']/@value", escaped);
        assert_xpath(document, "string-length(//failure) > 65536", "true");
        xmlFreeDoc(document);
}

static void test_junit_strict(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        xmlDoc *document;

        run->strict = TRUE;
        document = junit_of(run);
        assert_xpath(document, "/testsuites/@failures", "2");
        assert_xpath(document, "//failure[@type='KNOWN']/@message", "on record since 5.2");
        xmlFreeDoc(document);
}

static void test_junit_without_end(void) {
        g_autoptr(TckRun) failed = failed_run(), interrupted = interrupted_run(), empty = new_run(0);
        xmlDoc *document = junit_of(failed);

        assert_xpath(document, "concat(/testsuites/@tests, /testsuites/@errors, count(//testcase))", "111");
        assert_xpath(document, "//error/@message", failed->failure);
        xmlFreeDoc(document);
        document = junit_of(interrupted);
        assert_xpath(document, "concat(/testsuites/@tests, /testsuites/@errors, count(//testcase))", "212");
        assert_xpath(document, "//error/@message", "interrupted after 1 of 3 results");
        xmlFreeDoc(document);
        document = junit_of(empty);
        assert_xpath(document, "//error/@message", "nothing was run");
        xmlFreeDoc(document);
}

/* ---- results.json ---- */

static JsonObject *json_of(TckRun *run) {
        g_autofree char *path = g_build_filename(folder, "results.json", NULL);
        g_autoptr(JsonParser) parser = json_parser_new_immutable();
        g_autoptr(GError) error = NULL;

        tell(tck_report_json_new(path), run, &error);
        g_assert_no_error(error);
        json_parser_load_from_file(parser, path, &error);
        g_assert_no_error(error);
        return json_node_dup_object(json_parser_get_root(parser));
}

static JsonObject *result_of(JsonObject *root, guint number) {
        return json_array_get_object_element(json_object_get_array_member(root, "results"), number);
}

static JsonObject *outcome_of(JsonObject *result, guint number) {
        return json_array_get_object_element(json_object_get_array_member(result, "outcomes"), number);
}

static void test_json(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_autoptr(JsonObject) root = json_of(run);
        JsonObject *about = tck_json_object(root, "run"), *result = result_of(root, 3);

        g_assert_cmpint(tck_json_int(root, "schema", 0), ==, 2);
        g_assert_cmpstr(tck_json_string(tck_json_object(root, "tool"), "version"), ==, TCK_VERSION);
        g_assert_cmpstr(tck_json_string(about, "id"), ==, "pvpanic-tck-1");
        g_assert_cmpstr(tck_json_string(about, "options"), ==, "--qemu /opt/qemu");
        g_assert_cmpint(tck_json_int(about, "exit_status", 0), ==, 3);
        g_assert_cmpint(tck_json_int(about, "duration_us", 0), ==, 12345678);
        g_assert_cmpint(tck_json_int(tck_json_object(root, "counts"), "SKIP", 0), ==, 2);
        g_assert_cmpint(tck_json_int(tck_json_object(root, "boots"), "restored", 0), ==, 3);
        g_assert_cmpstr(tck_json_string(result, "case"), ==, "isa/write/panicked-pauses");
        g_assert_cmpstr(tck_json_string(result, "clause"), ==, cases[1].clause);
        g_assert_cmpstr(tck_json_string(result, "level"), ==, tck_find_clause(cases[1].clause)->level);
        g_assert_cmpstr(tck_json_string(result, "verdict"), ==, "FAIL");
        g_assert_cmpstr(tck_json_string(outcome_of(result, 0), "seen"), ==, "nothing");
        g_assert_cmpstr(tck_json_string(outcome_of(result, 0), "place"), ==, "tests/conformance/isa_write.c:15");
        g_assert_cmpstr(tck_json_string(outcome_of(result, 0), "incident"), ==, "the guest hangs");
        g_assert_cmpstr(tck_json_string(outcome_of(result, 0), "artifacts"), ==, "q35-efi");
        g_assert_cmpstr(tck_json_string(outcome_of(result, 1), "verdict"), ==, "PASS");
        g_assert_true(json_object_get_boolean_member(outcome_of(result, 1), "alone"));
        g_assert_true(json_object_get_null_member(outcome_of(result, 1), "message"));
        g_assert_true(json_object_get_null_member(result_of(root, 4), "level"));
        g_assert_cmpstr(tck_json_string(result, "advice"), ==, tck_find_clause(cases[1].clause)->advice);
        g_assert_cmpstr(tck_json_string(result, "fixed_by"), ==, tck_find_clause(cases[1].clause)->fixed_by);
        g_assert_true(json_object_get_null_member(result_of(root, 0), "advice"));
        g_assert_true(json_object_get_null_member(result_of(root, 4), "fixed_by"));
}

static void test_json_hostile(void) {
        g_autoptr(TckRun) run = hostile_run();
        g_autoptr(JsonObject) root = json_of(run);
        g_autofree char *valid = g_utf8_make_valid(HOSTILE, -1);
        JsonObject *outcome = outcome_of(result_of(root, TCK_FAIL), 0);

        g_assert_cmpstr(tck_json_string(outcome, "message"), ==, valid);
        g_assert_cmpuint(strlen(tck_json_string(outcome, "seen")), ==, strlen(valid) + (1 << 16));
}

/* Only paths below the run's folder are relative to it. */
static void test_json_artifacts(void) {
        g_autoptr(TckRun) run = new_run(2);
        g_autoptr(JsonObject) root = NULL;
        TckOutcome *outcome;

        outcome = add_result(run, 0, "efi", TCK_PASS, NULL)->outcomes->pdata[0];
        g_free(outcome->artifacts);
        outcome->artifacts = g_strconcat(folder, "-other/vm", NULL);
        outcome = add_result(run, 1, "efi", TCK_PASS, NULL)->outcomes->pdata[0];
        g_clear_pointer(&outcome->artifacts, g_free);
        root = json_of(run);
        g_assert_true(g_str_has_suffix(tck_json_string(outcome_of(result_of(root, 0), 0), "artifacts"), "-other/vm"));
        g_assert_true(json_object_get_null_member(outcome_of(result_of(root, 1), 0), "artifacts"));
}

/* Exit status: 0 valid, 1 invalid, 77 no validator. The snippet may change the instance, i. */
static int validate(const char *snippet) {
        g_autofree char *path = g_build_filename(folder, "results.json", NULL);
        g_autofree char *script =
                g_strdup_printf("import json, sys\n"
                                "try:\n    from jsonschema import Draft202012Validator as V\n"
                                "except ImportError:\n    sys.exit(77)\n"
                                "i, s = (json.load(open(p)) for p in sys.argv[1:])\n"
                                "V.check_schema(s)\n%s\n"
                                "e = list(V(s).iter_errors(i))\n"
                                "print(*(f'{x.json_path}: {x.message}' for x in e), sep='\\n', file=sys.stderr)\n"
                                "sys.exit(bool(e))\n",
                                snippet);
        const char *argv[] = {
                "/usr/bin/python3", "-c", script, path, TCK_SOURCE_DIRECTORY "/docs/results.schema.json", NULL};
        g_autofree char *err = NULL;
        int status;

        if (!g_spawn_sync(NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, &err, &status, NULL))
                return 77;
        g_test_message("%s", err);
        g_assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

static void test_json_schema(void) {
        TckRun *runs[] = {run_of_all_verdicts(), hostile_run(),  failed_run(),
                          interrupted_run(),     run_of_archs(), new_run(0)};
        int answer = 0;

        for (guint i = 0; i < G_N_ELEMENTS(runs); i++) {
                json_object_unref(json_of(runs[i]));
                tck_run_free(runs[i]);
                if (answer == 0)
                        answer = validate("");
        }
        if (answer == 77) {
                g_test_skip("python3-jsonschema is not installed");
                return;
        }
        g_assert_cmpint(answer, ==, 0);
        g_assert_cmpint(validate("i['surplus'] = 1"), ==, 1);
        g_assert_cmpint(validate("del i['counts']['PASS']"), ==, 1);
}

/* ---- files ---- */

static gboolean write_text(const char *path, const char *text, GError **error) {
        return tck_write_file(path, text, strlen(text), error);
}

static void assert_file(const char *path, const char *expected) {
        g_autofree char *text = NULL;

        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_assert_cmpstr(text, ==, expected);
}

static void assert_fails(gboolean good, GError *error, const char *message) {
        g_assert_false(good);
        g_assert_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT);
        g_assert_cmpstr(error->message, ==, message);
        g_error_free(error);
}

static guint count_files(const char *directory) {
        g_autoptr(GDir) files = g_dir_open(directory, 0, NULL);
        guint count = 0;

        while (g_dir_read_name(files))
                count++;
        return count;
}

static void test_file_replaced(void) {
        g_autofree char *directory = g_build_filename(folder, "replaced", NULL);
        g_autofree char *path = g_build_filename(directory, "file", NULL);
        g_autofree char *link = g_build_filename(directory, "link", NULL);
        struct stat status;

        g_assert_cmpint(g_mkdir(directory, 0755), ==, 0);
        g_assert_true(write_text(path, "first, and longer\n", NULL));
        g_assert_true(write_text(path, "second\n", NULL));
        assert_file(path, "second\n");
        g_assert_cmpint(symlink("file", link), ==, 0);
        g_assert_true(write_text(link, "third\n", NULL));
        assert_file(path, "third\n");
        g_assert_cmpint(lstat(link, &status), ==, 0);
        g_assert_true(S_ISLNK(status.st_mode));
        g_assert_cmpuint(count_files(directory), ==, 2);
}

/* A path that is not a regular file is not replaced by one. */
static void test_file_in_place(void) {
        struct stat status;

        g_assert_true(write_text("/dev/null", "text", NULL));
        g_assert_cmpint(stat("/dev/null", &status), ==, 0);
        g_assert_true(S_ISCHR(status.st_mode));
}

static void test_file_failures(void) {
        g_autofree char *file = g_build_filename(folder, "plain", NULL);
        g_autofree char *below = g_build_filename(file, "results.json", NULL);
        g_autofree char *message = g_strdup_printf("cannot write %s: Not a directory", below);
        g_autofree char *is_folder = g_strdup_printf("cannot write %s: Is a directory", folder);
        GError *error = NULL;
        gboolean good;

        g_assert_true(write_text(file, "plain", NULL));
        good = write_text(below, "text", &error);
        assert_fails(good, g_steal_pointer(&error), message);
        good = write_text(folder, "text", &error);
        assert_fails(good, g_steal_pointer(&error), is_folder);
        good = write_text("/dev/full", "text", &error);
        assert_fails(good, g_steal_pointer(&error), "cannot write /dev/full: No space left on device");
}

/* If the disk is full, the previous report remains, and no other file. */
static void test_file_cut_short(void) {
        g_autofree char *directory = g_build_filename(folder, "short", NULL);
        g_autofree char *path = g_build_filename(directory, "file", NULL);
        g_autofree char *message = g_strdup_printf("cannot write %s: File too large", path);
        g_autofree char *much = g_strnfill(100000, 'm');
        struct rlimit before, tight;
        GError *error = NULL;
        gboolean good;

        g_assert_cmpint(g_mkdir(directory, 0755), ==, 0);
        g_assert_true(write_text(path, "before\n", NULL));
        g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
        tight = (struct rlimit){.rlim_cur = 4096, .rlim_max = before.rlim_max};
        signal(SIGXFSZ, SIG_IGN);
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &tight), ==, 0);
        good = write_text(path, much, &error);
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
        assert_fails(good, error, message);
        assert_file(path, "before\n");
        g_assert_cmpuint(count_files(directory), ==, 1);
}

static void test_reports_that_cannot_be_written(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        FILE *full = fopen("/dev/full", "w");
        GError *error = NULL;
        gboolean good = tell(tck_report_tap_new(full, 13), run, &error);

        assert_fails(good, g_steal_pointer(&error), "cannot write the report of the run: No space left on device");
        good = tell(tck_report_text_new(full, FALSE, FALSE, TRUE), run, &error);
        assert_fails(good, g_steal_pointer(&error), "cannot write the report of the run: No space left on device");
        good = tell(tck_report_junit_new("/dev/full"), run, &error);
        assert_fails(good, g_steal_pointer(&error), "cannot write /dev/full: No space left on device");
        good = tell(tck_report_json_new("/nonexistent/results.json"), run, &error);
        assert_fails(good, g_steal_pointer(&error),
                     "cannot write /nonexistent/results.json: No such file or directory");
        fclose(full);
}

/* ---- messages ---- */

/* The lines that a run sends with its files. Free with g_strfreev(). */
static char **stream_of(TckRun *run, gboolean *ret_good, GError **error) {
        int fd = tck_open_unnamed(NULL, error);
        g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd), *text = NULL;

        *ret_good = tell(tck_report_stream_new(fd, TRUE), run, error);
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        close(fd);
        return g_strsplit(text, "\n", -1);
}

static guint count_lines(char **lines, const char *part) {
        guint count = 0;

        for (; *lines; lines++)
                count += strstr(*lines, part) ? 1 : 0;
        return count;
}

/* A folder of a VM that cannot be read completely fails the report, but all that can be read is sent. */
static void test_stream_files(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_auto(GStrv) whole = NULL, part = NULL;
        GError *error = NULL;
        gboolean good;

        put_file(folder, "q35-efi/a/wire.log", "text");
        put_file(folder, "q35-multiboot/wire.log", "text");
        whole = stream_of(run, &good, &error);
        g_assert_no_error(error);
        g_assert_true(good);
        g_assert_cmpuint(count_lines(whole, "\"result\""), ==, 6);
        g_assert_cmpuint(count_lines(whole, "\"q35-efi/a/wire.log\""), ==, 1);
        g_assert_cmpuint(count_lines(whole, "\"q35-multiboot/wire.log\""), ==, 1);

        put_file(folder, "q35-efi/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/wire.log", "text");
        part = stream_of(run, &good, &error);
        g_assert_false(good);
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "15/16/17 is more than 16 folders below");
        g_assert_cmpuint(count_lines(part, "\"result\""), ==, 6);
        g_assert_cmpuint(count_lines(part, "\"q35-multiboot/wire.log\""), ==, 1);
        g_assert_cmpuint(count_lines(part, "\"end\""), ==, 1);
}

/* ---- text ---- */

/* Asserts that the text contains the parts in this order. */
static void assert_order(const char *text, const char *const *parts) {
        const char *from = text;

        for (; *parts; parts++) {
                const char *there = strstr(from, *parts);

                if (!there)
                        g_error("there is no “%s” in:\n%s", *parts, from);
                from = there + strlen(*parts);
        }
}

static void test_text(void) {
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_autofree char *text = text_of(run, FALSE);
        const char *const order[] = {
                "pvpanic-tck " TCK_VERSION " on QEMU 7.2.22",
                "6 results planned",
                " PASS     1.25 s  isa/read/bits · q35-multiboot\n",
                " SKIP     1.25 s  isa/read/bits · q35-efi: no firmware here\n",
                " ERROR    1.25 s  isa/write/bits · q35-multiboot\n"
                "                  the guest fell silent\n",
                "\nFailures\n",
                " FAIL ",
                "\n ERROR ",
                "\nKnown deviations\n",
                "   1 ×  on record since 5.2\n",
                "\nSkipped\n",
                "   2 ×  no firmware here\n        isa/read/bits and 1 more\n",
                "\n ERROR  1 in error, 1 failed, 1 passed, 1 known, 2 skipped\n",
                " 4 VMs booted, 2 of them through firmware, 3 restored from a snapshot, 12.3 s in all\n",
                " artifacts  ",
                NULL};

        assert_printable(text);
        assert_order(text, order);
}

static void test_text_failure(void) {
        const TckClause *clause = tck_find_clause(cases[1].clause);
        g_autoptr(TckRun) run = run_of_all_verdicts();
        g_autofree char *text = text_of(run, FALSE);
        g_autofree char *clause_line = g_strdup_printf("clause       %s (%s)\n", clause->id, clause->level);
        g_autofree char *artifacts = g_strdup_printf("artifacts    %s/q35-efi\n", folder);
        g_autofree char *advice = g_strdup_printf("advice       %s\n", clause->advice);
        const char *const order[] = {"\nFailures\n",
                                     clause_line,
                                     clause->source,
                                     clause->requirement,
                                     "expected     the event STOP\n",
                                     "seen         nothing\n",
                                     "at           tests/conformance/isa_write.c:15\n",
                                     advice,
                                     "fixed by     QEMU ",
                                     "run alone    PASS\n",
                                     "incident     the guest hangs\n",
                                     "q35-efi/incident.json\n",
                                     artifacts,
                                     "rerun        pvpanic-tck run --machine q35 --boot efi --qemu /opt/qemu "
                                     "isa/write/panicked-pauses\n",
                                     "clause       no.such.clause (not in the table)\n",
                                     "message      the guest fell silent\n",
                                     NULL};

        assert_order(text, order);
}

static void test_text_hostile(void) {
        g_autoptr(TckRun) run = hostile_run();
        g_autofree char *text = text_of(run, FALSE);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

        assert_printable(text);
        for (guint i = 0; lines[i]; i++)
                g_assert_cmpuint(tck_columns(lines[i]), <, 1000);
        assert_contains(text, "FAIL too, for the same reason");
}

/* The terminal gets no escape sequences except colours, each of which is reset. */
static void test_text_colour(void) {
        g_autoptr(TckRun) run = hostile_run();
        g_autofree char *text = text_of(run, TRUE), *plain = NULL, *without = text_of(run, FALSE);
        g_autoptr(GRegex) colours = g_regex_new("\033\\[[0-9;]+m(.*?)\033\\[0m", G_REGEX_DOTALL, 0, NULL);

        assert_contains(text, "\033[1;31m FAIL \033[0m");
        plain = g_regex_replace(colours, text, -1, 0, "\\1", 0, NULL);
        g_assert_cmpstr(plain, ==, without);
}

static void test_text_strict(void) {
        g_autoptr(TckRun) run = conforming_run();
        g_autofree char *lax = text_of(run, FALSE), *strict = NULL;

        assert_contains(lax, "\n CONFORMS to qemu-7.1  1 passed, 1 known, 1 skipped\n"
                             " profile     qemu-7.1, all 2 results that must pass on q35 by multiboot, efi were run\n");
        assert_contains(lax, "\nKnown deviations\n");
        assert_contains(lax, "\nPassed, with a remark\n   1 ×  a deviation on record does not show\n");
        assert_lacks(lax, "\nFailures\n");
        run->strict = TRUE;
        strict = text_of(run, FALSE);
        assert_contains(strict, "\nFailures\n KNOWN ");
        assert_lacks(strict, "\nKnown deviations\n");
        assert_contains(strict, "\n DOES NOT CONFORM to qemu-7.1  1 passed, 1 known, 1 skipped\n");
}

static void test_text_without_end(void) {
        g_autoptr(TckRun) failed = failed_run(), interrupted = interrupted_run();
        g_autofree char *failure = text_of(failed, FALSE), *interruption = text_of(interrupted, FALSE);

        g_assert_true(g_str_has_prefix(failure, " ERROR  cannot use /nonexistent as QEMU # or \\ so\n"));
        assert_contains(interruption, "\n ERROR  interrupted after 1 of 3 results\n 1 passed\n");
}

/* The path of results.json is printed if the file exists. */
static void test_text_places(void) {
        g_autoptr(TckRun) run = conforming_run();
        g_autofree char *path = g_build_filename(folder, "results.json", NULL);
        g_autofree char *line = g_strdup_printf(" results    %s\n", path);
        g_autofree char *before = NULL, *after = NULL;

        g_unlink(path);
        before = text_of(run, FALSE);
        assert_lacks(before, " results  ");
        g_assert_true(write_text(path, "{}", NULL));
        after = text_of(run, FALSE);
        assert_contains(after, line);
}

static void test_text_long_value(void) {
        g_autoptr(TckRun) run = new_run(1);
        TckOutcome *outcome = add_result(run, 0, "efi", TCK_FAIL, NULL)->outcomes->pdata[0];
        g_autoptr(GString) rows = g_string_new(NULL);
        g_autofree char *text = NULL;

        for (guint i = 1; i <= 20; i++)
                g_string_append_printf(rows, "row %u\n", i);
        g_free(outcome->seen);
        outcome->seen = g_strdup(rows->str);
        text = text_of(run, FALSE);
        assert_contains(text, "seen         row 1\n                    row 2\n");
        assert_contains(text, "                    row 12\n                    (8 more lines)\n");
}

/* ---- lines ---- */

static void test_line_cutting(void) {
        static const struct {
                const char *text;
                guint limit;
                const char *expected;
                guint columns;
        } table[] = {
                {"abcde", 5, "abcde", 5},
                {"abcdef", 5, "abcd…", 5},
                {"abc", 1, "…", 1},
                {"abc", 0, "", 0},
                {"日本語", 6, "日本語", 6},
                {"日本語", 5, "日本…", 5},
                {"日本語", 4, "日…", 4},
                {"日本語", 2, "…", 2},
                {"e\314\201e\314\201", 2, "e\314\201e\314\201", 2},
                {"a\tb\n", 9, "a\\tb\\n", 6},
                {"\377\033", G_MAXUINT, "\\xff\\x1b", 8},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(GString) out = g_string_new(NULL);
                TckLine line = {.out = out, .limit = table[i].limit};

                tck_line_add(&line, TCK_STYLE_BAD, table[i].text);
                g_assert_cmpstr(out->str, ==, table[i].expected);
                g_assert_cmpuint(line.columns, ==, table[i].columns);
                tck_line_add(&line, TCK_STYLE_BAD, "");
                tck_line_end(&line);
                g_assert_cmpuint(line.columns, ==, 0);
        }
}

static void test_escape(void) {
        g_autofree char *marked = tck_escape("a#b\\c\"d", "#\\"), *nothing = tck_escape(NULL, "\"");
        g_autofree char *astral = tck_escape("\363\240\200\201 \360\237\230\200", "");

        g_assert_cmpstr(marked, ==, "a\\#b\\\\c\"d");
        g_assert_cmpstr(nothing, ==, "");
        g_assert_cmpstr(astral, ==, "\\U000e0001 \360\237\230\200");
}

/* ---- several architectures, in every report ---- */

static const char matrix[] = "channel        architecture    PASS   KNOWN  WAIVED    SKIP    FAIL   ERROR\n"
                             "disabled-wait  s390x              -       1       -       -       -       -\n"
                             "isa            x86_64             -       -       -       1       -       -\n"
                             "pci            x86_64             2       -       -       -       -       -\n"
                             "               s390x              -       -       -       -       1       -\n";

/* The matrix, each line behind that text. Free with g_free(). */
static char *matrix_behind(const char *before) {
        g_auto(GStrv) lines = g_strsplit(matrix, "\n", -1);
        g_autoptr(GString) text = g_string_new(NULL);

        for (char **line = lines; **line; line++)
                g_string_append_printf(text, "%s%s\n", before, *line);
        return g_strdup(text->str);
}

static void test_archs_text(void) {
        g_autoptr(TckRun) run = run_of_archs();
        g_autofree char *text = text_of(run, FALSE), *colours = text_of(run, TRUE), *expected = matrix_behind("    ");

        assert_contains(text,
                        "pvpanic-tck " TCK_VERSION "\n"
                        "    x86_64   on QEMU 7.2.22 (qemu-system-x86_64), tcg\n"
                        "    s390x    on QEMU 11.1.3 (/opt/qemu-system-s390x), tcg\n"
                        "    ppc64    not run, there is no qemu-system-ppc64: install the package qemu-system-ppc\n");
        assert_contains(text, "\nNot run\n"
                              "    ppc64    there is no qemu-system-ppc64: install the package qemu-system-ppc\n");
        assert_contains(text, "\nChannels by architecture\n");
        assert_contains(text, expected);
        assert_contains(colours, "pci            x86_64             2 ");
        assert_contains(text, "--arch s390x --machine machine --boot ");
        assert_lacks(text, "--arch x86_64");
}

static void test_archs_tap(void) {
        g_autoptr(TckRun) run = run_of_archs();
        g_autofree char *text = tap_of(run), *expected = matrix_behind("# ");

        assert_contains(text, "\n# x86_64: QEMU 7.2.22 (qemu-system-x86_64), tcg\n");
        assert_contains(text, "\n# ppc64: not run, there is no qemu-system-ppc64: ");
        assert_contains(text, expected);
        assert_contains(text, " s390x-machine-");
}

static void test_archs_json(void) {
        g_autoptr(TckRun) run = run_of_archs();
        g_autoptr(JsonObject) root = json_of(run);
        JsonArray *archs = json_object_get_array_member(root, "architectures"),
                  *channels = json_object_get_array_member(root, "channels");

        g_assert_cmpuint(json_array_get_length(archs), ==, 3);
        g_assert_cmpstr(tck_json_string(json_array_get_object_element(archs, 2), "missing"), ==,
                        "there is no qemu-system-ppc64: install the package qemu-system-ppc");
        g_assert_cmpuint(json_array_get_length(channels), ==, 4);
        g_assert_cmpstr(tck_json_string(json_array_get_object_element(channels, 3), "architecture"), ==, "s390x");
        g_assert_cmpint(tck_json_int(json_array_get_object_element(channels, 3), "FAIL", 0), ==, 1);
        g_assert_cmpstr(tck_json_string(result_of(root, 0), "architecture"), ==, "s390x");
        g_assert_cmpstr(tck_json_string(result_of(root, 1), "architecture"), ==, "x86_64");
}

/* ---- profile and waivers, in every report ---- */

static TckRun *waived_run(void) {
        TckRun *run = new_run(2);

        add_result(run, 0, "multiboot", TCK_PASS, NULL)->demanded = "isa";
        add_result(run, 1, "multiboot", TCK_WAIVED, "waived: a patch is out (bug 7, until 2027-01-31)")->demanded =
                "isa";
        run->demanded = 5;
        add_waiver(run, "used", 1);
        add_waiver(run, "unused", 0);
        return run;
}

static void test_waived_text(void) {
        g_autoptr(TckRun) run = waived_run();
        g_autofree char *text = text_of(run, FALSE);

        assert_contains(text, "\nWaived\n   1 ×  waived: a patch is out (bug 7, until 2027-01-31)\n"
                              "        isa/write/panicked-pauses\n");
        assert_contains(text, "\nWaivers without effect\n        [unused] of unused matched no failure of this run\n");
        assert_lacks(text, "[used]");
        assert_contains(text,
                        "\n CONFORMS IN PART to qemu-7.1  1 passed, 1 waived\n"
                        " profile     qemu-7.1, 2 of the 5 results that must pass on q35 by multiboot, efi were run\n");
}

static void test_waived_tap(void) {
        g_autoptr(TckRun) run = waived_run();
        g_autofree char *text = tap_of(run);

        assert_contains(text,
                        "\nnot ok 2 - isa/write/panicked-pauses q35-multiboot # TODO waived: a patch is out (bug 7, "
                        "until 2027-01-31)\n  ---\n  verdict: \"WAIVED\"\n");
        assert_contains(text, "\n# waiver: [unused] of unused matched no failure of this run\n");
        assert_contains(text, "\n# profile: qemu-7.1, 2 of the 5 results ");
        assert_contains(text, "\n# verdict: CONFORMS IN PART to qemu-7.1\n");
}

static void test_waived_junit(void) {
        g_autoptr(TckRun) run = waived_run();
        xmlDoc *document = junit_of(run);

        assert_xpath(document, "//skipped/@type", "WAIVED");
        assert_xpath(document, "//skipped/@message", "waived: a patch is out (bug 7, until 2027-01-31)");
        assert_xpath(document, "//property[@name='verdict']/@value", "CONFORMS IN PART to qemu-7.1");
        assert_xpath(document, "starts-with(//property[@name='profile']/@value, 'qemu-7.1, 2 of the 5')", "true");
        assert_xpath(document, "//property[@name='waiver'][1]/@value", "[used] of used applied to 1 result");
        assert_xpath(document, "//property[@name='waiver'][2]/@value",
                     "[unused] of unused matched no failure of this run");
        xmlFreeDoc(document);
}

static void test_waived_json(void) {
        g_autoptr(TckRun) run = waived_run();
        g_autoptr(JsonObject) root = json_of(run);
        JsonObject *profile = tck_json_object(root, "profile");
        JsonArray *waivers = json_object_get_array_member(root, "waivers");
        JsonObject *used = json_array_get_object_element(waivers, 0),
                   *unused = json_array_get_object_element(waivers, 1);

        g_assert_cmpstr(tck_json_string(profile, "name"), ==, "qemu-7.1");
        g_assert_cmpstr(tck_json_string(profile, "verdict"), ==, "CONFORMS IN PART to qemu-7.1");
        g_assert_cmpint(tck_json_int(profile, "demanded", 0), ==, 5);
        g_assert_cmpint(tck_json_int(profile, "run", 0), ==, 2);
        g_assert_cmpint(tck_json_int(profile, "met", 0), ==, 2);
        g_assert_cmpstr(tck_json_string(result_of(root, 1), "verdict"), ==, "WAIVED");
        g_assert_cmpstr(tck_json_string(result_of(root, 1), "demanded"), ==, "isa");
        g_assert_cmpint(tck_json_int(tck_json_object(root, "counts"), "WAIVED", 0), ==, 1);
        g_assert_cmpint(tck_json_int(used, "applied", 0), ==, 1);
        g_assert_true(json_object_get_null_member(used, "remark"));
        g_assert_cmpstr(tck_json_string(unused, "remark"), ==, "matched no failure of this run");
}

/* ---- results ---- */

static void test_exit_status(void) {
        static const struct {
                guint verdicts[TCK_VERDICTS]; /* PASS, SKIP, KNOWN, WAIVED, FAIL, ERROR */
                guint missing;
                gboolean strict, interrupted, failed;
                int status;
        } table[] = {
                {{3, 0, 0, 0, 0, 0}, .status = 0},
                {{1, 1, 1, 0, 0, 0}, .status = 0},
                {{1, 1, 1, 0, 0, 0}, .strict = TRUE, .status = 1},
                {{1, 1, 0, 0, 0, 0}, .strict = TRUE, .status = 0},
                {{1, 0, 0, 0, 1, 0}, .status = 1},
                {{1, 0, 0, 0, 1, 1}, .status = 3},
                {{0, 2, 0, 0, 0, 0}, .status = 77},
                {{0, 2, 1, 0, 0, 0}, .status = 1},
                {{0, 0, 0, 1, 0, 0}, .status = 1},
                {{1, 0, 0, 2, 0, 0}, .status = 0},
                {{1, 0, 0, 2, 0, 0}, .strict = TRUE, .status = 0},
                {{1, 0, 0, 2, 1, 0}, .status = 1},
                {{0, 2, 1, 0, 0, 0}, .strict = TRUE, .status = 1},
                {{0, 0, 0, 0, 0, 0}, .status = 3},
                {{3, 0, 0, 0, 0, 0}, .missing = 1, .status = 3},
                {{3, 0, 0, 0, 0, 0}, .interrupted = TRUE, .status = 3},
                {{0, 0, 0, 0, 1, 0}, .interrupted = TRUE, .status = 3},
                {{3, 0, 0, 0, 0, 0}, .failed = TRUE, .status = 3},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckRun) run = new_run(table[i].missing);

                for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                        for (guint n = 0; n < table[i].verdicts[verdict]; n++, run->planned++)
                                add_result(run, 0, "efi", verdict, "reason");
                run->strict = table[i].strict;
                run->interrupted = table[i].interrupted;
                run->failure = table[i].failed ? g_strdup("failure") : NULL;
                g_assert_cmpint(tck_run_exit_status(run), ==, table[i].status);
        }
}

static void test_worst_outcome(void) {
        g_autoptr(TckRun) run = new_run(1);
        TckResult *result = add_result(run, 0, "efi", TCK_FAIL, "first");

        add_outcome(run, result, TCK_PASS, NULL);
        g_assert_cmpint(tck_result_verdict(result), ==, TCK_FAIL);
        g_assert_cmpuint(tck_run_count(run, TCK_FAIL), ==, 1);
        g_assert_cmpuint(tck_run_count(run, TCK_PASS), ==, 0);
        add_outcome(run, result, TCK_ERROR_VERDICT, "last");
        g_assert_cmpstr(tck_result_worst(result)->message, ==, "last");
}

static void test_case_matches(void) {
        static const struct {
                const char *pattern;
                gboolean matches;
        } table[] = {
                {"isa", TRUE},         {"isa/", TRUE},   {"isa/write", TRUE}, {"isa/write/bits", TRUE},
                {"isa/wri", FALSE},    {"is", FALSE},    {"write", FALSE},    {"isa/write/bits/more", FALSE},
                {"isa/*/bits", TRUE},  {"*bits", TRUE},  {"*", TRUE},         {"isa/w?ite/*", TRUE},
                {"isa/?/bits", FALSE}, {"pci/*", FALSE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
                g_assert_cmpint(tck_case_matches("isa/write/bits", table[i].pattern), ==, table[i].matches);
}

/* ---- all ---- */

int main(int argc, char **argv) {
        int status;

        g_test_init(&argc, &argv, NULL);
        folder = g_dir_make_tmp("pvpanic-tck-reports-XXXXXX", NULL);
        cases[0].clause = ((const TckClause *) tck_all_clauses()->pdata[0])->id;
        cases[1].clause = "action.none"; /* fixed by a known commit */
        g_assert_nonnull(tck_find_clause(cases[1].clause)->fixed_by);

        g_test_add_func("/tap/verdicts", test_tap);
        g_test_add_func("/tap/version-14", test_tap_14);
        g_test_add_func("/tap/block", test_tap_block);
        g_test_add_func("/tap/hostile", test_tap_hostile);
        g_test_add_func("/tap/strict", test_tap_strict);
        g_test_add_func("/tap/without-end", test_tap_without_end);
        g_test_add_func("/tap/prove", test_prove);
        g_test_add_func("/junit/verdicts", test_junit);
        g_test_add_func("/junit/hostile", test_junit_hostile);
        g_test_add_func("/archs/text", test_archs_text);
        g_test_add_func("/archs/tap", test_archs_tap);
        g_test_add_func("/archs/json", test_archs_json);
        g_test_add_func("/waived/text", test_waived_text);
        g_test_add_func("/waived/tap", test_waived_tap);
        g_test_add_func("/waived/junit", test_waived_junit);
        g_test_add_func("/waived/json", test_waived_json);
        g_test_add_func("/junit/strict", test_junit_strict);
        g_test_add_func("/junit/without-end", test_junit_without_end);
        g_test_add_func("/json/members", test_json);
        g_test_add_func("/json/hostile", test_json_hostile);
        g_test_add_func("/json/artifacts", test_json_artifacts);
        g_test_add_func("/json/schema", test_json_schema);
        g_test_add_func("/file/replaced", test_file_replaced);
        g_test_add_func("/file/in-place", test_file_in_place);
        g_test_add_func("/file/failures", test_file_failures);
        g_test_add_func("/file/cut-short", test_file_cut_short);
        g_test_add_func("/file/reports", test_reports_that_cannot_be_written);
        g_test_add_func("/stream/files", test_stream_files);
        g_test_add_func("/text/verdicts", test_text);
        g_test_add_func("/text/failure", test_text_failure);
        g_test_add_func("/text/hostile", test_text_hostile);
        g_test_add_func("/text/colour", test_text_colour);
        g_test_add_func("/text/strict", test_text_strict);
        g_test_add_func("/text/without-end", test_text_without_end);
        g_test_add_func("/text/places", test_text_places);
        g_test_add_func("/text/long-value", test_text_long_value);
        g_test_add_func("/line/cutting", test_line_cutting);
        g_test_add_func("/line/escape", test_escape);
        g_test_add_func("/result/exit-status", test_exit_status);
        g_test_add_func("/result/worst", test_worst_outcome);
        g_test_add_func("/result/case-matches", test_case_matches);
        status = g_test_run();
        remove_tree(folder);
        return status;
}
