/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "json.h"
#include "report.h"
#include "result_json.h"

enum { PIECE_BYTES = 192 << 10, DEPTH_MAX = 4 };

typedef struct {
        TckReport report;
        int fd;
        gboolean files;   /* the VMs' files are sent, too */
        int failure;      /* errno of the first failed write; 0: none */
        GHashTable *sent; /* path of a file → the number of bytes sent */
} Stream;

/* ---- messages ---- */

/* Sends the message. Takes ownership of the builder. */
static void put(Stream *stream, JsonBuilder *builder) {
        g_autofree char *line = tck_json_end_message(builder);

        if (!stream->failure && !tck_write_fully(stream->fd, line, strlen(line)))
                stream->failure = errno;
}

/* ---- files ---- */

static void send_file(Stream *stream, const TckRun *run, const char *path) {
        guint64 size, *sent = g_hash_table_lookup(stream->sent, path);
        g_auto(TckFd) fd = tck_open_regular(path, &size);
        g_autofree char *piece = g_malloc(PIECE_BYTES);
        gboolean fresh = !sent;
        ssize_t n;

        if (fd < 0 || !tck_json_artifacts(run, path))
                return;
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
}

/* Sends what was added to the folder's files since the last call. */
static void send_folder(Stream *stream, const TckRun *run, const char *path, guint depth) {
        g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
        const char *name;

        while (directory && (name = g_dir_read_name(directory))) {
                g_autofree char *below = g_build_filename(path, name, NULL);
                struct stat status;

                if (lstat(below, &status) < 0)
                        continue;
                if (S_ISREG(status.st_mode))
                        send_file(stream, run, below);
                else if (S_ISDIR(status.st_mode) && depth)
                        send_folder(stream, run, below, depth - 1);
        }
}

/* The folders of all VMs, and libvirt's logs; other files have messages of their own. */
static void send_vms(Stream *stream, const TckRun *run) {
        g_autoptr(GDir) directory = run->directory ? g_dir_open(run->directory, 0, NULL) : NULL;
        const char *name;

        while (directory && (name = g_dir_read_name(directory))) {
                g_autofree char *path = g_build_filename(run->directory, name, NULL);

                if (g_file_test(path, G_FILE_TEST_IS_DIR))
                        send_folder(stream, run, path, DEPTH_MAX);
                else if (g_str_has_suffix(name, ".log"))
                        send_file(stream, run, path);
        }
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

                if (outcome->artifacts)
                        send_folder(stream, run, outcome->artifacts, DEPTH_MAX);
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
        errno = stream->failure;
        return !stream->failure || tck_error_set_errno(error, "cannot write to descriptor %d", stream->fd);
}

static void stream_free(TckReport *report) {
        Stream *stream = (Stream *) report;

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
