/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "lab_messages.h"
#include "matrix_message.h"
#include "program.h"
#include "slots.h"
#include "wait.h"

enum { WANTED_MAX = 1024, BUFFER_BYTES = 1 << 16, READS_MAX = 64, END_SECONDS = 10, STATUS_SKIPPED = 77 };

struct TckMatrixChild {
        TckMatrixEntry *entry;
        TckMatrixWatcher watcher;
        TckChild *process;
        TckLabMessages *messages;
        int stream, slots, output; /* -1: closed */
        guint sources[3];          /* of the main context, for the process and both sockets; 0: gone */
        guint held, wanted;
        gint64 counted; /* when the time of its slots was last added up */
        gint64 heard;   /* of its last result, or when it last got its only slot */
        gboolean interrupted;
        gboolean lost; /* a later attempt has taken the target over */
};

enum { SOURCE_PROCESS, SOURCE_STREAM, SOURCE_SLOTS };

/* ---- slots ---- */

static void count_time(TckMatrixChild *child) {
        gint64 now = g_get_monotonic_time();

        child->entry->slot_time += child->held * (now - child->counted);
        child->counted = now;
}

void tck_matrix_child_grant(TckMatrixChild *child) {
        char byte = '+';

        count_time(child);
        if (!child->held)
                child->heard = child->counted;
        if (child->slots >= 0 && send(child->slots, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1)
                child->held++;
        child->wanted--;
}

static gboolean take_byte(TckMatrixChild *child, char byte) {
        count_time(child);
        if (byte == TCK_SLOT_WANTED && child->wanted < WANTED_MAX)
                child->wanted++;
        else if (byte == TCK_SLOT_RETURNED && child->held)
                child->held--;
        else
                return FALSE;
        return TRUE;
}

/* ---- the end ---- */

static void drop_source(TckMatrixChild *child, guint source) {
        if (child->sources[source])
                g_source_remove(child->sources[source]);
        child->sources[source] = 0;
}

static gboolean is_exit_status(int status) {
        int code = WEXITSTATUS(status);

        return WIFEXITED(status) && (code == 0 || code == 1 || code == 3 || code == STATUS_SKIPPED);
}

static char *problem_of(const TckMatrixChild *child, int status) {
        const TckMatrixEntry *entry = child->entry;
        g_autofree char *text = tck_child_status_text(status), *words = tck_child_last_words(child->output);

        if (is_exit_status(status) && entry->claim && entry->results->len >= entry->planned)
                return g_strdup(entry->problem);
        if (is_exit_status(status) && entry->claim && entry->problem)
                return g_strdup(entry->problem);
        return g_strdup_printf("its run ended early: it %s%s%s", text, *words ? ": " : "", words);
}

/* The process has ended, or is ended now. `reason`: why; NULL: by itself. */
static void end(TckMatrixChild *child, const char *reason) {
        TckMatrixEntry *entry = child->entry;
        g_autofree char *problem = NULL;
        int status = 0;

        for (guint source = 0; source < G_N_ELEMENTS(child->sources); source++)
                drop_source(child, source);
        count_time(child);
        child->held = child->wanted = 0;
        entry->duration = child->counted - entry->began;
        if (!reason)
                tck_child_wait(child->process, tck_deadline(END_SECONDS), &status, NULL);
        problem = reason ? g_strdup(reason) : problem_of(child, status);
        g_clear_pointer(&child->process, tck_child_free);
        g_free(entry->problem);
        entry->problem = g_steal_pointer(&problem);
        g_clear_pointer(&entry->activity, g_free);
        entry->status = WEXITSTATUS(status);
        entry->state = child->lost          ? TCK_ENTRY_ELSEWHERE
                       : child->interrupted ? TCK_ENTRY_INTERRUPTED
                       : entry->problem     ? TCK_ENTRY_BROKEN
                                            : TCK_ENTRY_DONE;
        if (child->interrupted && !child->lost) {
                g_free(entry->problem);
                entry->problem = g_strdup("it was interrupted");
        }
        child->watcher.changed(entry, child->watcher.data);
}

/* ---- messages ---- */

static gboolean take_messages(TckMatrixChild *child, GError **error) {
        TckMatrixEntry *entry = child->entry;

        while (tck_lab_messages_wait(child->messages)) {
                g_autoptr(JsonObject) message = tck_lab_messages_next(child->messages, error);
                guint had = entry->results->len;

                if (!message || !tck_matrix_take(entry, message, error))
                        return FALSE;
                if (entry->results->len == had)
                        continue;
                child->heard = g_get_monotonic_time();
                child->watcher.result(entry, entry->results->pdata[had], child->watcher.data);
        }
        return TRUE;
}

/* Reads what there is, but not forever. FALSE at the end, or with the error. */
static gboolean read_stream(TckMatrixChild *child, GError **error) {
        char buffer[BUFFER_BYTES];
        ssize_t n = 0;

        for (guint i = 0; i < READS_MAX && (n = recv(child->stream, buffer, sizeof buffer, MSG_DONTWAIT)) > 0; i++)
                if (!tck_lab_messages_feed(child->messages, buffer, (gsize) n, error) || !take_messages(child, error))
                        return FALSE;
        return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static gboolean give_up(TckMatrixChild *child, const GError *error) {
        g_autofree char *reason = g_strdup_printf("its run was ended: %s", error->message);

        end(child, reason);
        return G_SOURCE_REMOVE;
}

static gboolean on_stream(G_GNUC_UNUSED int fd, G_GNUC_UNUSED GIOCondition condition, gpointer data) {
        TckMatrixChild *child = data;
        g_autoptr(GError) error = NULL;
        gboolean more = read_stream(child, &error);

        if (!more)
                child->sources[SOURCE_STREAM] = 0;
        if (error)
                return give_up(child, error);
        child->watcher.changed(child->entry, child->watcher.data);
        return more;
}

static gboolean on_slots(int fd, G_GNUC_UNUSED GIOCondition condition, gpointer data) {
        TckMatrixChild *child = data;
        g_autoptr(GError) error = NULL;
        char bytes[64];
        ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
                return G_SOURCE_CONTINUE;
        if (n <= 0)
                child->sources[SOURCE_SLOTS] = 0;
        for (ssize_t i = 0; i < n && !error; i++)
                if (!take_byte(child, bytes[i]))
                        tck_error_set(&error, TCK_ERROR_PROTOCOL,
                                      "it wants more slots than there are, or returned one that it did not have");
        if (error) {
                child->sources[SOURCE_SLOTS] = 0;
                return give_up(child, error);
        }
        child->watcher.changed(child->entry, child->watcher.data);
        return n > 0;
}

/* Reads what it had still sent. */
static gboolean on_process(G_GNUC_UNUSED int fd, G_GNUC_UNUSED GIOCondition condition, gpointer data) {
        TckMatrixChild *child = data;
        g_autoptr(GError) error = NULL;
        struct pollfd there = {.fd = child->stream, .events = POLLIN};

        child->sources[SOURCE_PROCESS] = 0;
        while (poll(&there, 1, 0) > 0 && read_stream(child, &error))
                ;
        if (error)
                return give_up(child, error);
        end(child, NULL);
        return G_SOURCE_REMOVE;
}

/* ---- the process ---- */

static GPtrArray *command_line(const TckMatrixEntry *entry, const TckMatrix *matrix) {
        GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < entry->command->words->len; i++)
                tck_argv_add(words, entry->command->words->pdata[i]);
        tck_argv_add_option(words, "--output", "%s", entry->directory);
        /* One worker more than slots has its unit ready: a slot that is returned is wanted at once. */
        tck_argv_add_option(words, "--jobs", "%u", matrix->slots + 1);
        tck_argv_add_option(words, "--format", "tap");
        tck_argv_add_option(words, "--stream", "3");
        tck_argv_add_option(words, "--slots", "4");
        tck_argv_add(words, "--resume");
        tck_argv_add(words, "--");
        for (guint i = 0; i < entry->command->cases->len; i++)
                tck_argv_add(words, entry->command->cases->pdata[i]);
        g_ptr_array_add(words, NULL);
        return words;
}

static gboolean spawn(TckMatrixChild *child, const TckMatrix *matrix, GError **error) {
        g_autoptr(GPtrArray) words = command_line(child->entry, matrix);
        g_auto(TckFd) stream = -1, slots = -1;

        if (!tck_make_folder(child->entry->directory, 0755, error) ||
            (child->output = tck_create_file(child->entry->directory, "output.log", O_RDWR, error)) < 0 ||
            !tck_child_socket_pair(&child->stream, &stream, error) ||
            !tck_child_socket_pair(&child->slots, &slots, error))
                return FALSE;
        child->process = tck_child_spawn((const char *const *) words->pdata, (const int[]){stream, slots}, 2,
                                         child->output, error);
        return child->process != NULL;
}

TckMatrixChild *tck_matrix_child_new(TckMatrixEntry *entry, const TckMatrix *matrix, const TckMatrixWatcher *watcher,
                                     GError **error) {
        TckMatrixChild *child = g_new0(TckMatrixChild, 1);

        *child = (TckMatrixChild){
                .entry = entry, .watcher = *watcher, .stream = -1, .slots = -1, .output = -1, .held = 1};
        child->messages = tck_lab_messages_new();
        child->counted = child->heard = entry->began = g_get_monotonic_time();
        if (!spawn(child, matrix, error)) {
                tck_matrix_child_free(child);
                return NULL;
        }
        child->sources[SOURCE_PROCESS] = g_unix_fd_add(child->process->pidfd, G_IO_IN, on_process, child);
        child->sources[SOURCE_STREAM] = g_unix_fd_add(child->stream, G_IO_IN, on_stream, child);
        child->sources[SOURCE_SLOTS] = g_unix_fd_add(child->slots, G_IO_IN, on_slots, child);
        return child;
}

void tck_matrix_child_free(TckMatrixChild *child) {
        for (guint source = 0; source < G_N_ELEMENTS(child->sources); source++)
                drop_source(child, source);
        tck_child_free(child->process);
        tck_lab_messages_free(child->messages);
        tck_fd_close(child->stream);
        tck_fd_close(child->slots);
        tck_fd_close(child->output);
        g_free(child);
}

TckMatrixEntry *tck_matrix_child_entry(const TckMatrixChild *child) {
        return child->entry;
}

guint tck_matrix_child_held(const TckMatrixChild *child) {
        return child->held;
}

guint tck_matrix_child_wanted(const TckMatrixChild *child) {
        return child->wanted;
}

gboolean tck_matrix_child_ended(const TckMatrixChild *child) {
        return !child->process;
}

void tck_matrix_child_interrupt(TckMatrixChild *child) {
        gboolean again = child->interrupted;

        child->interrupted = TRUE;
        if (child->process && again)
                end(child, "it was interrupted twice");
        else if (child->process)
                kill(child->process->pid, SIGINT);
}

static void leave(TckMatrixChild *child) {
        g_autofree char *by = tck_matrix_attempt_by(child->entry->directory);
        g_autofree char *reason = g_strdup_printf("%s has taken it over", by ? by : "another process");

        child->lost = TRUE;
        end(child, reason);
}

void tck_matrix_child_check(TckMatrixChild *child, gint64 patience) {
        g_autoptr(GError) error = NULL;

        if (child->process && !tck_matrix_attempt_is_last(child->entry->attempt))
                leave(child);
        if (!child->process || !child->held || g_get_monotonic_time() - child->heard < patience)
                return;
        tck_error_set(&error, TCK_ERROR_TIMEOUT, "it had no result for %.0f seconds",
                      (double) patience / G_USEC_PER_SEC);
        give_up(child, error);
}
