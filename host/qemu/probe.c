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
        PUMP_MAX = 1 << 20, /* more than a socket holds; a guest that never stops talking must not keep us here */
};

struct TckProbe {
        int fd;
        TckJournal *journal;
        struct wire_reader reader;
        guint64 last_sequence;
        guint hellos;
        char *garbage;  /* the first since the last hello */
        GQueue answers; /* lines, parsed when they are taken */
        char *taken;    /* the line that the last message points into */
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
        g_free(probe->taken);
        g_free(probe);
}

int tck_probe_fd(const TckProbe *probe) {
        return probe->fd;
}

guint tck_probe_pending(const TckProbe *probe) {
        return g_queue_get_length((GQueue *) &probe->answers);
}

guint tck_probe_hellos(const TckProbe *probe) {
        return probe->hellos;
}

void tck_probe_skip_hello(TckProbe *probe) {
        probe->hellos = 1;
}

void tck_probe_resume(TckProbe *probe, guint64 sequence) {
        probe->last_sequence = sequence;
}

const char *tck_probe_garbage(const TckProbe *probe) {
        return probe->garbage;
}

static void record(TckProbe *probe, char direction, const char *line) {
        if (probe->journal)
                tck_journal_text(probe->journal, direction, line);
}

static gboolean take_hello(TckProbe *probe, guint64 version, GError **error) {
        if (version != WIRE_VERSION) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL,
                            "the probe speaks version %" G_GUINT64_FORMAT " of the wire, this harness %d: rebuild both",
                            version, WIRE_VERSION);
                return FALSE;
        }
        probe->hellos++;
        g_clear_pointer(&probe->garbage, g_free);
        g_queue_clear_full(&probe->answers, g_free);
        return TRUE;
}

static gboolean take_line(TckProbe *probe, enum wire_input input, GError **error) {
        g_autofree char *copy = g_strdup(probe->reader.line);
        struct wire_message message;

        record(probe, input == WIRE_BAD ? '!' : '<', copy);
        wire_parse(copy, &message);
        if (input == WIRE_BAD)
                message.kind = WIRE_GARBAGE;
        switch (message.kind) {
        case WIRE_REMARK:
                return TRUE;
        case WIRE_HELLO:
                return take_hello(probe, message.number, error);
        case WIRE_GARBAGE:
                if (!probe->garbage)
                        probe->garbage = g_strndup(probe->reader.line, 60);
                return TRUE;
        case WIRE_OK:
        case WIRE_FAULT:
        case WIRE_ERROR:
                if (probe->hellos)
                        g_queue_push_tail(&probe->answers, g_strdup(probe->reader.line));
                return TRUE;
        }
        g_assert_not_reached();
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
                if (n <= 0) {
                        g_set_error(error, TCK_ERROR, TCK_ERROR_CLOSED, "the wire was closed");
                        return FALSE;
                }
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
        while (probe->hellos < number)
                if (!tck_wait_readable(&probe->fd, 1, deadline, error) || !tck_probe_pump(probe, error))
                        return FALSE;
        return TRUE;
}

gboolean tck_probe_send(TckProbe *probe, const char *command, guint64 *ret_sequence, GError **error) {
        g_autofree char *line = g_strdup_printf("0x%" G_GINT64_MODIFIER "x %s\n", ++probe->last_sequence, command);
        gsize length = strlen(line);

        g_assert(length <= WIRE_LINE_MAX);
        if (ret_sequence)
                *ret_sequence = probe->last_sequence;
        if (!tck_write_all(probe->fd, line, length, tck_deadline(SEND_SECONDS), error))
                return FALSE;
        line[length - 1] = '\0';
        record(probe, '>', line);
        return TRUE;
}

gboolean tck_probe_nudge(TckProbe *probe, GError **error) {
        if (!tck_write_all(probe->fd, "\n", 1, tck_deadline(SEND_SECONDS), error))
                return FALSE;
        record(probe, '>', "");
        return TRUE;
}

gboolean tck_probe_next(TckProbe *probe, struct wire_message *ret_message) {
        char *line = g_queue_pop_head(&probe->answers);

        if (!line)
                return FALSE;
        g_free(probe->taken);
        probe->taken = line;
        wire_parse(line, ret_message);
        return TRUE;
}
