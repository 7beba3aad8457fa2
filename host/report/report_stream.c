/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "json.h"
#include "lab_files.h"
#include "report_words.h"

enum { PIECE_BYTES = 192 << 10, DEPTH_MAX = 4 };

typedef struct {
        TckReport report;
        int fd;
        int failure;      /* errno of the first failed write; 0: none */
        GHashTable *sent; /* path of a file → the number of bytes sent */
} Stream;

/* ---- messages ---- */

/* Begins a message: an object with one member, whose name is the kind of message, and whose value is built until put(). */
static JsonBuilder *begin_message(const char *what) {
        JsonBuilder *builder = json_builder_new();

        json_builder_begin_object(builder);
        tck_json_begin_object(builder, what);
        return builder;
}

/* Sends the message. Takes ownership of the builder. */
static void put(Stream *stream, JsonBuilder *builder) {
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *text = NULL, *line = NULL;

        json_builder_end_object(builder);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        g_object_unref(builder);
        text = tck_json_text(root);
        line = g_strconcat(text, "\n", NULL);
        if (!stream->failure && !tck_write_fully(stream->fd, line, strlen(line)))
                stream->failure = errno;
}

/* ---- files ---- */

/* Relative to the run's folder. */
static const char *relative(const TckRun *run, const char *path) {
        gsize length = strlen(run->directory);

        return path && strncmp(path, run->directory, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* NULL also if the receiver would refuse the path. */
static const char *plain(const TckRun *run, const char *path) {
        const char *name = relative(run, path);

        return name && tck_lab_path_is_plain(name) ? name : NULL;
}

static void send_file(Stream *stream, const TckRun *run, const char *path) {
        guint64 size, *sent = g_hash_table_lookup(stream->sent, path);
        g_auto(TckFd) fd = tck_open_regular(path, &size);
        g_autofree char *piece = g_malloc(PIECE_BYTES);
        gboolean fresh = !sent;
        ssize_t n;

        if (fd < 0 || !plain(run, path))
                return;
        if (fresh)
                g_hash_table_insert(stream->sent, g_strdup(path), sent = g_new0(guint64, 1));
        /* An empty file is sent as well. */
        for (; (n = pread(fd, piece, PIECE_BYTES, (off_t) *sent)) > 0 || (n == 0 && fresh); fresh = FALSE) {
                g_autofree char *data = g_base64_encode((const guchar *) piece, (gsize) n);
                JsonBuilder *builder = begin_message("file");

                tck_json_add_text(builder, "path", relative(run, path));
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
        JsonBuilder *builder = begin_message("begin");

        tck_json_add_text(builder, "hypervisor", run->hypervisor);
        tck_json_add_int(builder, "planned", run->planned);
        put((Stream *) report, builder);
}

static void stream_activity(TckReport *report, guint slot, const char *text) {
        JsonBuilder *builder = begin_message("activity");

        tck_json_add_int(builder, "slot", slot);
        tck_json_add_text(builder, "text", text);
        put((Stream *) report, builder);
}

static void add_outcome(JsonBuilder *builder, const TckRun *run, const TckOutcome *outcome) {
        json_builder_begin_object(builder);
        tck_json_add_outcome(builder, outcome, plain(run, outcome->artifacts));
        tck_json_add_boolean(builder, "ours", outcome->ours);
        tck_json_add_boolean(builder, "elsewhere", outcome->elsewhere);
        json_builder_end_object(builder);
}

static void stream_result(TckReport *report, const TckRun *run, const TckResult *result) {
        Stream *stream = (Stream *) report;
        JsonBuilder *builder = begin_message("result");

        tck_json_add_text(builder, "case", result->tested->name);
        tck_json_add_text(builder, "vm", result->vm);
        tck_json_begin_array(builder, "outcomes");
        for (guint i = 0; i < result->outcomes->len; i++)
                add_outcome(builder, run, result->outcomes->pdata[i]);
        json_builder_end_array(builder);
        for (guint i = 0; i < result->outcomes->len; i++) {
                const TckOutcome *outcome = result->outcomes->pdata[i];

                if (outcome->artifacts)
                        send_folder(stream, run, outcome->artifacts, DEPTH_MAX);
        }
        put(stream, builder);
}

static gboolean stream_end(TckReport *report, const TckRun *run, GError **error) {
        Stream *stream = (Stream *) report;
        JsonBuilder *builder = begin_message("end");

        send_vms(stream, run);
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

TckReport *tck_report_stream_new(int fd) {
        Stream *stream = g_new0(Stream, 1);

        stream->report = (TckReport){.begin = stream_begin,
                                     .activity = stream_activity,
                                     .result = stream_result,
                                     .end = stream_end,
                                     .free = stream_free};
        stream->fd = fd;
        stream->sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        return &stream->report;
}
