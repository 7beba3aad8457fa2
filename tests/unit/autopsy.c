/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that guests left: how their kind is recognized, their times, and what follows from them together. */
#include "autopsy.h"

#include <glib/gstdio.h>

#include "common.h"
#include "findings.h"
#include "source.h"
#include "stamp.h"

/* ---- kinds of files ---- */

static void test_kinds(void) {
        static const struct {
                const char *head, *name;
        } table[] = {
                {"2025-01-25 20:54:17.414+0000: starting up libvirt version: 9.10.0\n", "domain-log"},
                {"char device redirected to /dev/pts/1\n2014-02-20 12:29:19.140+0000: shutting down\n", "domain-log"},
                {"2026-05-01 09:00:00.000+0000: panic hyper-v: arg1='0x3b'\n", "domain-log"},
                {"<domain type='kvm'><name>a</name></domain>", "domain-xml"},
                {"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <b> -->\n<domstatus state='crashed'>", "domain-xml"},
                {"2025-01-25T20:54:18.000000Z qemu-kvm: terminating on signal 15 from pid 1 (init)\n", "qemu"},
                {"qemu-system-x86_64: warning: x\n", "qemu"},
                {"4711@1700000000.123456:runstate_set current_run_state 9 (running) new_state 13 (guest-panicked)\n",
                 "qemu"},
                {"{\"schema\":2,\"kind\":\"panicked\",\"late\":false,\"run_state\":\"\"}", "record"},
                {"[    1.0] Linux version 6.1\n", "console"},
                {"<domainsnapshot/>", "console"},
                {"\x7f"
                 "ELF\2\1\1\0\0\0\0\0\0\0\0\0",
                 NULL},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                const TckSource *source = tck_find_source(table[i].head, strlen(table[i].head));

                g_test_message("%s", table[i].head);
                g_assert_cmpstr(source ? source->name : NULL, ==, table[i].name);
        }
}

/* ---- times ---- */

static void test_stamps(void) {
        static const struct {
                const char *line;
                gint64 time; /* 0: no time */
                const char *rest;
        } table[] = {
                {"1970-01-01 00:00:01.500+0000: shutting down", 1500000, "shutting down"},
                {"1970-01-01T00:00:01.500001Z qemu: x", 1500001, "qemu: x"},
                {"1970-01-01 02:00:01.5+0200: x", 1500000, "x"},
                {"1969-12-31 22:30:01,5-01:30 x", 1500000, "x"},
                {"1970-01-01 00:00:01.1234567890Z", 1123456, ""},
                {"1970-01-01 00:00:01 x", 0, NULL},
                {"1970-02-30 00:00:01Z x", 0, NULL},
                {"1969-12-31 23:59:59.999Z x", 0, NULL},
                {"0026-05-01T09:30:00Z x", 0, NULL},
                {"1970-01-01", 0, NULL},
                {"", 0, NULL},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                const char *rest = NULL;
                gint64 time = 0;

                g_test_message("%s", table[i].line);
                g_assert_cmpint(tck_stamp_read(table[i].line, &time, &rest), ==, table[i].time != 0);
                g_assert_cmpint(time, ==, table[i].time);
                g_assert_cmpstr(rest, ==, table[i].rest);
        }
}

/* ---- several files ---- */

/* Makes an autopsy of these texts, up to NULL. */
static TckIncident *conclude(const char *const *texts) {
        g_autoptr(TckAutopsy) autopsy = tck_autopsy_new();
        g_autoptr(GPtrArray) paths = g_ptr_array_new();
        GError *error = NULL;
        TckIncident *incident;

        /* The files exist until the end: otherwise a new file could get the inode number of a removed one. */
        for (; *texts; texts++) {
                char *path = make_scratch("file");

                g_ptr_array_add(paths, path);
                g_file_set_contents(path, *texts, -1, &error);
                g_assert_no_error(error);
                tck_autopsy_add(autopsy, path, &error);
                g_assert_no_error(error);
        }
        incident = tck_autopsy_conclude(autopsy, &error);
        g_assert_no_error(error);
        for (guint i = 0; i < paths->len; i++)
                remove_scratch(paths->pdata[i]);
        return incident;
}

static gboolean says(const GPtrArray *texts, const char *words) {
        for (guint i = 0; i < texts->len; i++)
                if (strstr(texts->pdata[i], words))
                        return TRUE;
        return FALSE;
}

static const TckMoment *moment(const TckIncident *incident, const char *words) {
        for (guint i = 0; i < incident->timeline->len; i++) {
                const TckMoment *each = incident->timeline->pdata[i];

                if (strstr(each->text, words))
                        return each;
        }
        return NULL;
}

#define LOG_BEGIN                                                                         \
        "2026-05-01 09:00:00.000+0000: starting up libvirt version: 9.0.0\nLC_ALL=C \\\n" \
        "/usr/bin/qemu-system-x86_64 \\\n-name guest=vm1,debug-threads=on\n"
#define PANIC                                                       \
        "[    1.0] Linux version 6.1.0\n[   10.0] e1000: link up\n" \
        "[   40.000000] BUG: soft lockup - CPU#3 stuck for 26s! [x:1]\n[  100.500000] Kernel panic - not syncing: x\n"

/* The guest's panic and the hypervisor's event for it are simultaneous, which relates their clocks. */
static void test_clocks(void) {
        const char *const texts[] = {PANIC,
                                     LOG_BEGIN "2026-05-01 10:00:00.500+0000: panic s390: core='0' psw-mask='0x0' "
                                               "psw-addr='0x0' reason='disabled-wait'\n",
                                     NULL};
        g_autoptr(TckIncident) incident = conclude(texts);
        const TckMoment *lockup = moment(incident, "soft lockup"), *begin = moment(incident, "starting up");

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_nonnull(lockup);
        g_assert_cmpint(lockup->clock, ==, TCK_CLOCK_BOOT);
        g_assert_cmpint(lockup->time, ==, 40 * G_USEC_PER_SEC);
        /* The lockup came 60.5 s before the panic, which the hypervisor reported 1 h 0.5 s after the domain's start. */
        g_assert_cmpint(lockup->host - begin->host, ==, (3600 - 60) * (gint64) G_USEC_PER_SEC);
        g_assert_cmpuint(lockup->line, ==, 3);
}

/* If nothing says when the guest's clock began, no time is invented. */
static void test_clock_unknown(void) {
        const char *const texts[] = {PANIC, NULL};
        g_autoptr(TckIncident) incident = conclude(texts);

        g_assert_cmpint(moment(incident, "soft lockup")->host, ==, 0);
        g_assert_true(incident->late);
}

/* After a log was rotated, one file has the name, the other one the end, in either order. */
static void test_rotated(void) {
        const char *const texts[] = {"2026-05-01 10:00:00.000+0000: shutting down, reason=destroyed\n", LOG_BEGIN,
                                     NULL};
        g_autoptr(TckIncident) incident = conclude(texts);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_ENDED_BY_HOST);
        g_assert_cmpstr(incident->guest, ==, "vm1");
}

/* Only the last run of a domain counts. */
static void test_lives(void) {
        const char *const texts[] = {LOG_BEGIN "2026-05-01 09:30:00.000+0000: panic hyper-v: arg1='0x3b'\n"
                                               "2026-05-01 09:30:00.000+0000: shutting down, reason=crashed\n" LOG_BEGIN
                                               "2026-05-01 10:00:00.000+0000: shutting down, reason=shutdown\n",
                                     NULL};
        g_autoptr(TckIncident) incident = conclude(texts);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_POWERED_OFF);
        g_assert_null(incident->info);
}

static void test_contradiction(void) {
        const char *const texts[] = {"[    1.0] Linux version 6.1.0\n[   10.0] e1000: link up\n",
                                     LOG_BEGIN "2026-05-01 10:00:00.000+0000: shutting down, reason=crashed\n", NULL};
        g_autoptr(TckIncident) incident = conclude(texts);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_HYPERVISOR_GONE);
        g_assert_true(says(incident->contradictions, "its console shows no panic"));
}

/* Repeated messages are counted, even if numbers in them differ. */
static void test_noise(void) {
        const char *const texts[] = {LOG_BEGIN
                                     "2026-05-01T09:00:01.0Z qemu-kvm: warning: host lacks CPUID.80000001H [bit 2]\n"
                                     "2026-05-01T09:00:02.0Z qemu-kvm: warning: host lacks CPUID.80000007H [bit 8]\n"
                                     "2026-05-01 10:00:00.000+0000: shutting down, reason=shutdown\n",
                                     NULL};
        g_autoptr(TckIncident) incident = conclude(texts);
        const TckMoment *warning = moment(incident, "host lacks");

        g_assert_true(warning && warning->noise);
        g_assert_cmpuint(warning->times, ==, 2);
        g_assert_cmpuint(incident->context->len, ==, 0);
}

/* In a long line a name could begin at every position: reading it must not take quadratic time. */
static void test_long_line(void) {
        g_autofree char *name = g_strnfill(8 << 20, 'a');
        g_autofree char *log = g_strconcat(LOG_BEGIN "2026-05-01 10:00:00.000+0000: panic ", name, "\n", NULL);
        const char *const texts[] = {log, NULL};
        g_autoptr(TckIncident) incident = conclude(texts);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpuint(strlen(incident->channel), <=, 4096);
}

/* Values of all forms, and facts under the names that libvirt writes before the colon. */
static void test_info(void) {
        const char *const texts[] = {
                LOG_BEGIN
                "2026-05-01 10:00:00.000+0000: panic hyper-v: type='5', arg1='0x7b', arg2='12', arg3='\xff'\n",
                NULL};
        g_autoptr(TckIncident) incident = conclude(texts);
        g_autofree char *record = tck_incident_to_json(incident), *text = tck_incident_text(incident);

        g_assert_true(g_utf8_validate(record, -1, NULL) && g_utf8_validate(text, -1, NULL));
        g_assert_cmpint(json_object_get_int_member(incident->info, "arg1"), ==, 0x7b);
        g_assert_cmpint(json_object_get_int_member(incident->info, "arg2"), ==, 12);
        g_assert_null(incident->channel);
}

/* The line number includes all lines before it, also those that are only counted. */
static void test_line_number(void) {
        g_autoptr(GString) text = g_string_new("[    1.0] Linux version 6.1.0\n");
        const char *texts[] = {NULL, NULL};
        g_autoptr(TckIncident) incident = NULL;

        for (guint i = 0; i < 20000; i++)
                g_string_append_printf(text, "a line of a service that starts, number %u\r\n", i);
        g_string_append(text, "Kernel panic - not syncing: x\n");
        texts[0] = text->str;
        incident = conclude(texts);
        g_assert_cmpuint(moment(incident, "Kernel panic")->line, ==, 20002);
}

/* An autopsy of a record reports the same again. */
static void test_record(void) {
        /* 0.000249 * 10^6 is slightly less than 249 in binary. */
        const char *const texts[] = {"[    0.000249] Linux version 6.1.0\n"
                                     "[    0.000498] BUG: soft lockup - CPU#3 stuck for 26s! [x:1]\n"
                                     "[  100.500000] Kernel panic - not syncing: x\n",
                                     NULL};
        g_autoptr(TckIncident) incident = conclude(texts), read = NULL;
        g_autofree char *record = tck_incident_to_json(incident), *same = NULL;
        const char *const again[] = {record, NULL};
        g_autoptr(TckIncident) copy = conclude(again);
        GError *error = NULL;

        read = tck_incident_from_json(record, &error);
        g_assert_no_error(error);
        same = tck_incident_to_json(read);
        g_assert_cmpstr(same, ==, record);

        g_assert_cmpint(copy->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpstr(copy->oops->panic, ==, "x");
        g_assert_true(g_date_time_equal(copy->time, incident->time));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/autopsy/kinds", test_kinds);
        g_test_add_func("/autopsy/stamps", test_stamps);
        g_test_add_func("/autopsy/clocks", test_clocks);
        g_test_add_func("/autopsy/clock-unknown", test_clock_unknown);
        g_test_add_func("/autopsy/rotated", test_rotated);
        g_test_add_func("/autopsy/lives", test_lives);
        g_test_add_func("/autopsy/contradiction", test_contradiction);
        g_test_add_func("/autopsy/noise", test_noise);
        g_test_add_func("/autopsy/long-line", test_long_line);
        g_test_add_func("/autopsy/info", test_info);
        g_test_add_func("/autopsy/line-number", test_line_number);
        g_test_add_func("/autopsy/record", test_record);
        return g_test_run();
}
