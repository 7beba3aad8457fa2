/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_end.h"

#include <string.h>

#include "error.h"
#include "json.h"
#include "libvirt_xml.h"

#define ENDS "shutting down, reason="

enum { INFO_MAX = 4096 }; /* bytes of a panic's line that are looked at; libvirt writes less than 300 */

/* ---- the log ---- */

/* Its lines since the domain was started last. */
static GStrv last_life(const char *log) {
        static const char begins[] = ": starting up libvirt version: ";
        const char *begin = log ? g_strrstr(log, begins) : NULL;

        return g_strsplit(begin ? begin : log ? log : "", "\n", -1);
}

/* What follows these words in the last line that has them; NULL if none does. Borrowed. */
static const char *behind(char **lines, const char *words) {
        const char *found = NULL;

        for (; *lines; lines++) {
                const char *place = strstr(*lines, words);

                if (place)
                        found = place + strlen(words);
        }
        return found;
}

/* "hyper-v: arg1='0x7b', arg2='0x0', …", as libvirt writes what came with a panic, in the form that it came in. */
static JsonObject *parse_info(const char *text) {
        const char *colon = strchr(text, ':');
        g_autoptr(GRegex) pair = g_regex_new("([a-z0-9-]+)='([^']*)'", 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        JsonObject *info = json_object_new();
        g_autofree char *type = g_strndup(text, colon ? (gsize) (colon - text) : strlen(text));
        g_autofree char *valid = g_utf8_make_valid(type, -1);

        json_object_set_string_member(info, "type", valid);
        for (g_regex_match(pair, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *name = g_match_info_fetch(match, 1), *value = g_match_info_fetch(match, 2);
                guint64 number;

                if ((g_str_has_prefix(value, "0x") &&
                     g_ascii_string_to_unsigned(value + 2, 16, 0, G_MAXUINT64, &number, NULL)) ||
                    g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT64, &number, NULL))
                        json_object_set_int_member(info, name, (gint64) number);
                else
                        json_object_set_string_member(info, name, value);
        }
        return info;
}

/* ---- the end ---- */

static gboolean find_kind(const char *reason, TckIncidentKind *ret_kind) {
        static const struct {
                const char *reason;
                TckIncidentKind kind;
        } kinds[] = {{"shutdown", TCK_INCIDENT_POWERED_OFF},
                     {"destroyed", TCK_INCIDENT_ENDED_BY_HOST},
                     {"crashed", TCK_INCIDENT_HYPERVISOR_GONE}, /* until there is a sign of a panic */
                     {"failed", TCK_INCIDENT_HYPERVISOR_FAILED}};

        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
                if (g_str_equal(reason, kinds[i].reason)) {
                        *ret_kind = kinds[i].kind;
                        return TRUE;
                }
        return FALSE;
}

/* libvirt says "crashed" of a guest that panicked and of a hypervisor that was killed. The one it ends itself, and QEMU says so
 * in its last breath. */
static void look_for_a_panic(TckIncident *incident, char **lines) {
        const char *info = behind(lines, ": panic ");
        g_autofree char *beginning = NULL;

        if (info || behind(lines, "terminating on signal 15 from pid "))
                incident->kind = TCK_INCIDENT_PANICKED;
        if (!info)
                return;
        beginning = g_strndup(info, INFO_MAX);
        incident->info = parse_info(beginning);
        incident->channel = g_strdup(tck_json_string(incident->info, "type"));
}

TckIncident *tck_libvirt_end(const char *xml, const char *reason, const char *log, char **ret_console, GError **error) {
        g_autofree char *name = tck_xml_string(xml, "string(/domain/name)");
        g_auto(GStrv) lines = last_life(log);
        const char *word = reason ? reason : behind(lines, ENDS);
        TckIncident *incident;
        TckIncidentKind kind;

        if (!name)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "this is not the XML of a domain");
        else if (!word)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "why the domain %s ended is not known", name);
        if (!name || !word || !find_kind(word, &kind))
                return NULL;
        incident = tck_incident_new(kind, name);
        incident->reason = g_strdup(word);
        if (kind == TCK_INCIDENT_HYPERVISOR_GONE)
                look_for_a_panic(incident, lines);
        *ret_console = tck_xml_console(xml);
        return incident;
}

void tck_libvirt_end_settle(TckIncident *incident) {
        if (incident->kind != TCK_INCIDENT_HYPERVISOR_GONE)
                return;
        if (incident->oops && incident->oops->panic && incident->oops->last)
                incident->kind = TCK_INCIDENT_PANICKED;
        else
                tck_incident_add_trouble(incident, "libvirt says crashed of a guest that panicked and of a "
                                                   "hypervisor that was killed; neither the console nor the "
                                                   "log has a sign of a panic");
}
