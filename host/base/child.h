/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes. A child cannot outlive this process: it leads its own process group, which is killed as a whole, and the kernel kills it
 * if the thread that spawned it ends first, for any reason.
 */
#pragma once

#include <glib.h>

/* Callers only read it. */
typedef struct {
        GPid pid;
        int pidfd; /* readable once the child has ended */
        gboolean ended;
        int status; /* as waitpid(2) gives it, once it has ended */
} TckChild;

/* Starts argv (argv[0] is looked up in PATH). stdin is /dev/null; stdout and stderr go to output_fd; the child has the other
 * descriptors, 5 at most, as 3, 4, and so on. It ends with the thread that calls this. Free with tck_child_free(). */
TckChild *tck_child_spawn(const char *const *argv, const int *fds, guint count, int output_fd, GError **error);

/* The same with the given environment, and input_fd as stdin. */
TckChild *tck_child_spawn_fed(const char *const *argv, const char *const *environment, int input_fd, int output_fd,
                              GError **error);

/* Runs work(data) in a copy of this process, with input_fd as stdin, output_fd as stdout and no other descriptor but stderr; what it
 * returns is the exit status. Another thread may have held a lock when the copy was made: work() calls neither GLib nor this
 * library. Free with tck_child_free(). */
TckChild *tck_child_fork(int (*work)(gpointer data), gpointer data, int input_fd, int output_fd, GError **error);

/* A pair of connected stream sockets, one end of which a child is to inherit. */
gboolean tck_child_socket_pair(int *ret_ours, int *ret_theirs, GError **error);

/* Waits for the child's end and gives the status as waitpid(2) does; returns at once if the child has ended. What the child leaves
 * behind in its group is killed. */
gboolean tck_child_wait(TckChild *child, gint64 deadline, int *ret_status, GError **error);

/* The same, with a deadline that is extended by the time that a busy machine keeps the child waiting. */
gboolean tck_child_await(TckChild *child, gint64 deadline, int *ret_status, GError **error);

/* Kills the child and its group if it still runs, and frees. A child that does not die is left to init
 * after some seconds. NULL is fine. */
void tck_child_free(TckChild *child);

/* Whether another process ended it; a child that crashes or exits has ended by itself. */
gboolean tck_child_ended_from_outside(int status);

/* "exited with status 1", "was killed by signal 9 (Killed)". Free with g_free(). */
char *tck_child_status_text(int status);

/* Up to the last few hundred bytes of a file that a program printed to, as valid UTF-8 on one line. Free with g_free(). */
char *tck_child_last_words(int output_fd);

/* Turns TCK_ERROR_CLOSED into an error that says how the child ended, with the last lines of its output. Leaves the error alone if
 * it has another code, or if the child does not end by the deadline. */
void tck_child_explain_end(TckChild *child, const char *program, int output_fd, gint64 deadline, GError **error);

/* ---- a process that is not our child ---- */

typedef struct {
        GPid pid;
        int pidfd;
} TckProcess;

/* The process that has that id now; the handle stays valid if the id is reused. NULL with errno if there is none. Free with tck_process_free(). */
TckProcess *tck_process_open(GPid pid);

/* The process at the other end of a connected Unix socket: the one that listened. NULL if it cannot be found out. Free
 * with tck_process_free(). */
TckProcess *tck_process_of_peer(int socket);

/* Waits for its end. TRUE with the status as waitpid(2) gives it, or -1 if it is not available: before Linux 6.15 the
 * kernel gives it to the parent only, and only after the parent has waited. */
gboolean tck_process_wait(TckProcess *process, gint64 deadline, int *ret_status, GError **error);

/* Whether it has ended, reaped or not. Needs no permission. */
gboolean tck_process_has_ended(const TckProcess *process);

/* Kills it. Returns 0 or an errno: ESRCH if it is gone, EPERM if it belongs to another user. */
int tck_process_kill(const TckProcess *process);

/* Leaves the process alone. NULL is fine. */
void tck_process_free(TckProcess *process);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckChild, tck_child_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckProcess, tck_process_free)
