/* SPDX-License-Identifier: BSD-2-Clause */
/* Screenshots through a monitor: scripted servers, which answer each command in turn, or do not. */
#include "screen.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "common.h"
#include "json.h"
#include "picture.h"

#define ABSENT "\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"no such device\"}"
#define REFUSED "\"error\": {\"class\": \"GenericError\", \"desc\": \"it will not\"}"
#define CONSOLE "qom-get /backend/console[0]"

/* What the server has to hear, and how it answers. */
typedef struct {
        const char *command; /* with its first argument */
        const char *reply;   /* NULL: none, and nothing more */
} Step;

typedef struct {
        const Step *steps;
        const char *picture; /* what it writes as the answer to screendump */
        gsize length;
        gsize end; /* the size that it gives the file; 0: that of the picture */
        int fd, passed;
        GThread *thread;
} Server;

/* Reads a piece of a command, and the descriptor that came with it. FALSE if the client is gone. */
static gboolean hear_piece(Server *server, GString *text) {
        char control[CMSG_SPACE(sizeof(int))], piece[4096];
        struct iovec vector = {piece, sizeof piece};
        struct msghdr message = {
                .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        gssize n = recvmsg(server->fd, &message, MSG_CMSG_CLOEXEC);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);

        if (n > 0)
                g_string_append_len(text, piece, n);
        if (n > 0 && header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
                memcpy(&server->passed, CMSG_DATA(header), sizeof server->passed);
        return n > 0;
}

/* Reads one command. Free with g_free(). */
static char *hear(Server *server) {
        GString *text = g_string_new(NULL);

        while (!strchr(text->str, '\n'))
                g_assert_true(hear_piece(server, text));
        return g_string_free(text, FALSE);
}

static void expect(const Step *step, JsonObject *command) {
        JsonObject *arguments = tck_json_object(command, "arguments");
        const char *path = tck_json_string(arguments, "path"), *file = tck_json_string(arguments, "filename");
        g_autofree char *seen = g_strdup_printf("%s%s%s", tck_json_string(command, "execute"), path || file ? " " : "",
                                                path   ? path
                                                : file ? file
                                                       : "");

        g_assert_cmpstr(seen, ==, step->command);
}

/* Writes as QEMU does: it may not read. */
static void draw(const Server *server) {
        char byte;

        g_assert_cmpint(read(server->passed, &byte, 1), ==, -1);
        g_assert_cmpint(write(server->passed, server->picture, server->length), ==, (gssize) server->length);
        if (server->end)
                g_assert_no_errno(ftruncate(server->passed, (off_t) server->end));
}

static gpointer serve(gpointer data) {
        Server *server = data;

        for (const Step *step = server->steps; step->command; step++) {
                g_autofree char *text = hear(server), *reply = NULL;
                g_autoptr(JsonNode) root = tck_json_parse(text, strlen(g_strchomp(text)), 8);
                JsonObject *command = tck_json_node_object(root);

                g_assert_nonnull(command);
                expect(step, command);
                if (!step->reply)
                        break;
                if (server->picture && g_str_has_prefix(step->command, "screendump"))
                        draw(server);
                reply = g_strdup_printf("{%s, \"id\": %d}\n", step->reply, (int) tck_json_int(command, "id", 0));
                g_assert_true(tck_write_all(server->fd, reply, strlen(reply), tck_deadline(PATIENCE), NULL));
        }
        return NULL;
}

/* Returns whether a picture was taken, which is at `path` then. */
static gboolean take(Server *server, double seconds, const char *path, GError **error) {
        gboolean taken = TRUE, good;
        int ours;
        Qmp *qmp;

        server->passed = -1;
        make_sockets(SOCK_STREAM, &ours, &server->fd);
        server->thread = g_thread_new("server", serve, server);
        qmp = qmp_new(ours, NULL);
        good = tck_screen_take(qmp, path, tck_deadline(seconds), &taken, error);
        g_thread_join(server->thread);
        g_assert_cmpint(good, ==, !*error);
        g_assert_true(good || !taken);
        g_assert_cmpint(g_file_test(path, G_FILE_TEST_EXISTS), ==, taken);
        close(server->fd);
        if (server->passed >= 0)
                close(server->passed);
        qmp_free(qmp);
        return taken;
}

static char *folder;

static gboolean take_here(Server *server, double seconds, GError **error) {
        g_autofree char *path = g_build_filename(folder, "screenshot.png", NULL);
        gboolean taken = take(server, seconds, path, error);

        g_unlink(path);
        return taken;
}

static const char dots[] = "P6\n2 1\n255\n\xff\0\0\0\xff\0";

#define DRAWN(...)                                                                                        \
        (const Step[]) {                                                                                  \
                __VA_ARGS__, {"add-fd", "\"return\": {\"fdset-id\": 7, \"fd\": 12}"},                     \
                        {"screendump /dev/fdset/7", "\"return\": {}"}, {"remove-fd", "\"return\": {}"}, { \
                }                                                                                         \
        }

static void test_screen(void) {
        g_autofree char *path = g_build_filename(folder, "screenshot.png", NULL), *png = NULL;
        Server server = {
                .steps = DRAWN({CONSOLE, "\"return\": \"/machine/vga\""}), .picture = dots, .length = sizeof dots - 1};
        GError *error = NULL;
        struct stat status;
        gsize length;

        g_assert_true(take(&server, PATIENCE, path, &error));
        g_assert_no_errno(stat(path, &status));
        g_assert_cmpint(status.st_mode & 0777, ==, 0600);
        g_assert_true(g_file_get_contents(path, &png, &length, NULL));
        tck_png_check((const guint8 *) png, length, &error);
        g_assert_no_error(error);
        g_unlink(path);
}

/* Text consoles have no device, or nothing that is called so, depending on the version. */
static void test_text_consoles(void) {
        Server server = {.steps = DRAWN({CONSOLE, "\"return\": \"\""}, {"qom-get /backend/console[1]", REFUSED},
                                        {"qom-get /backend/console[2]", "\"return\": \"/machine/vga\""}),
                         .picture = dots,
                         .length = sizeof dots - 1};
        GError *error = NULL;

        g_assert_true(take_here(&server, PATIENCE, &error));
}

static void test_no_screen(void) {
        static const Step none[] = {{CONSOLE, ABSENT}, {0}},
                          text[] = {{CONSOLE, "\"return\": \"\""}, {"qom-get /backend/console[1]", ABSENT}, {0}};
        Server server = {.steps = none}, other = {.steps = text};
        GError *error = NULL;

        g_assert_false(take_here(&server, PATIENCE, &error));
        g_assert_no_error(error);
        g_assert_false(take_here(&other, PATIENCE, &error));
        g_assert_no_error(error);
}

static void test_refused(void) {
        static const Step steps[] = {{CONSOLE, "\"return\": \"/machine/vga\""},
                                     {"add-fd", "\"return\": {\"fdset-id\": 0}"},
                                     {"screendump /dev/fdset/0", REFUSED},
                                     {"remove-fd", REFUSED},
                                     {0}};
        static const Step strange[] = {
                {CONSOLE, "\"return\": \"/machine/vga\""}, {"add-fd", "\"return\": {\"fdset-id\": \"0\"}"}, {0}};
        Server server = {.steps = steps}, other = {.steps = strange};
        GError *error = NULL;

        g_assert_false(take_here(&server, PATIENCE, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "QEMU refused screendump: it will not");
        g_assert_false(take_here(&other, PATIENCE, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "with the number of a set");
}

/* One deadline is for all of it; on a busy machine, the answers before the silence take their time. */
static void test_silence(void) {
        static const Step mute[] = {{CONSOLE, NULL}, {0}};
        static const Step late[] = {{CONSOLE, "\"return\": \"/machine/vga\""},
                                    {"add-fd", "\"return\": {\"fdset-id\": 0}"},
                                    {"screendump /dev/fdset/0", NULL},
                                    {0}};
        const Step *const all[] = {mute, late};

        for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
                Server server = {.steps = all[i]};
                gint64 began = g_get_monotonic_time();
                GError *error = NULL;

                g_assert_false(take_here(&server, i ? 3 : 0.1, &error));
                assert_failed(error, TCK_ERROR_TIMEOUT, i ? "the reply to screendump" : "the reply to qom-get");
                g_assert_cmpint(g_get_monotonic_time() - began, <, (gint64) (PATIENCE / 2 * G_USEC_PER_SEC));
        }
}

static void test_lies(void) {
        static const struct {
                const char *picture;
                gsize end;
                const char *why;
        } lies[] = {
                {"", 0, "not a PPM"},
                {"P6\n2 1\n255\nabc", 0, "3 bytes of pixels instead of 6"},
                {"P6\n2 1\n255\nabcdef", TCK_PPM_BYTES_MAX + 1, "the picture has 50332673 bytes"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(lies); i++) {
                Server server = {.steps = DRAWN({CONSOLE, "\"return\": \"/machine/vga\""}),
                                 .picture = lies[i].picture,
                                 .length = strlen(lies[i].picture),
                                 .end = lies[i].end};
                GError *error = NULL;

                g_assert_false(take_here(&server, PATIENCE, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, lies[i].why);
        }
}

int main(int argc, char **argv) {
        int status;

        g_test_init(&argc, &argv, NULL);
        folder = g_dir_make_tmp(NULL, NULL);
        g_test_add_func("/screen/png", test_screen);
        g_test_add_func("/screen/text-consoles", test_text_consoles);
        g_test_add_func("/screen/none", test_no_screen);
        g_test_add_func("/screen/refused", test_refused);
        g_test_add_func("/screen/silence", test_silence);
        g_test_add_func("/screen/lies", test_lies);
        status = g_test_run();
        g_assert_no_errno(g_rmdir(folder));
        g_free(folder);
        return status;
}
