/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "folder.h"
#include "json.h"
#include "report.h"
#include "result_json.h"

enum { PIECE_BYTES = 192 << 10 };

typedef struct {
        TckReport report;
        int fd;
        gboolean files;   /* the VMs' files are sent, too */
        gboolean closed;  /* a write has failed: nothing more is sent */
        GError *failure;  /* the first one; NULL: none */
        GHashTable *sent; /* path of a file → the number of bytes sent */
} Stream;

/* A folder whose files are sent. */
typedef struct {
        Stream *stream;
        const TckRun *run;
        const char *folder;
} Source;

/* ---- messages ---- */

/* Keeps the first error. Takes ownership of it; NULL: none. */
static void keep_error(Stream *stream, GError *error) {
        if (stream->failure)
                g_clear_error(&error);
        else
                stream->failure = error;
}

/* Sends the message. Takes ownership of the builder. */
static void put(Stream *stream, JsonBuilder *builder) {
        g_autofree char *line = tck_json_end_message(builder);
        GError *error = NULL;

        if (stream->closed || tck_write_fully(stream->fd, line, strlen(line)))
                return;
        stream->closed = TRUE;
        tck_error_set_errno(&error, "cannot write to descriptor %d", stream->fd);
        keep_error(stream, error);
}

/* ---- files ---- */

/* Sends what was added to the file since the last call. */
static gboolean send_file(Stream *stream, const TckRun *run, const char *path, GError **error) {
        guint64 size, *sent = g_hash_table_lookup(stream->sent, path);
        g_auto(TckFd) fd = tck_open_regular(path, &size);
        g_autofree char *piece = g_malloc(PIECE_BYTES);
        gboolean fresh = !sent;
        ssize_t n = 0;

        if (fd < 0)
                return errno == ENOENT || tck_error_set_errno(error, "cannot read %s", path);
        if (fresh)
                g_hash_table_insert(stream->sent, g_strdup(path), sent = g_new0(guint64, 1));
        /* An empty file is sent as well. */
        for (; (n = pread(fd, piece, PIECE_BYTES, (off_t) *sent)) > 0 || (n == 0 && fresh); fresh = FALSE) {
                g_autofree char *data = g_base64_encode((const guchar *) piece, (gsize) n);
                JsonBuilder *builder = tck_json_begin_message("file");

                tck_json_add_text(builder, "path", tck_json_artifacts(run, path));
                tck_json_add_int(builder, "offset", (gint64) *sent);
                tck_json_add_text(builder, "data", data);
                put(stream, builder);
                *sent += (guint64) n;
        }
        return n == 0 || tck_error_set_errno(error, "cannot read %s", path);
}

static gboolean send_visited(gpointer data, const char *path, GError **error) {
        const Source *source = data;
        g_autofree char *whole = g_build_filename(source->folder, path, NULL);

        return send_file(source->stream, source->run, whole, error);
}

/* Does nothing for a folder that is not of the run. */
static void send_folder(Stream *stream, const TckRun *run, const char *path) {
        Source source = {.stream = stream, .run = run, .folder = path};
        GError *error = NULL;

        if (tck_json_artifacts(run, path) && !tck_folder_walk(path, send_visited, &source, &error))
                keep_error(stream, error);
}

/* The folders of all VMs, and libvirt's logs; other files have messages of their own. */
static void send_vms(Stream *stream, const TckRun *run) {
        GError *error = NULL;
        g_autoptr(GPtrArray) names =
                run->directory ? tck_folder_names(run->directory, TCK_FOLDER_NAMES_MAX, &error) : NULL;

        for (guint i = 0; names && i < names->len; i++) {
                g_autofree char *path = g_build_filename(run->directory, names->pdata[i], NULL);

                if (g_file_test(path, G_FILE_TEST_IS_DIR))
                        send_folder(stream, run, path);
                else if (!error && g_str_has_suffix(names->pdata[i], ".log"))
                        send_file(stream, run, path, &error);
        }
        keep_error(stream, error);
}

/* ---- the report ---- */

static void stream_begin(TckReport *report, const TckRun *run) {
        JsonBuilder *builder = tck_json_begin_message("begin");

        tck_json_add_text(builder, "hypervisor", run->hypervisor);
        tck_json_add_int(builder, "planned", run->planned);
        tck_json_add_int(builder, "taken_over", run->taken_over);
        put((Stream *) report, builder);
}

static void stream_activity(TckReport *report, guint slot, const char *text) {
        JsonBuilder *builder = tck_json_begin_message("activity");

        tck_json_add_int(builder, "slot", slot);
        tck_json_add_text(builder, "text", text);
        put((Stream *) report, builder);
}

static void stream_result(TckReport *report, const TckRun *run, const TckResult *result) {
        Stream *stream = (Stream *) report;
        JsonBuilder *builder = tck_json_begin_message("result");

        tck_json_add_result(builder, run, result);
        for (guint i = 0; stream->files && i < result->outcomes->len; i++) {
                const TckOutcome *outcome = result->outcomes->pdata[i];

                if (outcome->artifacts && g_file_test(outcome->artifacts, G_FILE_TEST_IS_DIR))
                        send_folder(stream, run, outcome->artifacts);
        }
        put(stream, builder);
}

static gboolean stream_end(TckReport *report, const TckRun *run, GError **error) {
        Stream *stream = (Stream *) report;
        JsonBuilder *builder = tck_json_begin_message("end");
        g_autofree char *claim = tck_run_claim_text(run);

        if (stream->files)
                send_vms(stream, run);
        tck_json_add_text(builder, "claim", claim);
        tck_json_add_text(builder, "failure", run->failure);
        tck_json_add_text(builder, "no_snapshot", run->no_snapshot);
        tck_json_add_int(builder, "boots", run->boots);
        tck_json_add_int(builder, "firmware_boots", run->firmware_boots);
        tck_json_add_int(builder, "restores", run->restores);
        put(stream, builder);
        if (stream->failure)
                g_propagate_error(error, g_error_copy(stream->failure));
        return !stream->failure;
}

static void stream_free(TckReport *report) {
        Stream *stream = (Stream *) report;

        g_clear_error(&stream->failure);
        g_hash_table_unref(stream->sent);
        g_free(stream);
}

TckReport *tck_report_stream_new(int fd, gboolean files) {
        Stream *stream = g_new0(Stream, 1);

        stream->report = (TckReport){.begin = stream_begin,
                                     .activity = stream_activity,
                                     .result = stream_result,
                                     .end = stream_end,
                                     .free = stream_free};
        stream->fd = fd;
        stream->files = files;
        stream->sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        return &stream->report;
}
