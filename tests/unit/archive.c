/* SPDX-License-Identifier: BSD-2-Clause */
/* The archive of incidents: its permissions, its contents, and what is removed from it. */
#include "incident_archive.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common.h"
#include "evidence.h"

typedef struct {
        char *scratch, *directory;
} Folder;

static void set_up(Folder *folder, gconstpointer unused) {
        GError *error = NULL;

        (void) unused;
        folder->scratch = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", &error);
        g_assert_no_error(error);
        folder->directory = g_build_filename(folder->scratch, "incidents", NULL);
}

static void tear_down(Folder *folder, gconstpointer unused) {
        g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder->scratch);

        (void) unused;
        g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
        g_free(folder->scratch);
        g_free(folder->directory);
}

/* Adds an incident with a file of that size. Returns its name; free with g_free(). */
static char *add(TckArchive *archive, const char *guest, gsize bytes) {
        g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, guest);
        g_autofree char *content = g_malloc0(bytes + 1), *folder = NULL, *file = NULL;
        GError *error = NULL;

        folder = tck_archive_create(archive, incident, &error);
        g_assert_no_error(error);
        file = g_build_filename(folder, "file", NULL);
        tck_archive_make_room(archive, folder, bytes);
        g_assert_true(g_file_set_contents(file, content, (gssize) bytes, &error));
        tck_archive_settle(archive, folder);
        return g_steal_pointer(&folder);
}

static guint count(const Folder *folder) {
        GDir *directory = g_dir_open(folder->directory, 0, NULL);
        guint found = 0;

        while (directory && g_dir_read_name(directory))
                found++;
        g_dir_close(directory);
        return found;
}

static gboolean is_there(const char *path) {
        return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* ---- permissions ---- */

static guint mode_of(const char *path) {
        GStatBuf status;

        g_assert_no_errno(g_stat(path, &status));
        return status.st_mode & 0777;
}

static void test_modes(Folder *folder, gconstpointer unused) {
        g_autoptr(TckArchive) archive = tck_archive_new(folder->directory, 0, 0);
        g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, "alice");
        g_autofree char *source = g_build_filename(folder->scratch, "console", NULL), *path = NULL, *record = NULL;
        g_autofree char *console = NULL;
        mode_t before = umask(0);
        GError *error = NULL;

        (void) unused;
        path = tck_archive_create(archive, incident, &error);
        g_assert_no_error(error);
        g_assert_true(g_file_set_contents(source, "text\n", -1, &error));
        g_assert_true(tck_evidence_keep_console(path, source, 0, incident, &error));
        g_assert_true(tck_evidence_write(path, incident, &error));
        g_assert_true(tck_evidence_write(path, incident, &error));
        umask(before);
        record = g_build_filename(path, "incident.json", NULL);
        console = g_build_filename(path, "console.log", NULL);
        g_assert_cmphex(mode_of(folder->directory), ==, 0700);
        g_assert_cmphex(mode_of(path), ==, 0700);
        g_assert_cmphex(mode_of(record), ==, 0600);
        g_assert_cmphex(mode_of(console), ==, 0600);
}

/* A guest's name may be any text. */
static void test_names(Folder *folder, gconstpointer unused) {
        g_autoptr(TckArchive) archive = tck_archive_new(folder->directory, 1, 0);
        g_autofree char *endless = g_strnfill(4000, 'x');
        const char *const names[] = {"..", ".", "/", "", "a\nb", "-rf", "panicked-panicked", endless};

        (void) unused;
        for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
                g_autofree char *first = add(archive, names[i], 1), *second = add(archive, names[i], 1);

                g_assert_false(is_there(first));
                g_assert_true(is_there(second));
        }
}

/* ---- quotas ---- */

static void test_keep(Folder *folder, gconstpointer unused) {
        g_autoptr(TckArchive) archive = tck_archive_new(folder->directory, 3, 0);
        g_autofree char *bob = add(archive, "bob", 1), *last = NULL;
        TckArchiveUsage usage;

        (void) unused;
        for (guint i = 0; i < 10; i++) {
                g_autofree char *name = g_strdup(last);

                g_free(last);
                last = add(archive, "alice", 1);
                g_assert_true(!name || is_there(name));
        }
        g_assert_cmpuint(count(folder), ==, 4);
        g_assert_true(is_there(bob));
        usage = tck_archive_usage(archive);
        g_assert_cmpuint(usage.incidents, ==, 4);
        g_assert_cmpuint(usage.removed, ==, 7);
}

static void test_size(Folder *folder, gconstpointer unused) {
        g_autoptr(TckArchive) archive = tck_archive_new(folder->directory, 0, 100000);
        g_autofree char *first = add(archive, "bob", 30000), *second = add(archive, "alice", 30000);
        g_autofree char *third = add(archive, "alice", 50000), *huge = NULL, *small = NULL;

        (void) unused;
        g_assert_false(is_there(first));
        g_assert_true(is_there(second));
        g_assert_true(is_there(third));
        g_assert_cmpuint(tck_archive_usage(archive).bytes, <=, 100000);
        huge = add(archive, "alice", 200000);
        g_assert_cmpuint(count(folder), ==, 1);
        g_assert_true(is_there(huge)); /* the newest is kept */
        small = add(archive, "alice", 1);
        g_assert_cmpuint(count(folder), ==, 1);
        g_assert_true(is_there(small));
        g_assert_cmpuint(tck_archive_usage(archive).removed, ==, 4);
}

/* An incident is being written while others are added and removed. */
static void test_busy(Folder *folder, gconstpointer unused) {
        g_autoptr(TckArchive) archive = tck_archive_new(folder->directory, 1, 0);
        g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, "alice");
        g_autofree char *busy = tck_archive_create(archive, incident, NULL);

        (void) unused;
        for (guint i = 0; i < 3; i++)
                g_free(add(archive, "alice", 1));
        g_assert_true(is_there(busy));
        g_assert_cmpuint(count(folder), ==, 2);
        tck_archive_settle(archive, busy);
        g_free(add(archive, "alice", 1));
        g_assert_false(is_there(busy));
        g_assert_cmpuint(count(folder), ==, 1);
}

/* ---- earlier incidents, and other files ---- */

static void put(const Folder *folder, const char *name, const char *file) {
        g_autofree char *path = g_build_filename(folder->directory, name, NULL);
        g_autofree char *inside = g_build_filename(path, file, NULL), *below = g_path_get_dirname(inside);

        g_assert_no_errno(g_mkdir_with_parents(below, 0700));
        g_assert_true(g_file_set_contents(inside, "text\n", -1, NULL));
}

static void test_before(Folder *folder, gconstpointer unused) {
        static const char *const ours[] = {"20200101T000000.000000-alice-panicked",
                                           "20200101T000000.000001-alice-hypervisor-killed.2",
                                           "20200101T000000.000002-alice-panicked"};
        static const char *const others[] = {"20200101T000000.000000-alice",
                                             "20200101T000000.000000-panicked",
                                             "20200101-alice-panicked",
                                             "precious",
                                             "20200101T000000.000000-alice-bored",
                                             "20200101T000000.0000001-alice-panicked"};
        g_autofree char *link = g_build_filename(folder->directory, "20200101T000000.000003-alice-reset", NULL);
        g_autoptr(TckArchive) archive = NULL;
        g_autofree char *mine = NULL;

        (void) unused;
        for (gsize i = 0; i < G_N_ELEMENTS(ours); i++)
                put(folder, ours[i], "a/b/c");
        for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
                put(folder, others[i], "a/b/c");
        g_assert_no_errno(symlink(folder->scratch, link));
        archive = tck_archive_new(folder->directory, 2, 0);
        g_assert_cmpuint(tck_archive_usage(archive).incidents, ==, 3);
        mine = add(archive, "alice", 1);
        g_assert_cmpuint(count(folder), ==, 2 + 1 + G_N_ELEMENTS(others));
        for (gsize i = 0; i < G_N_ELEMENTS(ours); i++) {
                g_autofree char *path = g_build_filename(folder->directory, ours[i], NULL);

                g_assert_cmpint(is_there(path), ==, i == 2);
        }
}

/* The target of a symbolic link is not touched. */
static void test_links(Folder *folder, gconstpointer unused) {
        g_autoptr(TckArchive) archive = tck_archive_new(folder->directory, 1, 0);
        g_autofree char *first = add(archive, "alice", 1), *link = g_build_filename(first, "link", NULL);
        g_autofree char *precious = g_build_filename(folder->scratch, "precious", NULL), *second = NULL;

        (void) unused;
        g_assert_true(g_file_set_contents(precious, "text\n", -1, NULL));
        g_assert_no_errno(symlink(folder->scratch, link));
        second = add(archive, "alice", 1);
        g_assert_false(is_there(first));
        g_assert_true(is_there(second));
        g_assert_true(is_there(precious));
}

/* ---- the console ---- */

static TckIncident *keep(const Folder *folder, guint64 boot, char **ret_kept, gsize *ret_length) {
        g_autofree char *source = g_build_filename(folder->scratch, "console", NULL);
        TckIncident *incident = tck_incident_new(TCK_INCIDENT_PANICKED, "alice");
        GError *error = NULL;

        g_assert_true(tck_evidence_keep_console(folder->scratch, source, boot, incident, &error));
        g_assert_no_error(error);
        g_assert_true(g_file_get_contents(incident->console.file, ret_kept, ret_length, &error));
        g_assert_cmpuint(incident->console.bytes, ==, *ret_length);
        g_assert_cmpstr(incident->console.source, ==, source);
        g_assert_cmpuint(tck_evidence_console_bytes(source, boot), ==, *ret_length);
        return incident;
}

static void test_console_of_boot(Folder *folder, gconstpointer unused) {
        g_autofree char *source = g_build_filename(folder->scratch, "console", NULL), *kept = NULL, *anew = NULL;
        g_autoptr(TckIncident) incident = NULL, other = NULL;
        gsize length;

        (void) unused;
        g_assert_true(g_file_set_contents(source, "first boot\nsecond boot\n", -1, NULL));
        incident = keep(folder, 11, &kept, &length);
        g_assert_cmpstr(kept, ==, "second boot\n");
        g_assert_cmpstr(incident->console.tail, ==, "second boot\n");
        g_assert_cmpuint(incident->console.boot, ==, 11);
        g_assert_cmpuint(incident->console.offset, ==, 11);
        g_assert_cmpuint(incident->console.end, ==, 23);
        /* A console that is shorter than before was created again. */
        other = keep(folder, 1000, &anew, &length);
        g_assert_cmpuint(length, ==, 23);
        g_assert_cmpuint(other->console.boot, ==, 0);
}

static void test_long_console(Folder *folder, gconstpointer unused) {
        g_autofree char *source = g_build_filename(folder->scratch, "console", NULL), *kept = NULL;
        gsize length, size = 3 * TCK_CONSOLE_KEPT + 7;
        g_autofree char *text = g_strnfill(size, '.');
        g_autoptr(TckIncident) incident = NULL;

        (void) unused;
        memcpy(text + size - 8, "\nthe end", 8);
        g_assert_true(g_file_set_contents(source, text, (gssize) size, NULL));
        incident = keep(folder, 5, &kept, &length);
        g_assert_cmpuint(length, ==, TCK_CONSOLE_KEPT);
        g_assert_true(memcmp(kept, text + size - length, length) == 0);
        g_assert_cmpuint(incident->console.boot, ==, 5);
        g_assert_cmpuint(incident->console.offset, ==, size - length);
        g_assert_nonnull(strstr(incident->console.tail, "the end"));
}

static void test_no_console(Folder *folder, gconstpointer unused) {
        g_autofree char *fifo = g_build_filename(folder->scratch, "fifo", NULL);
        const char *const others[] = {"/dev/zero", folder->scratch, fifo, "/nonexistent"};

        (void) unused;
        g_assert_no_errno(mkfifo(fifo, 0600));
        for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
                g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, "alice");
                g_autoptr(GError) error = NULL;

                g_assert_false(tck_evidence_keep_console(folder->scratch, others[i], 0, incident, &error));
                g_assert_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT);
                g_assert_nonnull(strstr(error->message, others[i]));
                g_assert_null(incident->console.file);
        }
}

int main(int argc, char **argv) {
        static const struct {
                const char *name;
                void (*run)(Folder *folder, gconstpointer unused);
        } tests[] = {
                {"/archive/modes", test_modes},
                {"/archive/names", test_names},
                {"/archive/keep", test_keep},
                {"/archive/size", test_size},
                {"/archive/busy", test_busy},
                {"/archive/before", test_before},
                {"/archive/links", test_links},
                {"/archive/console/of-its-boot", test_console_of_boot},
                {"/archive/console/long", test_long_console},
                {"/archive/console/none", test_no_console},
        };

        g_test_init(&argc, &argv, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
                g_test_add(tests[i].name, Folder, NULL, set_up, tests[i].run, tear_down);
        return g_test_run();
}
