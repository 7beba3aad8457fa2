/* SPDX-License-Identifier: BSD-2-Clause */
#include "resume.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "identity.h"
#include "json.h"
#include "lab_message.h"
#include "lock.h"
#include "result_json.h"

enum {
        FILE_MAX = 256 << 20, /* bytes */
        LINE_MAX_BYTES = 1 << 20,
        NESTING_MAX = 8,
};

struct TckResume {
        char *path;
        int fd;
        int failure;       /* errno of the first failed write; 0: none */
        gint64 synced;     /* when it was last written to the disk */
        GHashTable *taken; /* "CASE VM" → JsonObject, the message about a result */
};

static char *key_of(const char *name, const char *vm) {
        return g_strdup_printf("%s %s", name, vm);
}

/* ---- reading ---- */

/* Takes over a line. FALSE if it is no message of such a journal. */
static gboolean read_line(TckResume *resume, const char *line, gsize length) {
        g_autofree char *copy = g_strndup(line, length);
        g_autoptr(JsonNode) root = length <= LINE_MAX_BYTES ? tck_json_parse(copy, length, NESTING_MAX) : NULL;
        JsonObject *result = tck_json_object(tck_json_node_object(root), "result");
        const char *name = tck_json_string(result, "case"), *vm = tck_json_string(result, "vm");

        if (!name || !vm)
                return FALSE;
        g_hash_table_replace(resume->taken, key_of(name, vm), json_object_ref(result));
        return TRUE;
}

static gboolean is_beginning(const char *line, gsize length, const char *identity) {
        g_autofree char *copy = g_strndup(line, length);
        g_autoptr(JsonNode) root = length <= LINE_MAX_BYTES ? tck_json_parse(copy, length, NESTING_MAX) : NULL;
        JsonObject *begin = tck_json_object(tck_json_node_object(root), "begin");

        return g_strcmp0(tck_json_string(begin, "identity"), identity) == 0;
}

/* Returns the length of what is valid. After a power failure, the end of the file may be anything. */
static gsize read_lines(TckResume *resume, const char *text, gsize length, const char *identity) {
        const char *line = text, *end;

        for (; (end = memchr(line, '\n', (gsize) (text + length - line))); line = end + 1)
                if (line == text ? !is_beginning(line, (gsize) (end - line), identity)
                                 : !read_line(resume, line, (gsize) (end - line)))
                        break;
        return (gsize) (line - text);
}

/* ---- writing ---- */

/* Puts the line on the disk at once if that was not done for a second: a power failure costs little. Takes ownership of the line. */
static void append(TckResume *resume, char *line) {
        g_autofree char *text = line;
        gint64 now = g_get_monotonic_time();

        if (!resume->failure && !tck_write_fully(resume->fd, text, strlen(text)))
                resume->failure = errno;
        if (now - resume->synced < G_USEC_PER_SEC)
                return;
        resume->synced = now;
        if (!resume->failure && fdatasync(resume->fd) < 0 && errno != EINVAL)
                resume->failure = errno;
}

static void begin(TckResume *resume, const char *identity) {
        JsonBuilder *builder = tck_json_begin_message("begin");

        tck_json_add_text(builder, "identity", identity);
        append(resume, tck_json_end_message(builder));
}

/* ---- the journal ---- */

static gboolean load(TckResume *resume, const char *identity, GError **error) {
        g_autofree char *text = NULL;
        struct stat status;
        gsize length = 0, valid;

        if (fstat(resume->fd, &status) < 0 || !S_ISREG(status.st_mode))
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is not a file", resume->path);
        if (status.st_size <= FILE_MAX && !(text = tck_file_read(resume->path, FILE_MAX, &length, error)))
                return FALSE;
        valid = read_lines(resume, text ? text : "", length, identity);
        if (ftruncate(resume->fd, (off_t) valid) < 0)
                return tck_error_set_errno(error, "cannot write %s", resume->path);
        if (!valid)
                begin(resume, identity);
        return TRUE;
}

TckResume *tck_resume_open(TckRun *run, const TckRunOptions *options, const GPtrArray *targets, GError **error) {
        g_autofree char *identity = tck_run_identity(run, options, targets);
        TckResume *resume = g_new0(TckResume, 1);

        resume->path = g_build_filename(run->directory, TCK_RESUME_JOURNAL, NULL);
        resume->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
        resume->fd = open(resume->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
        if (resume->fd < 0)
                tck_error_set_errno(error, "cannot use %s", resume->path);
        else if (tck_lock(resume->fd, resume->path, G_MAXINT64, error) && load(resume, identity, error)) {
                run->resumed = g_hash_table_size(resume->taken) > 0;
                return resume;
        }
        tck_resume_close(resume, NULL);
        return NULL;
}

/* Whether another attempt may have another outcome: something of the kit or its surroundings broke, or was missing. */
static gboolean may_change(const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);

        return worst->verdict == TCK_ERROR_VERDICT || worst->ours || worst->elsewhere;
}

gboolean tck_resume_take(const TckResume *resume, const TckRun *run, TckResult *result) {
        g_autofree char *key = key_of(result->tested->name, result->vm);
        JsonObject *message = g_hash_table_lookup(resume->taken, key);

        if (message && tck_lab_take_outcomes(message, run->directory, result) && !may_change(result))
                return TRUE;
        g_ptr_array_set_size(result->outcomes, 0);
        g_hash_table_remove(resume->taken, key);
        return FALSE;
}

void tck_resume_put(TckResume *resume, const TckRun *run, const TckResult *result) {
        g_autofree char *key = key_of(result->tested->name, result->vm);
        JsonBuilder *builder;

        if (!resume || g_hash_table_contains(resume->taken, key))
                return;
        builder = tck_json_begin_message("result");
        tck_json_add_result(builder, run, result);
        append(resume, tck_json_end_message(builder));
}

gboolean tck_resume_close(TckResume *resume, GError **error) {
        int failure;

        if (!resume)
                return TRUE;
        failure = resume->failure;
        if (failure) {
                errno = failure;
                tck_error_set_errno(error, "cannot write %s", resume->path);
        }
        if (resume->fd >= 0)
                close(resume->fd);
        g_hash_table_unref(resume->taken);
        g_free(resume->path);
        g_free(resume);
        return !failure;
}

char *tck_resume_folder(const TckRun *run, const char *name) {
        char *path = g_build_filename(run->directory, name, NULL);

        for (guint i = 2; run->resumed && g_file_test(path, G_FILE_TEST_EXISTS); i++) {
                g_free(path);
                path = g_strdup_printf("%s/%s.resumed-%u", run->directory, name, i);
        }
        return path;
}
