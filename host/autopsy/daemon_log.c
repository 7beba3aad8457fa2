/* SPDX-License-Identifier: BSD-2-Clause */
/* Formats: src/util/virlog.c, src/qemu/qemu_monitor.c, qemu_domain.c, qemu_process.c. */
#include "daemon_log.h"

#include <string.h>

#include "console_pattern.h"
#include "json.h"

enum { NESTING_MAX = 64, NAME_MAX_BYTES = 64 };

struct TckDaemonLog {
        TckFindings *findings;
        TckMonitorStory *story;
};

TckDaemonLog *tck_daemon_log_new(TckFindings *findings) {
        TckDaemonLog *log = g_new(TckDaemonLog, 1);

        log->findings = findings;
        log->story = tck_monitor_story_new(findings);
        return log;
}

void tck_daemon_log_free(TckDaemonLog *log) {
        if (!log)
                return;
        tck_monitor_story_free(log->story);
        g_free(log);
}

/* The identifier after "mon=": "0x7f769405e470". Free with g_free(). */
static char *find_monitor(const char *words) {
        const char *monitor = strstr(words, "mon=");

        return monitor ? g_strndup(monitor + 4, MIN(strspn(monitor + 4, "0123456789abcdefx"), NAME_MAX_BYTES))
                       : g_strdup("");
}

/* A monitor's message, "… QEMU_MONITOR_RECV_EVENT: mon=0x… event={…}". The raw data that old versions log as well would count each
 * message twice. */
static gboolean take_message(const TckDaemonLog *log, const char *words, gint64 time, guint64 number) {
        static const char *const marks[] = {"QEMU_MONITOR_RECV_EVENT: ", "QEMU_MONITOR_RECV_REPLY: "};

        for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
                const char *mark = strstr(words, marks[i]), *text = mark ? strchr(mark, '{') : NULL;
                g_autofree char *monitor = text ? find_monitor(mark) : NULL;
                g_autoptr(JsonNode) root = text ? tck_json_parse(text, strlen(text), NESTING_MAX) : NULL;

                if (tck_json_node_object(root))
                        tck_monitor_story_message(log->story, monitor, tck_json_node_object(root), time, number);
                if (mark)
                        return TRUE;
        }
        return FALSE;
}

/* The guest of a monitor: "Entering monitor (mon=0x… vm=0x… name=alice)". */
static void take_name(const TckDaemonLog *log, const char *words) {
        const GRegex *pattern =
                tck_console_pattern(".*(?:Entering|Exited) monitor \\(mon=(0x[0-9a-f]+) vm=0x[0-9a-f]+ name=(.*)\\)$");
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *monitor = NULL, *name = NULL;

        if (!strstr(words, " monitor (mon=") || !g_regex_match(pattern, words, 0, &match))
                return;
        monitor = g_match_info_fetch(match, 1);
        name = g_match_info_fetch(match, 2);
        tck_monitor_story_name(log->story, monitor, name);
}

/* Whether a message is about a guest's end, whatever its level. */
static gboolean tells(const char *words) {
        const GRegex *pattern = tck_console_pattern(
                ".*(?:Domain .* dumped|[Dd]ump .* failed|unable to dump|Unable to .*dump"
                "|doCoreDump|Guest .*panicked|guest panicked|reason=crashed|error while loading state"
                "|unable to execute QEMU command|qemu unexpectedly closed the monitor"
                "|[Ff]ailed to (?:start|terminate) )");

        return g_regex_match(pattern, words, 0, NULL);
}

gboolean tck_daemon_log_words(TckDaemonLog *log, const char *words, gint64 time, guint64 number) {
        const GRegex *pattern = tck_console_pattern("(debug|info|warning|error) : (?:[\\w.]+:\\d+ : )?");
        TckClock clock = time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN;
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *level = NULL;
        const char *text = words;
        int end = 0;

        if (g_regex_match(pattern, words, 0, &match)) {
                level = g_match_info_fetch(match, 1);
                g_match_info_fetch_pos(match, 0, NULL, &end);
                text += end;
        }
        if (take_message(log, words, time, number))
                return TRUE;
        take_name(log, words);
        if (level && !g_str_equal(level, "debug") && tells(text))
                tck_findings_add_moment(log->findings, clock, time, number, text);
        else if (level && (g_str_equal(level, "warning") || g_str_equal(level, "error")))
                tck_findings_add_noise(log->findings, clock, time, number, text);
        return level != NULL;
}

void tck_daemon_log_end(TckDaemonLog *log) {
        tck_monitor_story_end(log->story);
}
