/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_end.h"

#include <string.h>

#include "error.h"
#include "json.h"
#include "libvirt_xml.h"

enum { INFO_MAX = 4096 }; /* bytes of a panic's line that are looked at; libvirt writes less than 300 */

enum { WORDS_LINES = 4, WORDS_MAX = 512 };

/* ---- the log ---- */

/* Its lines since the domain was started last. */
static GStrv last_life(const char *log) {
        const char *begin = log ? g_strrstr(log, ": starting up") : NULL;

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

/* The guest's name on QEMU's command line: "-name guest=vm1,debug-threads=on", or of old "-name vm1". Free with g_free(). */
static char *find_name(char **lines) {
        const char *name = behind(lines, "-name ");

        if (!name)
                return NULL;
        if (g_str_has_prefix(name, "guest="))
                name += strlen("guest=");
        return g_strndup(name, strcspn(name, ", '\r"));
}

/* ---- QEMU's own words ---- */

static void add_words(TckIncident *incident, const char *words) {
        g_autofree char *valid = g_utf8_make_valid(words, (gssize) MIN(strlen(words), WORDS_MAX));

        if (incident->context->len == WORDS_LINES)
                g_ptr_array_remove_index(incident->context, 0);
        g_ptr_array_add(incident->context, g_strdup(g_strchomp(valid)));
}

/* What a QEMU that failed said last, behind the time that `-msg timestamp=on` puts before it. */
static void add_last_words(TckIncident *incident, char **lines) {
        static const char said[] = "^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z (?!.*terminating on signal)(.*)";
        g_autoptr(GRegex) pattern = g_regex_new(said, G_REGEX_RAW, 0, NULL);

        for (; *lines; lines++) {
                g_autoptr(GMatchInfo) match = NULL;

                if (g_regex_match(pattern, *lines, 0, &match)) {
                        g_autofree char *words = g_match_info_fetch(match, 1);

                        add_words(incident, words);
                }
        }
}

/* KVM could not run the guest: QEMU stopped it, and whoever ended it then did so because it stood still. */
static void look_for_internal_error(TckIncident *incident, char **lines) {
        const char *suberror = behind(lines, "KVM internal error. Suberror: "), *rip = behind(lines, "RIP=");
        g_autofree char *words = NULL;

        if (!suberror)
                return;
        incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
        words = g_strdup_printf("KVM internal error, suberror %.*s%s%s%.*s", (int) strspn(suberror, "0123456789"),
                                suberror, behind(lines, "emulation failure") ? ", emulation failure" : "",
                                rip ? ", RIP " : "", rip ? (int) strspn(rip, "0123456789abcdefABCDEF") : 0,
                                rip ? rip : "");
        add_words(incident, words);
}

/* ---- the end ---- */

/* libvirt's words for why a domain is shut off; what is not an end has none here. */
static const struct {
        const char *reason;
        TckIncidentKind kind;
        const char *unclear; /* what libvirt leaves open; NULL if it does not */
} reasons[] = {
        {"shutdown", TCK_INCIDENT_POWERED_OFF, NULL},
        {"destroyed", TCK_INCIDENT_ENDED_BY_HOST, NULL},
        {"failed", TCK_INCIDENT_HYPERVISOR_FAILED, NULL},
        {"crashed", TCK_INCIDENT_HYPERVISOR_GONE,
         "libvirt says crashed of a guest that panicked and of a hypervisor that was killed; neither the console nor "
         "the log has a sign of a "
         "panic"},
        {"daemon", TCK_INCIDENT_HYPERVISOR_GONE,
         "libvirt's daemon ended the domain, or found it ended, when it was started anew: what became of the guest is "
         "not known"},
        {"unknown", TCK_INCIDENT_HYPERVISOR_GONE, "libvirt does not know why the domain ended"},
        {"", TCK_INCIDENT_HYPERVISOR_GONE, "this libvirt did not log why the domain ended"},
};

static gsize find_reason(const char *reason) {
        gsize i = 0;

        while (i < G_N_ELEMENTS(reasons) && !g_str_equal(reason, reasons[i].reason))
                i++;
        return i;
}

/* libvirt's word in the log: "" if it gave none, as of old; NULL if the domain has not ended. Free with g_free(). */
static char *find_word(char **lines) {
        const char *end = behind(lines, ": shutting down");

        if (!end)
                return NULL;
        return g_str_has_prefix(end, ", reason=")
                       ? g_strndup(end + strlen(", reason="), strcspn(end + strlen(", reason="), "\r"))
                       : g_strdup("");
}

/* libvirt says "crashed" of a guest that panicked and of a hypervisor that was killed. The one it ends itself, and QEMU says so
 * in its last breath. */
static void look_for_a_panic(TckIncident *incident, char **lines) {
        const char *info = behind(lines, ": panic ");
        g_autofree char *beginning = NULL;

        if (info ||
            (g_strcmp0(incident->reason, "crashed") == 0 && behind(lines, "terminating on signal 15 from pid ")))
                incident->kind = TCK_INCIDENT_PANICKED;
        if (!info)
                return;
        beginning = g_strndup(info, INFO_MAX);
        incident->info = parse_info(beginning);
        incident->channel = g_strdup(tck_json_string(incident->info, "type"));
}

TckIncident *tck_libvirt_end(const char *xml, const char *reason, const char *log, char **ret_console, GError **error) {
        g_auto(GStrv) lines = last_life(log);
        g_autofree char *name = xml ? tck_xml_string(xml, "string(/domain/name)") : find_name(lines);
        g_autofree char *word = reason ? g_strdup(reason) : find_word(lines);
        gsize number = word ? find_reason(word) : G_N_ELEMENTS(reasons);
        TckIncident *incident;

        if (!name)
                tck_error_set(error, TCK_ERROR_PROTOCOL,
                              xml ? "this is not the XML of a domain"
                                  : "the log does not name the guest: give the domain's XML, too");
        else if (!word)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "why the domain %s ended is not known", name);
        if (!name || number == G_N_ELEMENTS(reasons))
                return NULL;
        incident = tck_incident_new(reasons[number].kind, name);
        incident->reason = g_strdup(*word ? word : NULL);
        if (incident->kind == TCK_INCIDENT_HYPERVISOR_GONE)
                look_for_a_panic(incident, lines);
        if (incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED)
                add_last_words(incident, lines);
        if (incident->kind != TCK_INCIDENT_PANICKED)
                look_for_internal_error(incident, lines);
        *ret_console = xml ? tck_xml_console(xml) : NULL;
        return incident;
}

/* What the console tells: of a panic that libvirt knows of, of one that it did not hear of, or of one that a crash kernel dealt with. */
static TckIncidentKind kind_by_console(const TckIncident *incident, gboolean crashed) {
        if (incident->oops->crash_kernel && !incident->channel)
                return TCK_INCIDENT_CRASH_LOADED;
        return crashed ? TCK_INCIDENT_PANICKED : TCK_INCIDENT_UNNOTIFIED;
}

void tck_libvirt_end_settle(TckIncident *incident) {
        gboolean crashed = g_strcmp0(incident->reason, "crashed") == 0;
        gboolean told = incident->oops && incident->oops->panic && incident->oops->last;
        gsize number = find_reason(incident->reason ? incident->reason : "");
        const char *unclear = number < G_N_ELEMENTS(reasons) ? reasons[number].unclear : NULL;

        if (unclear && incident->kind == TCK_INCIDENT_HYPERVISOR_GONE && !(crashed && told))
                tck_incident_add_trouble(incident, unclear);
        if (told && incident->kind != TCK_INCIDENT_HYPERVISOR_FAILED)
                incident->kind = kind_by_console(incident, crashed);
}
