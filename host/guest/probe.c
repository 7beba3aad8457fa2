/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "wait.h"

enum {
        SEND_SECONDS = 10,
        PUMP_MAX = 1 << 20, /* more than a socket holds; a guest that sends endlessly must not block this loop */
        ANSWERS_MAX = 64, /* waiting to be taken; cases wait for one at a time, and a probe answers each command once */
        GARBAGE_KEPT = 60, /* characters */
};

TckProbe *tck_probe_new(int fd, TckJournal *journal) {
        TckProbe *probe = g_new0(TckProbe, 1);

        probe->fd = fd;
        probe->journal = journal;
        g_queue_init(&probe->answers);
        return probe;
}

void tck_probe_free(TckProbe *probe) {
        if (!probe)
                return;
        close(probe->fd);
        g_queue_clear_full(&probe->answers, g_free);
        g_free(probe->garbage);
        g_free(probe->before_hello);
        g_free(probe->taken);
        g_free(probe);
}

static void record(TckProbe *probe, char direction, const char *line) {
        if (probe->journal)
                tck_journal_text(probe->journal, direction, line);
}

static gboolean take_hello(TckProbe *probe, guint64 version, GError **error) {
        if (version != WIRE_VERSION)
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "the probe speaks version %" G_GUINT64_FORMAT
                                     " of the wire, this harness %d: rebuild both",
                                     version, WIRE_VERSION);
        probe->hellos++;
        g_clear_pointer(&probe->garbage, g_free);
        g_free(probe->before_hello);
        probe->before_hello = g_queue_pop_tail(&probe->answers);
        g_queue_clear_full(&probe->answers, g_free);
        return TRUE;
}

static void take_garbage(TckProbe *probe) {
        if (!probe->garbage)
                probe->garbage = g_strndup(probe->reader.line, GARBAGE_KEPT);
}

/* Drops an answer before the hello. More answers than there can be commands are garbage. */
static void take_answer(TckProbe *probe) {
        if (probe->hellos && g_queue_get_length(&probe->answers) < ANSWERS_MAX)
                g_queue_push_tail(&probe->answers, g_strdup(probe->reader.line));
        else if (probe->hellos)
                take_garbage(probe);
}

static gboolean take_line(TckProbe *probe, enum wire_input input, GError **error) {
        g_autofree char *copy = g_strdup(probe->reader.line);
        struct wire_message message;

        record(probe, input == WIRE_BAD ? '!' : '<', copy);
        wire_parse(copy, &message);
        if (input == WIRE_BAD || message.kind == WIRE_GARBAGE)
                take_garbage(probe);
        else if (message.kind == WIRE_HELLO)
                return take_hello(probe, message.number, error);
        else if (message.kind != WIRE_REMARK)
                take_answer(probe);
        return TRUE;
}

gboolean tck_probe_pump(TckProbe *probe, GError **error) {
        gsize taken = 0;

        while (taken < PUMP_MAX) {
                guint8 buffer[4096];
                ssize_t n = recv(probe->fd, buffer, sizeof buffer, MSG_DONTWAIT);

                if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
                        return TRUE;
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return tck_error_set(error, TCK_ERROR_CLOSED, "the wire was closed");
                for (ssize_t i = 0; i < n; i++) {
                        enum wire_input input = wire_push(&probe->reader, buffer[i]);

                        if (input != WIRE_MORE && !take_line(probe, input, error))
                                return FALSE;
                }
                taken += (gsize) n;
        }
        return TRUE;
}

gboolean tck_probe_await_hello(TckProbe *probe, guint number, gint64 deadline, GError **error) {
        TckPatience patience = tck_patience(probe->process, deadline);

        while (probe->hellos < number)
                if (!tck_patience_wait(&patience, &probe->fd, 1, error) || !tck_probe_pump(probe, error))
                        return FALSE;
        return TRUE;
}

/* A command may contain text from a guest or a monitor. */
static gboolean check_command(const char *line, GError **error) {
        gsize length = strlen(line);

        if (length > WIRE_LINE_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "a command of %" G_GSIZE_FORMAT " bytes is too long for the wire, which allows %d",
                                     length, WIRE_LINE_MAX);
        for (; *line; line++)
                if (*line < ' ' || *line > '~')
                        return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                             "a command has the byte 0x%02x, which the wire does not allow",
                                             (guchar) *line);
        return TRUE;
}

gboolean tck_probe_send(TckProbe *probe, const char *command, guint64 *ret_sequence, GError **error) {
        g_autofree char *line = g_strdup_printf("0x%" G_GINT64_MODIFIER "x %s", probe->last_sequence + 1, command);
        g_autofree char *terminated = g_strconcat(line, "\n", NULL);

        if (!check_command(line, error))
                return FALSE;
        probe->last_sequence++;
        if (ret_sequence)
                *ret_sequence = probe->last_sequence;
        if (!tck_write_all(probe->fd, terminated, strlen(terminated), tck_deadline(SEND_SECONDS), error))
                return FALSE;
        record(probe, '>', line);
        return TRUE;
}

gboolean tck_probe_nudge(TckProbe *probe, GError **error) {
        if (!tck_write_all(probe->fd, "\n", 1, tck_deadline(SEND_SECONDS), error))
                return FALSE;
        record(probe, '>', "");
        return TRUE;
}

static void take(TckProbe *probe, char *line, struct wire_message *ret_message) {
        g_free(probe->taken);
        probe->taken = line;
        wire_parse(line, ret_message);
}

gboolean tck_probe_next(TckProbe *probe, struct wire_message *ret_message) {
        char *line = g_queue_pop_head(&probe->answers);

        if (line)
                take(probe, line, ret_message);
        return line != NULL;
}

gboolean tck_probe_before_hello(TckProbe *probe, guint64 sequence, struct wire_message *ret_message) {
        if (!probe->before_hello)
                return FALSE;
        take(probe, g_steal_pointer(&probe->before_hello), ret_message);
        return ret_message->number == sequence;
}
