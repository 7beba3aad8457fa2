/* SPDX-License-Identifier: BSD-2-Clause */
/* Connecting to a socket that exists, does not exist yet, refuses, or has a full backlog; waiting for it can be cancelled. */
#include "connect.h"

#include <glib/gstdio.h>
#include <sys/eventfd.h>
#include <sys/un.h>

#include "common.h"

/* How soon a waiting connect has to return once it is cancelled, in seconds. */
#define AT_ONCE 0.2

typedef struct {
        char *directory, *path;
        TckConnectOptions options;
        GThread *thread;
        gint crowds; /* atomic */
        int fd;
        GError *error;
        gint64 end; /* when it returned */
        guint descriptors;
} Scene;

static guint count_descriptors(void) {
        g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
        guint count = 0;

        while (g_dir_read_name(dir))
                count++;
        return count;
}

static void on_crowd(gpointer data) {
        g_atomic_int_inc(&((Scene *) data)->crowds);
}

static void set_up(Scene *scene) {
        GError *error = NULL;

        *scene = (Scene){.directory = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", &error),
                         .descriptors = count_descriptors()};
        g_assert_no_error(error);
        scene->path = g_build_filename(scene->directory, "qmp", NULL);
        scene->options = (TckConnectOptions){.stop_fd = tck_wake_fd(NULL), .crowded = on_crowd, .data = scene};
        g_assert_no_errno(scene->options.stop_fd);
}

static void tear_down(Scene *scene) {
        close(scene->options.stop_fd);
        g_unlink(scene->path);
        g_rmdir(scene->directory);
        g_assert_cmpuint(count_descriptors(), ==, scene->descriptors);
        g_free(scene->path);
        g_free(scene->directory);
}

static gpointer work(gpointer data) {
        Scene *scene = data;

        scene->fd = tck_connect(scene->path, &scene->options, &scene->error);
        scene->end = g_get_monotonic_time();
        return NULL;
}

static void begin(Scene *scene) {
        scene->thread = g_thread_new("connect", work, scene);
}

static void end(Scene *scene) {
        g_thread_join(scene->thread);
        g_assert_no_error(scene->error);
        g_assert_cmpint(scene->fd, >=, 0);
}

/* A socket that is bound to the path and does not listen yet. */
static int bind_socket(const Scene *scene) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        g_assert_no_errno(fd);
        g_strlcpy(address.sun_path, scene->path, sizeof address.sun_path);
        g_assert_no_errno(bind(fd, (struct sockaddr *) &address, sizeof address));
        return fd;
}

/* Whether the connection leads to this server. */
static void assert_connected(const Scene *scene, int server) {
        int peer = accept(server, NULL, NULL);
        char byte;

        g_assert_no_errno(peer);
        g_assert_cmpint(write(peer, "x", 1), ==, 1);
        g_assert_true(tck_wait_readable(&scene->fd, 1, tck_deadline(PATIENCE), NULL));
        g_assert_cmpint(read(scene->fd, &byte, 1), ==, 1);
        close(peer);
        close(scene->fd);
        close(server);
}

static void test_there(void) {
        Scene scene;
        int server;

        set_up(&scene);
        server = bind_socket(&scene);
        g_assert_no_errno(listen(server, 1));
        begin(&scene);
        end(&scene);
        assert_connected(&scene, server);
        tear_down(&scene);
}

/* At first the file does not exist. */
static void test_comes(void) {
        Scene scene;
        int server;

        set_up(&scene);
        begin(&scene);
        server = bind_socket(&scene);
        g_assert_no_errno(listen(server, 1));
        end(&scene);
        assert_connected(&scene, server);
        tear_down(&scene);
}

/* The file exists, but at first no server listens. */
static void test_listens(void) {
        Scene scene;
        int server;

        set_up(&scene);
        server = bind_socket(&scene);
        begin(&scene);
        g_assert_no_errno(listen(server, 1));
        end(&scene);
        assert_connected(&scene, server);
        tear_down(&scene);
}

/* The folder is removed, and a new one is created. */
static void test_folder_comes(void) {
        Scene scene;
        int server;

        set_up(&scene);
        scene.options.patient = TRUE;
        g_assert_no_errno(g_rmdir(scene.directory));
        begin(&scene);
        g_assert_no_errno(g_mkdir(scene.directory, 0700));
        server = bind_socket(&scene);
        g_assert_no_errno(listen(server, 1));
        end(&scene);
        assert_connected(&scene, server);
        tear_down(&scene);
}

/* ---- a server with a full backlog ---- */

/* Takes the only place in the backlog. */
static int fill(Scene *scene, int server) {
        const TckConnectOptions options = {.stop_fd = -1};
        int fd;

        g_assert_no_errno(listen(server, 0));
        fd = tck_connect(scene->path, &options, NULL);
        g_assert_no_errno(fd);
        return fd;
}

static void await_crowd(Scene *scene) {
        gint64 deadline = tck_deadline(PATIENCE);

        while (!g_atomic_int_get(&scene->crowds)) {
                g_assert_cmpint(g_get_monotonic_time(), <, deadline);
                g_usleep(1000);
        }
}

static void test_crowd(void) {
        int server, first, peer;
        Scene scene;

        set_up(&scene);
        server = bind_socket(&scene);
        first = fill(&scene, server);
        begin(&scene);
        await_crowd(&scene);
        peer = accept(server, NULL, NULL);
        g_assert_no_errno(peer);
        end(&scene);
        g_assert_cmpint(g_atomic_int_get(&scene.crowds), ==, 1);
        close(first);
        close(peer);
        assert_connected(&scene, server);
        tear_down(&scene);
}

static void assert_ended(Scene *scene, gint64 since) {
        g_thread_join(scene->thread);
        g_assert_cmpint(scene->fd, ==, -1);
        assert_failed(scene->error, TCK_ERROR_CANCELLED, "");
        g_assert_cmpint(scene->end - since, <, (gint64) (AT_ONCE * G_USEC_PER_SEC));
}

static void test_stop(void) {
        int server, first;
        gint64 since;
        Scene scene;

        set_up(&scene);
        server = bind_socket(&scene);
        first = fill(&scene, server);
        begin(&scene);
        await_crowd(&scene);
        since = g_get_monotonic_time();
        g_assert_no_errno(eventfd_write(scene.options.stop_fd, 1));
        assert_ended(&scene, since);
        close(first);
        close(server);
        tear_down(&scene);
}

/* This test is the last one: after a cancellation nothing can wait. */
static void test_cancel(void) {
        int server, first;
        gint64 since;
        Scene scene;

        set_up(&scene);
        server = bind_socket(&scene);
        first = fill(&scene, server);
        begin(&scene);
        await_crowd(&scene);
        since = g_get_monotonic_time();
        tck_cancel();
        assert_ended(&scene, since);
        close(first);
        close(server);
        tear_down(&scene);
}

/* ---- failures ---- */

static void assert_in_vain(const char *path, gboolean patient, const char *complaint) {
        const TckConnectOptions options = {.stop_fd = -1, .patient = patient};
        GError *error = NULL;

        g_assert_cmpint(tck_connect(path, &options, &error), ==, -1);
        assert_failed(error, TCK_ERROR_ENVIRONMENT, complaint);
}

static void test_in_vain(void) {
        g_autofree char *name = g_strnfill(200, 'x'), *long_path = g_strconcat("/tmp/", name, NULL);

        assert_in_vain("/nonexistent/qmp", FALSE, "cannot connect to /nonexistent/qmp: No such file");
        assert_in_vain(long_path, FALSE, "too long");
        assert_in_vain(long_path, TRUE, "too long");
        assert_in_vain("/dev/null/qmp", FALSE, "cannot connect to /dev/null/qmp: Not a directory");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/connect/in-vain", test_in_vain);
        g_test_add_func("/connect/there", test_there);
        g_test_add_func("/connect/comes", test_comes);
        g_test_add_func("/connect/listens", test_listens);
        g_test_add_func("/connect/folder-comes", test_folder_comes);
        g_test_add_func("/connect/crowd/room", test_crowd);
        g_test_add_func("/connect/crowd/stop", test_stop);
        g_test_add_func("/connect/crowd/cancel", test_cancel);
        return g_test_run();
}
