/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The logs of libvirtd, virtqemud or virt-launcher: "TIME: THREAD: LEVEL : FUNCTION:LINE : WORDS", the same in syslog's form, and
 * a container's JSON lines with the words in `msg`.
 */
#include <string.h>

#include "daemon_log.h"
#include "error.h"
#include "json.h"
#include "launcher_log.h"
#include "source.h"
#include "stamp.h"

enum { NESTING_MAX = 16 };

static TckSure recognise(const char *head, gsize length) {
        if (tck_head_has_line(head, length,
                              "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+\\d{4}: \\d+: "
                              "(?:debug|info|warning|error) : ") ||
            strstr(head, "QEMU_MONITOR_RECV_EVENT: mon=") || strstr(head, "QEMU_MONITOR_RECV_REPLY: mon="))
                return TCK_SURE_CERTAIN;
        return tck_head_has_line(head, length, "\\{.*\"component\":\"virt-launcher(?:-monitor)?\"") ? TCK_SURE_CERTAIN
                                                                                                    : TCK_SURE_NOT;
}

struct reading {
        TckDaemonLog *daemon;
        TckLauncherLog *launcher;
};

/* A JSON line of a container's log, from libvirt's daemon, libvirt's log of the domain, or virt-launcher. FALSE for another line. */
static gboolean read_json(const struct reading *reading, const char *line, gsize length, guint64 number) {
        g_autoptr(JsonNode) root = *line == '{' ? tck_json_parse(line, length, NESTING_MAX) : NULL;
        JsonObject *object = tck_json_node_object(root);
        const char *words = tck_json_string(object, "msg"), *level = tck_json_string(object, "level"),
                   *stamp = tck_json_string(object, "timestamp"), *part = tck_json_string(object, "subcomponent"),
                   *rest;
        g_autofree char *whole = NULL;
        gint64 time = 0;

        if (!words)
                return FALSE;
        if (stamp && !tck_stamp_read(stamp, &time, &rest))
                time = 0;
        if (g_strcmp0(part, "qemu") == 0) {
                tck_launcher_log_domain(reading->launcher, words, number);
                return TRUE;
        }
        if (!part && tck_launcher_log_words(reading->launcher, words, time, number))
                return TRUE;
        whole = level ? g_strdup_printf("%s : %s", level, words) : g_strdup(words);
        tck_daemon_log_words(reading->daemon, whole, time, number);
        return TRUE;
}

static void read_line(char *line, gsize length, guint64 number, gpointer data) {
        const struct reading *reading = data;
        g_autofree char *valid = NULL;
        const char *words;
        gint64 time = 0;

        if (read_json(reading, line, length, number))
                return;
        valid = g_utf8_make_valid(line, -1);
        words = valid;
        if (tck_stamp_read(valid, &time, &words)) {
                gsize digits = strspn(words, "0123456789");

                if (digits && g_str_has_prefix(words + digits, ": "))
                        words += digits + 2;
        }
        tck_daemon_log_words(reading->daemon, words, time, number);
}

static gboolean read_log(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckDaemonLog) daemon = tck_daemon_log_new(findings);
        g_autoptr(TckLauncherLog) launcher = tck_launcher_log_new(findings);
        gboolean good = tck_input_each_line(input, read_line, &(struct reading){daemon, launcher}, error);

        tck_daemon_log_end(daemon);
        tck_launcher_log_end(launcher);
        return good;
}

TCK_SOURCE(.name = "libvirtd", .what = "a log of libvirt's daemon, or of virt-launcher", .recognise = recognise,
           .read = read_log)
