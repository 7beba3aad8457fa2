/* SPDX-License-Identifier: BSD-2-Clause */
#include "cloud_api.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connect.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "wait.h"

enum {
        HEAD_MAX_BYTES = 16 << 10,
        BODY_MAX_BYTES = 4 << 20, /* vm.info has the whole configuration and the tree of devices */
        NESTING_MAX = 32,
        REFUSAL_MAX = 300, /* bytes of a refusal that are quoted */
};

/* ---- answers ---- */

static gboolean no_answer(GError **error, const char *what) {
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the API answered with %s", what);
}

/* The value of a header; the lines end with CR and LF. NULL if there is none. Free with g_free(). */
static char *header(const char *head, const char *name) {
        g_auto(GStrv) lines = g_strsplit(head, "\r\n", -1);

        for (char **line = lines; *line; line++) {
                gsize length = strlen(name);

                if (g_ascii_strncasecmp(*line, name, length) == 0 && (*line)[length] == ':')
                        return g_strstrip(g_strdup(*line + length + 1));
        }
        return NULL;
}

static gboolean read_length(const char *head, gsize *ret_length, GError **error) {
        g_autofree char *text = header(head, "Content-Length");
        guint64 length = 0;

        if (text && !g_ascii_string_to_unsigned(text, 10, 0, BODY_MAX_BYTES, &length, NULL))
                return no_answer(error, "an invalid Content-Length");
        *ret_length = (gsize) length;
        return TRUE;
}

static gboolean parse_body(const char *body, gsize length, JsonNode **ret_body, GError **error) {
        g_autofree char *text = g_strndup(body, length);

        *ret_body = length ? tck_json_parse(text, length, NESTING_MAX) : NULL;
        return !length || *ret_body || no_answer(error, "a body that is not JSON");
}

/* "HTTP/1.1 200 OK"; cloud-hypervisor omits the last word. */
static gboolean read_status(const char *head, guint *ret_status) {
        if ((!g_str_has_prefix(head, "HTTP/1.1 ") && !g_str_has_prefix(head, "HTTP/1.0 ")) ||
            strspn(head + 9, "0123456789") != 3)
                return FALSE;
        *ret_status = (guint) g_ascii_strtoull(head + 9, NULL, 10);
        return TRUE;
}

gboolean tck_cloud_answer_parse(const char *text, gsize length, guint *ret_status, JsonNode **ret_body,
                                GError **error) {
        const char *end = g_strstr_len(text, (gssize) length, "\r\n\r\n");
        g_autofree char *head = g_strndup(text, end ? (gsize) (end - text) : MIN(length, HEAD_MAX_BYTES));
        gsize body = 0;

        if (!end && length <= HEAD_MAX_BYTES)
                return FALSE;
        if (!end || strlen(head) != (gsize) (end - text) || !read_status(head, ret_status))
                return no_answer(error, "something that is not HTTP/1.1");
        if (!read_length(head, &body, error) || length - (gsize) (end + 4 - text) < body)
                return FALSE;
        return parse_body(end + 4, body, ret_body, error);
}

/* ---- one request ---- */

int tck_cloud_connect(const char *path, GError **error) {
        g_autoptr(GError) local = NULL;
        int fd = tck_connect_once(path, &local);

        if (g_error_matches(local, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
                tck_error_set(error, TCK_ERROR_CLOSED, "no process listens on its socket");
        else if (local)
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot connect to %s: %s", path, local->message);
        return fd;
}

/* Reads until the answer is complete. */
static gboolean read_answer(int fd, TckPatience *patience, guint *ret_status, JsonNode **ret_body, GError **error) {
        g_autoptr(GString) text = g_string_new(NULL);
        GError *local = NULL;

        while (!tck_cloud_answer_parse(text->str, text->len, ret_status, ret_body, &local)) {
                char buffer[4096];
                ssize_t n = 0;

                if (!local && tck_patience_wait(patience, &fd, 1, &local))
                        n = recv(fd, buffer, sizeof buffer, 0);
                if (n < 0 && (errno == EAGAIN || errno == EINTR))
                        continue;
                if (!local && n <= 0)
                        tck_error_set(&local, TCK_ERROR_CLOSED, "the API closed its connection");
                if (local) {
                        g_propagate_error(error, local);
                        return FALSE;
                }
                g_string_append_len(text, buffer, n);
        }
        return TRUE;
}

static void record(TckJournal *journal, const char *method, const char *endpoint, guint status, JsonNode *body) {
        g_autofree char *text = tck_json_text(body);
        g_autofree char *members =
                g_strdup_printf("\"request\":\"%s %s\",\"status\":%u,\"answer\":%s", method, endpoint, status, text);

        if (journal)
                tck_journal_json(journal, members);
}

static gboolean exchange(int fd, const char *method, const char *endpoint, TckPatience *patience, guint *ret_status,
                         JsonNode **ret_body, GError **error) {
        g_autofree char *request = g_strdup_printf("%s /api/v1/%s HTTP/1.1\r\n"
                                                   "Host: localhost\r\n"
                                                   "Accept: application/json\r\n\r\n",
                                                   method, endpoint);

        return tck_write_all(fd, request, strlen(request), patience->deadline, error) &&
               read_answer(fd, patience, ret_status, ret_body, error);
}

gboolean tck_cloud_request(const char *path, const char *method, const char *endpoint, GPid process, gint64 deadline,
                           TckJournal *journal, JsonNode **ret_body, GError **error) {
        TckPatience patience = tck_patience(process, deadline);
        g_autoptr(JsonNode) body = NULL;
        guint status = 0;
        g_auto(TckFd) fd = tck_cloud_connect(path, error);
        gboolean good = fd >= 0 && exchange(fd, method, endpoint, &patience, &status, &body, error);

        if (!good) {
                g_prefix_error(error, "%s %s: ", method, endpoint);
                return FALSE;
        }
        record(journal, method, endpoint, status, body);
        if (status / 100 != 2) {
                g_autofree char *text = tck_json_text(body);

                return tck_error_set(error, TCK_ERROR_REFUSED, "%s %s was answered with status %u: %.*s", method,
                                     endpoint, status, REFUSAL_MAX, text);
        }
        if (ret_body)
                *ret_body = g_steal_pointer(&body);
        return TRUE;
}
