/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run in the lab sends over its port: any bytes, at once or in pieces, are the same messages, and each of those is taken in or is an
 * error. Results are of jobs that are awaited, and fit to be shown; files are below their folder and have what was sent.
 */
#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>

#include "arch.h"
#include "fuzz.h"
#include "lab_course.h"
#include "lab_messages.h"

enum { PIECE = 7 };

static const TckCase cases[] = {{.name = "isa/read/stable"}, {.name = "isa/read/bits"}};

/* ---- the reader ---- */

/* Each message, or "-" for a line that is none; and whether too many waited. Free with g_free(). */
static char *read_all(const uint8_t *data, size_t size, size_t piece) {
        g_autoptr(TckLabMessages) messages = tck_lab_messages_new();
        GString *text = g_string_new(NULL);

        for (size_t i = 0; i < size; i += piece) {
                gboolean good = tck_lab_messages_feed(messages, (const char *) data + i, MIN(piece, size - i), NULL);

                assert(good || size > 4096);
                while (tck_lab_messages_wait(messages)) {
                        JsonObject *message = tck_lab_messages_next(messages, NULL);
                        g_autoptr(JsonNode) node = message ? json_node_alloc() : NULL;
                        g_autofree char *one = NULL;

                        if (node)
                                json_node_take_object(json_node_init(node, JSON_NODE_OBJECT), message);
                        one = node ? json_to_string(node, FALSE) : g_strdup("-");
                        g_string_append_printf(text, "%s\n", one);
                }
        }
        return g_string_free(text, FALSE);
}

/* ---- files ---- */

static goffset bytes_written;

static int look(const char *path, const struct stat *status, int type, struct FTW *place) {
        (void) place;
        assert(type == FTW_F || type == FTW_DP);
        if (type == FTW_F)
                bytes_written += status->st_size;
        return remove(path);
}

/* All that is there are folders and files, of no more bytes than were sent. Removes them. */
static void check_files(const char *folder, size_t size) {
        bytes_written = 0;
        assert(nftw(folder, look, 8, FTW_DEPTH | FTW_PHYS) == 0);
        assert((size_t) bytes_written <= size);
}

/* ---- results ---- */

static void check_text(const char *text) {
        if (text)
                assert_shown(text);
}

static void check_result(const TckResult *result, const char *folder) {
        g_autofree char *below = g_strconcat(folder, "/", NULL);

        assert(result->lab && result->outcomes->len && result->outcomes->len <= 2);
        for (guint i = 0; i < result->outcomes->len; i++) {
                const TckOutcome *outcome = result->outcomes->pdata[i];

                assert(outcome->verdict < TCK_VERDICTS && outcome->verdict != TCK_WAIVED && outcome->duration >= 0);
                assert(outcome->verdict == TCK_PASS || outcome->message);
                check_text(outcome->message);
                check_text(outcome->expected);
                check_text(outcome->seen);
                check_text(outcome->place);
                check_text(outcome->incident);
                assert(!outcome->artifacts ||
                       (g_str_has_prefix(outcome->artifacts, below) && !strstr(outcome->artifacts, "/../")));
        }
}

static void check_run(const TckLabCourse *course, const TckRun *run) {
        assert(run->results->len + g_hash_table_size(course->pending) == G_N_ELEMENTS(cases));
        for (guint i = 0; i < run->results->len; i++)
                check_result(run->results->pdata[i], course->folder);
        check_text(course->lab->no_snapshot);
        assert(course->slots <= TCK_LAB_SLOTS && course->status >= -1 && course->status <= 255);
}

/* ---- the course ---- */

static void add_job(GPtrArray *jobs, const TckCase *tested) {
        TckJob *job = g_new0(TckJob, 1);

        *job = (TckJob){.tested = tested, .config = {.machine = "pc", .boot = tck_default_arch()->boots}};
        g_ptr_array_add(jobs, job);
}

/* Takes in what comes, as the run outside does: up to an error, or to the end. */
static void follow(TckLabCourse *course, const uint8_t *data, size_t size) {
        g_autoptr(TckLabMessages) messages = tck_lab_messages_new();
        GError *error = NULL;
        gboolean good = tck_lab_messages_feed(messages, (const char *) data, size, &error);

        while (good && !course->exited && tck_lab_messages_wait(messages)) {
                g_autoptr(JsonObject) message = tck_lab_messages_next(messages, &error);

                good = message && tck_lab_course_take(course, message, &error);
        }
        assert_told(good, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *folder = g_strdup("/dev/shm/fuzz-lab-XXXXXX"), *whole = read_all(data, size, MAX(size, 1));
        g_autofree char *pieces = read_all(data, size, PIECE);
        g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(g_free), reports = g_ptr_array_new();
        g_autoptr(GPtrArray) targets = g_ptr_array_new();
        TckRun *run = tck_run_new();
        TckInbox inbox = {.run = run, .reports = reports};
        TckScope scope = {.arch = tck_default_arch()};
        TckTarget target = {.scope = &scope, .profile = tck_find_profile("none")};
        TckLabRun lab = {.worker = {.targets = targets, .inbox = &inbox}, .number = 1, .jobs = jobs};
        TckLabCourse course;

        g_ptr_array_add(targets, &target);
        assert(g_str_equal(whole, pieces) && g_mkdtemp(folder));
        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
                add_job(jobs, &cases[i]);
        assert(tck_lab_course_begin(&course, &lab, folder, NULL));
        follow(&course, data, size);
        tck_inbox_put_end(&inbox, 0);
        tck_inbox_take_all(&inbox, 1);
        check_run(&course, run);
        check_files(folder, size);
        tck_lab_course_clear(&course);
        g_free(lab.no_snapshot);
        tck_run_free(run);
        return 0;
}
