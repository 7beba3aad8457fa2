/* SPDX-License-Identifier: BSD-2-Clause */
#include "domain_life.h"

#include <string.h>

#include "console_pattern.h"
#include "json.h"
#include "stamp.h"

enum {
        INFO_MAX = 4096,         /* bytes of a panic's line that are looked at; libvirt writes less than 300 */
        COMMAND_MAX = 256 << 10, /* of QEMU's command line */
        WORDS_LINES = 4,
        WORDS_MAX = 512,
        NUMBER_MAX = 64,
};

struct TckDomainLife {
        TckFindings *findings;
        GString *command;  /* QEMU's command line, as far as it has been read */
        gboolean starting; /* its lines are being read */

        gboolean seen; /* there was a line of this life */
        char *reason;  /* libvirt's word for the end; "" if it gave none; NULL: the life has not ended */
        JsonObject *info;
        gboolean panicked;
        gint64 panic_time, time; /* of the panic; of the end; 0 */
        GPtrArray *words;        /* char *: what QEMU said last that was not a warning */
        char *suberror, *rip;    /* of a guest that KVM could not run */
        gboolean emulation;
        char *failure;  /* QEMU's words for its own failure, from which it does not come back */
        gboolean asked; /* a signal asked QEMU to end */
        char *killer;
        TckIncidentKind state; /* what the run state in a trace tells; kind none if it tells of no stop */
        char *run_state;
};

TckDomainLife *tck_domain_life_new(TckFindings *findings) {
        TckDomainLife *life = g_new0(TckDomainLife, 1);

        life->findings = findings;
        life->command = g_string_new(NULL);
        life->words = g_ptr_array_new_with_free_func(g_free);
        life->state = TCK_INCIDENT_NONE;
        return life;
}

static void forget(TckDomainLife *life) {
        g_string_truncate(life->command, 0);
        g_clear_pointer(&life->reason, g_free);
        g_clear_pointer(&life->info, json_object_unref);
        g_clear_pointer(&life->suberror, g_free);
        g_clear_pointer(&life->rip, g_free);
        g_clear_pointer(&life->failure, g_free);
        g_clear_pointer(&life->killer, g_free);
        g_clear_pointer(&life->run_state, g_free);
        g_ptr_array_set_size(life->words, 0);
        life->panicked = life->emulation = life->asked = life->seen = FALSE;
        life->panic_time = life->time = 0;
        life->state = TCK_INCIDENT_NONE;
}

void tck_domain_life_free(TckDomainLife *life) {
        if (!life)
                return;
        forget(life);
        g_string_free(life->command, TRUE);
        g_ptr_array_unref(life->words);
        g_free(life);
}

/* ---- libvirt's own lines ---- */

/* "hyper-v: arg1='0x7b', arg2='0x0', …", as libvirt writes what came with a panic, in the form that it came in. */
static JsonObject *parse_info(const char *text) {
        const char *colon = strchr(text, ':');
        g_autoptr(GRegex) pair = g_regex_new("([a-z0-9_-]+)='([^']*)'", 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        JsonObject *info = json_object_new();
        g_autofree char *type = g_strndup(text, colon ? (gsize) (colon - text) : strlen(text));
        g_autofree char *valid_type = g_utf8_make_valid(type, -1), *valid = g_utf8_make_valid(text, -1);

        json_object_set_string_member(info, "type", valid_type);
        for (g_regex_match(pair, valid, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *name = g_match_info_fetch(match, 1), *value = g_match_info_fetch(match, 2);
                guint64 number;

                /* QMP's names have dashes where libvirt's have underscores. */
                g_strdelimit(name, "_", '-');
                if ((g_str_has_prefix(value, "0x") &&
                     g_ascii_string_to_unsigned(value + 2, 16, 0, G_MAXUINT64, &number, NULL)) ||
                    g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT64, &number, NULL))
                        json_object_set_int_member(info, name, (gint64) number);
                else
                        json_object_set_string_member(info, name, value);
        }
        return info;
}

static void take_panic(TckDomainLife *life, const char *words, gint64 time) {
        g_autofree char *beginning = g_strndup(words, INFO_MAX);

        life->panicked = TRUE;
        life->panic_time = time;
        g_clear_pointer(&life->info, json_object_unref);
        life->info = parse_info(beginning);
}

static void take_end(TckDomainLife *life, const char *words, gint64 time) {
        g_free(life->reason);
        life->reason = g_str_has_prefix(words, ", reason=") ? g_strdup(words + strlen(", reason=")) : g_strdup("");
        life->time = time;
}

/* A line of libvirt's, behind its time. FALSE if it is none. */
static gboolean take_libvirt(TckDomainLife *life, const char *words, gint64 time, guint64 number) {
        gboolean told = TRUE;

        if (g_str_has_prefix(words, "starting up")) {
                forget(life);
                life->starting = TRUE;
        } else if (g_str_has_prefix(words, "shutting down")) {
                take_end(life, words + strlen("shutting down"), time);
        } else if (g_str_has_prefix(words, "panic ")) {
                take_panic(life, words + strlen("panic "), time);
        } else if (!g_str_has_prefix(words, "initiating migration")) {
                told = FALSE;
        }
        life->seen = TRUE;
        if (told)
                tck_findings_add_moment(life->findings, TCK_CLOCK_HOST, time, number, words);
        return told;
}

/* ---- QEMU's command line ---- */

/* The guest's name: "-name guest=vm1,debug-threads=on", or of old "-name vm1". Free with g_free(). */
static char *find_name(const char *command) {
        const char *name = strstr(command, "-name ");

        if (!name)
                return NULL;
        name += strlen("-name ");
        name += strspn(name, "'\"");
        if (g_str_has_prefix(name, "guest="))
                name += strlen("guest=");
        return g_strndup(name, strcspn(name, ", '\"\r"));
}

/* The lines behind "starting up", each but the last of which ends with a backslash. */
static void take_command(TckDomainLife *life, const char *line) {
        gsize length = strlen(line);
        gboolean more = length && line[length - 1] == '\\';
        g_autofree char *name = NULL;

        g_string_append_len(life->command, line,
                            (gssize) MIN(length - (more ? 1 : 0), COMMAND_MAX - MIN(life->command->len, COMMAND_MAX)));
        life->starting = more;
        if (more)
                return;
        name = find_name(life->command->str);
        if (name && *name) {
                g_autofree char *valid = g_utf8_make_valid(name, -1);

                tck_findings_set_guest(life->findings, valid);
        }
        tck_findings_set_command(life->findings, life->command->str);
}

/* ---- QEMU's own words ---- */

static void add_words(TckDomainLife *life, const char *words) {
        g_autofree char *valid = g_utf8_make_valid(words, (gssize) MIN(strlen(words), WORDS_MAX));

        if (life->words->len == WORDS_LINES)
                g_ptr_array_remove_index(life->words, 0);
        g_ptr_array_add(life->words, g_strdup(g_strchomp(valid)));
}

/* A guest that KVM could not run: lines of many registers follow. FALSE if the line is none of it. */
static gboolean take_internal_error(TckDomainLife *life, const char *line, gint64 time, guint64 number) {
        static const char error[] = "KVM internal error. Suberror: ";
        const char *suberror = strstr(line, error), *rip = strstr(line, "RIP=");

        if (suberror) {
                suberror += strlen(error);
                g_free(life->suberror);
                life->suberror = g_strndup(suberror, MIN(strspn(suberror, "0123456789"), NUMBER_MAX));
                tck_findings_add_moment(life->findings, time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN, time, number, line);
                return TRUE;
        }
        if (!life->suberror)
                return FALSE;
        life->emulation |= strstr(line, "emulation failure") != NULL;
        if (rip && !life->rip)
                life->rip = g_strndup(rip + 4, MIN(strspn(rip + 4, "0123456789abcdefABCDEF"), NUMBER_MAX));
        return g_regex_match(tck_console_pattern("extra data\\[|emulation failure|[A-Z][A-Z0-9]{1,3} ?=|Code="), line,
                             0, NULL);
}

/* Words of QEMU's from which it does not come back. */
static gboolean is_failure(const char *words) {
        const GRegex *pattern = tck_console_pattern(
                "(?:.*[Aa]ssertion .*failed|.*hardware error: |.*error: kvm run failed|error: kvm run failed"
                "|.*cannot set up guest memory|.*: -[a-z][\\w-]* (?!.*warning: ).*: (?:.*could not|.*[Ff]ailed|.*Could "
                "not|.*not |.*cannot )"
                "|.*(?:Segmentation fault|Aborted)|free\\(\\): |malloc\\(\\): |\\*\\*\\* .* \\*\\*\\*: terminated)");

        return g_regex_match(pattern, words, 0, NULL);
}

static gboolean take_signal(TckDomainLife *life, const char *words) {
        const GRegex *pattern =
                tck_console_pattern(".*terminating on signal (\\d+)(?: from pid (\\d+)(?: \\((.*)\\))?)?");
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *who = NULL;

        if (!g_regex_match(pattern, words, 0, &match))
                return FALSE;
        who = g_match_info_fetch(match, 3);
        life->asked = TRUE;
        g_free(life->killer);
        life->killer = who && *who ? g_path_get_basename(who) : NULL;
        return TRUE;
}

/* QEMU's trace of its run state: "runstate_set current_run_state 9 (running) new_state 13 (guest-panicked)". */
static gboolean take_trace(TckDomainLife *life, const char *line) {
        const GRegex *pattern =
                tck_console_pattern(".*\\brunstate_set current_run_state \\d+ \\(.*\\) new_state \\d+ \\((.*)\\)");
        g_autoptr(GMatchInfo) match = NULL;
        g_autoptr(TckIncident) incident = NULL;

        if (!g_regex_match(pattern, line, 0, &match))
                return FALSE;
        g_free(life->run_state);
        life->run_state = g_match_info_fetch(match, 1);
        incident = tck_incident_of_run_state(life->run_state, "", FALSE);
        /* QEMU's end is not the guest's. */
        if (incident || (!g_str_equal(life->run_state, "shutdown") && !g_str_equal(life->run_state, "finish-migrate")))
                life->state = incident ? incident->kind : TCK_INCIDENT_NONE;
        return TRUE;
}

/* A line that is not libvirt's, perhaps behind QEMU's time. */
static void take_qemu(TckDomainLife *life, const char *line, const char *words, gint64 time, guint64 number) {
        TckClock clock = time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN;
        gboolean qemus = time || g_regex_match(tck_console_pattern("(?:\\S*/)?(?:qemu|kvm)[\\w.-]*: "), words, 0, NULL);

        life->seen = TRUE;
        if (take_internal_error(life, words, time, number))
                return;
        if (take_signal(life, words) || take_trace(life, line)) {
                tck_findings_add_moment(life->findings, clock, time, number, words);
                return;
        }
        if (is_failure(words)) {
                g_free(life->failure);
                life->failure = g_strdup(words);
        }
        if (qemus && !strstr(words, "warning: "))
                add_words(life, words);
        if (is_failure(words))
                tck_findings_add_moment(life->findings, clock, time, number, words);
        else if (*words)
                tck_findings_add_noise(life->findings, clock, time, number, words);
}

void tck_domain_life_line(TckDomainLife *life, const char *line, guint64 number) {
        g_autofree char *valid = g_utf8_make_valid(line, -1);
        const char *words = valid;
        gint64 time = 0;

        if (tck_stamp_read(valid, &time, &words) && take_libvirt(life, words, time, number))
                return;
        if (life->starting && !time)
                take_command(life, valid);
        else
                take_qemu(life, valid, words, time, number);
}

/* ---- the end ---- */

/* libvirt's words for why a domain is shut off. */
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
         "the log has a sign of a panic"},
        {"daemon", TCK_INCIDENT_HYPERVISOR_GONE,
         "libvirt's daemon ended the domain, or found it ended, when it was started anew: what became of the guest is "
         "not known"},
        {"unknown", TCK_INCIDENT_HYPERVISOR_GONE, "libvirt does not know why the domain ended"},
        {"", TCK_INCIDENT_HYPERVISOR_GONE, "this libvirt did not log why the domain ended"},
        {"migrated", TCK_INCIDENT_NONE, NULL},
        {"saved", TCK_INCIDENT_NONE, NULL},
        {"from snapshot", TCK_INCIDENT_NONE, NULL},
        {"from-snapshot", TCK_INCIDENT_NONE, NULL},
};

const char *tck_domain_end_unclear(const char *reason) {
        for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
                if (g_str_equal(reason ? reason : "", reasons[i].reason))
                        return reasons[i].unclear;
        return NULL;
}

TckIncident *tck_domain_end_of_reason(const char *reason) {
        for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
                if (g_str_equal(reason, reasons[i].reason)) {
                        TckIncident *incident = tck_incident_new(reasons[i].kind, "");

                        incident->reason = *reason ? g_strdup(reason) : NULL;
                        return incident;
                }
        return NULL;
}

/* What QEMU said of its own failure; whoever ended it then did so because it stood still. */
static void add_failure(const TckDomainLife *life, TckIncident *incident) {
        if (life->suberror) {
                incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
                g_ptr_array_add(incident->context,
                                g_strdup_printf("KVM internal error, suberror %s%s%s%s", life->suberror,
                                                life->emulation ? ", emulation failure" : "", life->rip ? ", RIP " : "",
                                                life->rip ? life->rip : ""));
        } else if (life->failure &&
                   (incident->kind == TCK_INCIDENT_NONE || incident->kind == TCK_INCIDENT_HYPERVISOR_GONE)) {
                incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
                g_ptr_array_add(incident->context, g_strdup(life->failure));
        }
}

static void add_last_words(const TckDomainLife *life, TckIncident *incident) {
        for (guint i = 0; i < life->words->len; i++)
                g_ptr_array_add(incident->context, g_strdup(life->words->pdata[i]));
}

/* Without libvirt's word for it, by what QEMU says. */
static TckIncident *of_qemu_alone(const TckDomainLife *life) {
        TckIncident *incident = tck_incident_new(life->state, "");

        g_free(incident->run_state);
        incident->run_state = g_strdup(life->run_state ? life->run_state : "");
        if (life->asked && life->state == TCK_INCIDENT_NONE) {
                incident->kind = TCK_INCIDENT_ENDED_BY_HOST;
                incident->reason = g_strdup("host-signal");
        }
        return incident;
}

/* libvirt says "crashed" of a guest that panicked and of a hypervisor that was killed. The one it ends itself, and QEMU says so in its
 * last breath. */
static gboolean is_panic(const TckDomainLife *life) {
        return life->panicked || life->state == TCK_INCIDENT_PANICKED ||
               (g_strcmp0(life->reason, "crashed") == 0 && life->asked);
}

void tck_domain_life_end(TckDomainLife *life) {
        gint64 time = life->panic_time ? life->panic_time : life->time;
        g_autoptr(GDateTime) date = time ? tck_stamp_to_date(time) : NULL;
        TckIncident *incident;

        if (!life->reason)
                life->reason = g_strdup(life->findings->reason);
        incident = life->reason ? tck_domain_end_of_reason(life->reason) : NULL;
        if (!incident)
                incident = of_qemu_alone(life);
        if (is_panic(life))
                incident->kind = TCK_INCIDENT_PANICKED;
        if (life->info) {
                incident->info = json_object_ref(life->info);
                incident->channel = g_strdup(tck_json_string(incident->info, "type"));
        }
        if (incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED)
                add_last_words(life, incident);
        if (incident->kind != TCK_INCIDENT_PANICKED)
                add_failure(life, incident);
        if (date) {
                g_date_time_unref(incident->time);
                incident->time = g_date_time_ref(date);
        }
        tck_findings_add_account(life->findings,
                                 life->reason || life->panicked ? TCK_WITNESS_LIBVIRT : TCK_WITNESS_QEMU, incident,
                                 date != NULL);
}
