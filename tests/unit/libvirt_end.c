/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a domain, from logs that libvirt wrote and from malformed ones. */
#include "libvirt_end.h"

#include "common.h"
#include "json.h"

#define XML "<domain><name>alice</name></domain>"
#define STAMP "2026-11-21 07:55:42.440+0000"

static TckIncident *end(const char *log) {
        g_autofree char *console = NULL;
        GError *error = NULL;
        TckIncident *incident = tck_libvirt_end(XML, "crashed", log, &console, &error);

        g_assert_no_error(error);
        g_assert_nonnull(incident);
        g_assert_null(console);
        return incident;
}

static void test_panic(void) {
        g_autoptr(TckIncident) incident = end(STAMP ": starting up libvirt version: 9.0.0\n" STAMP
                                                    ": panic hyper-v: arg1='0x7b', arg2='12', arg3='x'\n");

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpstr(incident->channel, ==, "hyper-v");
        g_assert_cmpint(tck_json_int(incident->info, "arg1", 0), ==, 0x7b);
        g_assert_cmpint(tck_json_int(incident->info, "arg2", 0), ==, 12);
        g_assert_cmpstr(tck_json_string(incident->info, "arg3"), ==, "x");
}

/* In a long line, every position could begin a name: reading it takes no quadratic time. */
static void test_long_line(void) {
        g_autofree char *name = g_strnfill(8 << 20, 'a');
        g_autofree char *log = g_strconcat(STAMP ": panic ", name, "\n", NULL);
        g_autoptr(TckIncident) incident = end(log);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpuint(strlen(incident->channel), <=, 4096);
}

/* A value of a fact, by the name that libvirt writes before the colon. */
static void test_type(void) {
        g_autoptr(TckIncident) incident = end(STAMP ": panic hyper-v: type='5'\n");
        g_autofree char *text = tck_incident_text(incident);

        g_assert_nonnull(text);
        g_assert_null(incident->channel);
}

static void test_binary(void) {
        g_autoptr(TckIncident) incident = end(STAMP ": panic \xff\xfe: arg1='\xff'\n");
        g_autofree char *record = tck_incident_to_json(incident), *text = tck_incident_text(incident);

        g_assert_true(g_utf8_validate(record, -1, NULL));
        g_assert_true(g_utf8_validate(text, -1, NULL));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/libvirt-end/panic", test_panic);
        g_test_add_func("/libvirt-end/long-line", test_long_line);
        g_test_add_func("/libvirt-end/type", test_type);
        g_test_add_func("/libvirt-end/binary", test_binary);
        return g_test_run();
}
