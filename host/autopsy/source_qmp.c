/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transcripts of QMP: this kit's qmp.jsonl ({"t":SECONDS,"<":MESSAGE}), a monitor's messages, in one line each or pretty-printed,
 * and `virsh qemu-monitor-event` ("event NAME at SECONDS for domain 'GUEST': DATA").
 */
#include <string.h>

#include "console_pattern.h"
#include "error.h"
#include "json.h"
#include "json_values.h"
#include "monitor_story.h"
#include "source.h"

enum { MESSAGE_MAX = 4 << 20, NESTING_MAX = 64 };

static const char virsh_event[] = "(?:\\S+ \\S+: )?event ([A-Z_]+) at (\\d+)\\.(\\d{6}) for domain '([^']*)': (.*)";

static TckSure recognise(const char *head, gsize length) {
        const char *at = head + strspn(head, " \t\r\n");

        if (tck_head_has_line(head, length, virsh_event))
                return TCK_SURE_CERTAIN;
        if (*at != '{')
                return TCK_SURE_NOT;
        if (tck_head_has_line(head, length, "\\{\"t\":[\\d.]+,\"[<>]\":") ||
            tck_head_has_line(head, length, "\\s*\\{\\s*\"QMP\"\\s*:"))
                return TCK_SURE_CERTAIN;
        return strstr(at, "\"event\"") && strstr(at, "\"timestamp\"")                    ? TCK_SURE_LIKELY
               : tck_head_has_line(head, length, "\\{\"(?:return|execute|error)\"\\s*:") ? TCK_SURE_PERHAPS
                                                                                         : TCK_SURE_NOT;
}

struct reading {
        TckMonitorStory *story;
        TckJsonValues *values;
};

static void take_message(const char *text, gsize length, guint64 line, gpointer data) {
        const struct reading *reading = data;
        g_autoptr(JsonNode) root = tck_json_parse(text, length, NESTING_MAX);
        JsonObject *object = tck_json_node_object(root), *inner = tck_json_object(object, "<");

        /* Commands show nothing about the guest. */
        if (object && !json_object_has_member(object, ">"))
                tck_monitor_story_message(reading->story, "", inner ? inner : object, 0, line);
}

static gboolean take_virsh(const struct reading *reading, const char *line, guint64 number) {
        g_autofree char *valid = g_utf8_make_valid(line, -1);
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *name = NULL, *seconds = NULL, *rest = NULL, *guest = NULL, *data = NULL, *message = NULL;
        g_autoptr(JsonNode) root = NULL;

        if (!strstr(valid, "event ") || !g_regex_match(tck_console_pattern(virsh_event), valid, 0, &match))
                return FALSE;
        name = g_match_info_fetch(match, 1);
        seconds = g_match_info_fetch(match, 2);
        rest = g_match_info_fetch(match, 3);
        guest = g_match_info_fetch(match, 4);
        data = g_match_info_fetch(match, 5);
        message = g_strdup_printf(
                "{\"event\":\"%s\",\"timestamp\":{\"seconds\":%s,\"microseconds\":%" G_GUINT64_FORMAT "}%s%s}", name,
                seconds, g_ascii_strtoull(rest, NULL, 10), *data == '{' ? ",\"data\":" : "", *data == '{' ? data : "");
        root = tck_json_parse(message, strlen(message), NESTING_MAX);
        tck_monitor_story_name(reading->story, guest, guest);
        if (tck_json_node_object(root))
                tck_monitor_story_message(reading->story, guest, tck_json_node_object(root), 0, number);
        return TRUE;
}

static void read_line(char *line, gsize length, guint64 number, gpointer data) {
        struct reading *reading = data;

        if (tck_json_values_inside(reading->values) || !take_virsh(reading, line, number))
                tck_json_values_line(reading->values, line, length, number);
}

static gboolean read_transcript(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckMonitorStory) story = tck_monitor_story_new(findings);
        struct reading reading = {.story = story};
        g_autoptr(TckJsonValues) values = tck_json_values_new(MESSAGE_MAX, take_message, &reading);
        gboolean good;

        reading.values = values;
        good = tck_input_each_line(input, read_line, &reading, error);
        if (tck_monitor_story_end(story) || !good)
                return good;
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s has no message of a monitor", tck_input_name(input));
}

TCK_SOURCE(.name = "qmp", .what = "a transcript of QMP", .recognise = recognise, .read = read_transcript)
