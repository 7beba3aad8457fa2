/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_follower.h"

#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain_life.h"
#include "error.h"
#include "file.h"
#include "lines.h"
#include "wait.h"

/* At most the last UNREAD_MAX bytes are read at once; the rest of a line beyond LINE_MAX_BYTES is dropped. */
enum { UNREAD_MAX = 16 << 20, PIECE_BYTES = 64 << 10, LINE_MAX_BYTES = 256 << 10, MARK_BYTES = 64 };

enum { FOLDER_EVENTS = IN_CREATE | IN_MOVED_TO };

struct TckLogFollower {
        char *path;
        int notify;            /* inotify, for the folder and the file */
        int notified;          /* the file's watch; -1 without one */
        int file;              /* -1 if it does not exist */
        struct stat status;    /* identifies the file */
        guint64 place;         /* up to which the file was read */
        char mark[MARK_BYTES]; /* the last bytes before `place`, which differ if the file was rewritten */
        TckLines *lines;       /* of the file */
        TckFindings *findings;
        TckDomainLife *life; /* its findings about the current hypervisor */
};

static void end_life(TckLogFollower *log) {
        g_clear_pointer(&log->life, tck_domain_life_free);
        g_clear_pointer(&log->findings, tck_findings_free);
}

static void take_line(char *line, gsize length, guint64 number, gpointer data);

static void begin_life(TckLogFollower *log) {
        log->findings = tck_findings_new();
        g_free(log->findings->file);
        log->findings->file = g_strdup(log->path);
        log->life = tck_domain_life_new(log->findings);
}

void tck_log_follower_free(TckLogFollower *log) {
        if (!log)
                return;
        tck_fd_close(log->notify);
        tck_fd_close(log->file);
        end_life(log);
        tck_lines_free(log->lines);
        g_free(log->path);
        g_free(log);
}

int tck_log_follower_fd(const TckLogFollower *log) {
        return log ? log->notify : -1;
}

/* ---- reading ---- */

static void take_line(char *line, gsize length, guint64 number, gpointer data) {
        TckLogFollower *log = data;

        for (gsize i = 0; i < length; i++)
                if (!line[i])
                        line[i] = '?';
        tck_domain_life_line(log->life, line, number);
}

static void begin_at(TckLogFollower *log, guint64 place) {
        log->place = place;
        tck_lines_drop(log->lines);
}

/* Reads the last bytes before log->place. */
static gsize read_mark(const TckLogFollower *log, char ret_mark[MARK_BYTES]) {
        gsize length = MIN(log->place, MARK_BYTES);
        ssize_t n = pread(log->file, ret_mark, length, (off_t) (log->place - length));

        return n > 0 ? (gsize) n : 0;
}

static gboolean is_the_same(const TckLogFollower *log) {
        char mark[MARK_BYTES];
        gsize length = read_mark(log, mark);

        return length == MIN(log->place, MARK_BYTES) && memcmp(mark, log->mark, length) == 0;
}

/* Reads up to the current end of the file. */
static void read_file(TckLogFollower *log) {
        char piece[PIECE_BYTES];
        struct stat status;
        guint64 size;
        ssize_t n = 1;

        if (log->file < 0 || fstat(log->file, &status) < 0)
                return;
        size = (guint64) MAX(status.st_size, 0);
        if (!is_the_same(log))
                begin_at(log, 0);
        if (size - log->place > UNREAD_MAX)
                begin_at(log, size - UNREAD_MAX);
        while (n > 0 && log->place < size) {
                n = pread(log->file, piece, MIN(sizeof piece, size - log->place), (off_t) log->place);
                if (n > 0) {
                        tck_lines_feed(log->lines, piece, (gsize) n);
                        log->place += (guint64) n;
                }
        }
        read_mark(log, log->mark);
}

/* Opens the file if the name now belongs to another one. TRUE if so. */
static gboolean open_file(TckLogFollower *log) {
        struct stat status;
        guint64 size;
        int file;

        if (stat(log->path, &status) < 0 ||
            (log->file >= 0 && status.st_dev == log->status.st_dev && status.st_ino == log->status.st_ino))
                return FALSE;
        file = tck_open_regular(log->path, &size);
        if (file < 0)
                return FALSE;
        /* The old file may have got more lines before it was renamed. */
        read_file(log);
        tck_fd_close(log->file);
        if (log->notified >= 0)
                inotify_rm_watch(log->notify, log->notified);
        log->file = file;
        fstat(file, &log->status);
        log->notified = inotify_add_watch(log->notify, log->path, IN_MODIFY);
        begin_at(log, 0);
        return TRUE;
}

TckLogFollower *tck_log_follower_new(const char *path, GError **error) {
        g_autoptr(TckLogFollower) log = g_new0(TckLogFollower, 1);
        g_autofree char *folder = g_path_get_dirname(path);

        log->path = g_strdup(path);
        log->file = log->notified = -1;
        log->lines = tck_lines_new(LINE_MAX_BYTES, take_line, log);
        begin_life(log);
        log->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (log->notify < 0 || inotify_add_watch(log->notify, folder, FOLDER_EVENTS) < 0) {
                tck_error_set_errno(error, "cannot follow the log %s", path);
                return NULL;
        }
        /* Opened at once, because it may be renamed before the first read. */
        open_file(log);
        return g_steal_pointer(&log);
}

void tck_log_follower_take(TckLogFollower *log) {
        char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));

        if (!log)
                return;
        while (read(log->notify, events, sizeof events) > 0)
                ;
        do
                read_file(log);
        while (open_file(log));
}

static gboolean has_failed(const TckLogFollower *log) {
        g_autoptr(TckIncident) so_far = tck_domain_life_so_far(log->life, NULL);

        return so_far->kind == TCK_INCIDENT_HYPERVISOR_FAILED;
}

gboolean tck_log_follower_await_failure(TckLogFollower *log, gint64 deadline) {
        gboolean late = FALSE;

        tck_log_follower_take(log);
        while (log && !has_failed(log)) {
                if (!tck_wait_again(deadline, &late, NULL) || !tck_wait_readable(&log->notify, 1, deadline, NULL))
                        return FALSE;
                tck_log_follower_take(log);
        }
        return log != NULL;
}

void tck_log_follower_forget(TckLogFollower *log) {
        if (!log)
                return;
        tck_log_follower_take(log);
        end_life(log);
        begin_life(log);
}

/* ---- adding to an incident ---- */

/* Adds a message unless it is there; replaces one that was incomplete when it was read. FALSE if nothing changed. */
static gboolean add_context(TckIncident *incident, const char *words) {
        if (g_ptr_array_find_with_equal_func(incident->context, words, g_str_equal, NULL))
                return FALSE;
        for (guint i = incident->context->len; i; i--)
                if (g_str_has_prefix(words, incident->context->pdata[i - 1]))
                        g_ptr_array_remove_index(incident->context, i - 1);
        g_ptr_array_add(incident->context, g_strdup(words));
        return TRUE;
}

/* Adds QEMU's message about its failure. A hypervisor that is gone has failed, then. */
static gboolean add_failure(const TckLogFollower *log, TckIncident *incident) {
        gboolean failed = incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED, added = FALSE;
        g_autoptr(TckIncident) so_far = tck_domain_life_so_far(log->life, failed ? "failed" : NULL);

        if (!failed && so_far->kind != TCK_INCIDENT_HYPERVISOR_FAILED)
                return FALSE;
        incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
        for (guint i = 0; i < so_far->context->len; i++)
                added |= add_context(incident, so_far->context->pdata[i]);
        return added;
}

/* Adds a panic's information from libvirt's log. */
static gboolean add_info(const TckLogFollower *log, TckIncident *incident) {
        g_autoptr(TckIncident) so_far = tck_domain_life_so_far(log->life, NULL);

        if (incident->info || !so_far->info)
                return FALSE;
        incident->info = g_steal_pointer(&so_far->info);
        g_free(incident->channel);
        incident->channel = g_steal_pointer(&so_far->channel);
        return TRUE;
}

gboolean tck_log_follower_explain(TckLogFollower *log, TckIncident *incident) {
        const TckIncidentKind kind = incident->kind;
        gboolean added = FALSE;

        if (!log)
                return FALSE;
        tck_log_follower_take(log);
        if (kind == TCK_INCIDENT_PANICKED && incident->late)
                added |= add_info(log, incident);
        if (kind == TCK_INCIDENT_HYPERVISOR_FAILED || kind == TCK_INCIDENT_HYPERVISOR_GONE)
                added |= add_failure(log, incident);
        if (tck_domain_life_signal(log->life) &&
            (kind == TCK_INCIDENT_ENDED_BY_HOST || kind == TCK_INCIDENT_HYPERVISOR_KILLED ||
             kind == TCK_INCIDENT_HYPERVISOR_GONE))
                added |= add_context(incident, tck_domain_life_signal(log->life));
        return added;
}
