/* SPDX-License-Identifier: BSD-2-Clause */
/* Autopsies of a guest's memory: cores of Linux, dumps of Windows. */
#include "autopsy.h"
#include "linux_core.h"
#include "source.h"
#include "source_core.h"
#include "windows_header.h"

/* Makes an autopsy of a file, which is then removed, and of one more unless that is NULL. Frees the path. */
static TckIncident *conclude(char *path, const char *more) {
        g_autoptr(TckAutopsy) autopsy = tck_autopsy_new();
        GError *error = NULL;
        TckIncident *incident;

        tck_autopsy_add(autopsy, path, &error);
        g_assert_no_error(error);
        if (more) {
                char *other = make_scratch("more");

                g_assert_true(g_file_set_contents(other, more, -1, NULL));
                tck_autopsy_add(autopsy, other, &error);
                g_assert_no_error(error);
                remove_scratch(other);
        }
        incident = tck_autopsy_conclude(autopsy, &error);
        g_assert_no_error(error);
        remove_scratch(path);
        return incident;
}

static gboolean says(const GPtrArray *texts, const char *words) {
        for (guint i = 0; i < texts->len; i++)
                if (strstr(texts->pdata[i], words))
                        return TRUE;
        return FALSE;
}

static gboolean shows(const TckIncident *incident, const char *words) {
        g_autofree char *text = tck_incident_text(incident);

        g_test_message("%s", text);
        return strstr(text, words) != NULL;
}

/* ---- Linux ---- */

static char *make_core(const char *info, const char *log) {
        g_autoptr(Made) made = made_new();

        if (info)
                put_info(made, INFO, info);
        put_log(made, log);
        return write_core(made);
}

#define PANIC_LOG                                                                                   \
        "[    1.000000] Linux version 6.1.0-test\n[    2.000000] Kernel panic - not syncing: why\n" \
        "[    2.000001] CPU: 0 PID: 42 Comm: sh Not tainted 6.1.0-test #1\n"

static void test_linux(void) {
        g_autoptr(TckIncident) incident = conclude(make_core("", PANIC_LOG), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpstr(incident->oops->panic, ==, "why");
        g_assert_cmpstr(incident->oops->task, ==, "sh (42)");
        g_assert_true(g_str_has_suffix(incident->core, "/core"));
        g_assert_cmpuint(incident->core_cpus->len, ==, 1);
        g_assert_cmpstr(incident->core_cpus->pdata[0], ==, "CPU 0 at 0x10141d");
        g_assert_cmpuint(incident->troubles->len, ==, 0);
        g_assert_true(shows(incident, "Linux 6.1.0-test, x86_64, 1 CPU, in a core (ELF64 dump)"));
        g_assert_nonnull(strstr(incident->console.tail, "Kernel panic"));
        g_assert_null(incident->console.file);
}

/* VMCOREINFO has the time of the crash, so a crash kernel has written the core. */
static void test_crash_kernel(void) {
        g_autoptr(TckIncident) incident = conclude(make_core("CRASHTIME=1764000000\n", PANIC_LOG), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_CRASH_LOADED);
        g_assert_cmpstr(incident->oops->crash_kernel, ==, "saved this core");
        g_assert_cmpint(g_date_time_to_unix(incident->time), ==, 1764000000);
        g_assert_false(incident->late);
        g_assert_cmpstr(incident->core_cpus->pdata[0], ==, "CPU 0 at 0x10141d, task 1234");
}

/* A core of a guest that did not fail shows no end. */
static void test_good(void) {
        g_autoptr(TckIncident) incident =
                conclude(make_core("", "[    1.000000] Linux version 6.1.0-test\n[    2.000000] Run /init\n"), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_NONE);
        g_assert_null(incident->oops);
}

static void test_unreadable(void) {
        g_autoptr(TckIncident) incident = conclude(make_core(NULL, PANIC_LOG), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_NONE);
        g_assert_true(says(incident->troubles, "VMCOREINFO is not in a note, and was not found"));
        g_assert_true(says(incident->troubles, "<vmcoreinfo state='on'/>"));
        g_assert_true(says(incident->troubles, "win-dmp"));
}

/* The log of a core, and libvirt's log of the domain. */
static void test_together(void) {
        g_autoptr(TckIncident) incident =
                conclude(make_core("", PANIC_LOG), "2026-05-01 10:00:00.000+0000: shutting down, reason=crashed\n");

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpstr(incident->oops->panic, ==, "why");
        g_assert_nonnull(incident->core);
}

static void take_print(const char *text, gsize length, gpointer data) {
        g_string_append_len(data, text, (gssize) length);
}

static void test_log(void) {
        char *path = make_core("", PANIC_LOG), *other = make_scratch("file");
        g_autoptr(GString) printed = g_string_new(NULL);
        const TckDmesgSink sink = {.print = take_print, .data = printed};
        GError *error = NULL;

        g_assert_true(tck_core_print_log(path, &sink, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(printed->str, ==, PANIC_LOG);
        remove_scratch(path);
        path = make_core(NULL, PANIC_LOG);
        g_assert_false(tck_core_print_log(path, &sink, &error));
        assert_failed(error, TCK_ERROR_ABSENT, path);
        remove_scratch(path);
        g_assert_true(g_file_set_contents(other, "[    0.1] Linux\n", -1, NULL));
        g_assert_false(tck_core_print_log(other, &sink, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "is not a core");
        remove_scratch(other);
}

/* ---- Windows ---- */

static char *write_bytes(const guint8 *bytes, gsize length) {
        char *path = make_scratch("MEMORY.DMP");

        g_assert_true(g_file_set_contents(path, (const char *) bytes, (gssize) length, NULL));
        return path;
}

static char *write_header(GByteArray *header) {
        char *path = write_bytes(header->data, header->len);

        g_byte_array_unref(header);
        return path;
}

static const guint64 watchdog[] = {0x30, 0, G_GUINT64_CONSTANT(0xffffb180502b1180), 3};

static void test_windows(void) {
        g_autoptr(TckIncident) incident = conclude(write_header(make_64(2, 0x101, watchdog)), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpstr(incident->oops->cause, ==, "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT");
        g_assert_cmpstr(incident->oops->system, ==, "Windows build 19041, x64, 4 CPUs");
        g_assert_true(says(incident->oops->details, "kernel memory dump"));
        g_assert_true(says(incident->oops->details, "Windows had been up for 0 days and 23:59:59"));
        g_assert_cmpint(g_date_time_to_unix(incident->time), ==, 1795688130);
        g_assert_true(shows(incident, "the guest panicked (bug check 0x101 CLOCK_WATCHDOG_TIMEOUT)\n"));
        g_assert_true(shows(incident, "number of that CPU"));
        g_assert_true(shows(incident, "hv_relaxed"));
}

static void test_windows_32(void) {
        static const guint64 parameters[] = {0xc0000005, 0x8054a32d, 0xf7a1b9c8, 0};
        g_autoptr(TckIncident) incident = conclude(write_header(make_32(4, 0x1000008e, parameters)), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_true(shows(incident, "STATUS_ACCESS_VIOLATION"));
        g_assert_true(says(incident->oops->details, "minidump"));
        g_assert_true(says(incident->oops->details, "comment: made by hand"));
}

static void test_windows_live(void) {
        g_autoptr(TckIncident) incident = conclude(write_header(make_64(1, 0x161, watchdog)), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_NONE);
        g_assert_null(incident->oops);
        g_assert_true(says(incident->troubles, "of a Windows that went on running"));
        g_assert_true(shows(incident, "a live dump was written (complete memory dump)"));
}

static void test_windows_silent(void) {
        g_autoptr(TckIncident) incident = conclude(write_header(make_filled(SIZE_64, "PAGEDU64")), NULL);

        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_NONE);
        g_assert_null(incident->info);
        g_assert_true(says(incident->troubles, "does not have the bug check"));
        g_assert_true(says(incident->troubles, "win-dmp"));
}

/* The header that virtio-win's driver left, in a core taken by QEMU. */
static void test_windows_core(void) {
        g_autoptr(GByteArray) header = make_64(1, 0xd1, watchdog);
        g_autoptr(Made) made = made_new();
        g_autoptr(TckIncident) incident = NULL;

        add_note(made->notes, "VMCOREINFO", 0, header->data, header->len);
        incident = conclude(write_core(made), NULL);
        g_assert_cmpint(incident->kind, ==, TCK_INCIDENT_PANICKED);
        g_assert_cmpstr(incident->oops->panic, ==, "bug check 0xd1 DRIVER_IRQL_NOT_LESS_OR_EQUAL");
}

static void test_minidump(void) {
        g_autoptr(TckAutopsy) autopsy = tck_autopsy_new();
        char *path = write_bytes((const guint8 *) "MDMP\x93\xa7\0\0", 8);
        GError *error = NULL;

        g_assert_false(tck_autopsy_add(autopsy, path, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "minidump of a Windows process");
        remove_scratch(path);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/autopsy-memory/linux", test_linux);
        g_test_add_func("/autopsy-memory/crash-kernel", test_crash_kernel);
        g_test_add_func("/autopsy-memory/good", test_good);
        g_test_add_func("/autopsy-memory/unreadable", test_unreadable);
        g_test_add_func("/autopsy-memory/together", test_together);
        g_test_add_func("/autopsy-memory/log", test_log);
        g_test_add_func("/autopsy-memory/windows", test_windows);
        g_test_add_func("/autopsy-memory/windows-32", test_windows_32);
        g_test_add_func("/autopsy-memory/windows-live", test_windows_live);
        g_test_add_func("/autopsy-memory/windows-silent", test_windows_silent);
        g_test_add_func("/autopsy-memory/windows-core", test_windows_core);
        g_test_add_func("/autopsy-memory/minidump", test_minidump);
        return g_test_run();
}
