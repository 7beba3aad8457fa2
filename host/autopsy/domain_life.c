/* SPDX-License-Identifier: BSD-2-Clause */
#include "domain_life.h"

#include <string.h>

#include "console_pattern.h"
#include "domain_reason.h"
#include "json.h"
#include "stamp.h"

enum {
        INFO_MAX = 4096,         /* bytes of a panic's line that are read; libvirt writes less than 300 */
        COMMAND_MAX = 256 << 10, /* of QEMU's command line */
        WORDS_LINES = 4,
        WORDS_MAX = 512,
        NUMBER_MAX = 64,
};

struct TckDomainLife {
        TckFindings *findings;
        GString *command;  /* as far as it was read */
        gboolean starting; /* the lines of the command line are being read */

        gboolean seen; /* this life has a line */
        char *reason;  /* libvirt's word for the end; "" if there was none; NULL: it has not ended */
        JsonObject *info;
        gboolean panicked;
        gint64 panic_time, time; /* when the panic was, and when the life ended; 0 if unknown */
        GPtrArray *words;        /* char *: QEMU's last messages that are not warnings */
        char *suberror, *rip;    /* of a KVM internal error */
        gboolean emulation;
        char *failure;         /* QEMU's message about a failure that ends it */
        char *stuck;           /* QEMU's message about a failure after which the guest cannot run */
        char *last;            /* the last line that is neither libvirt's nor a warning */
        GPtrArray *troubles;   /* char *: failures of the host's storage */
        char *asked;           /* QEMU's message about the signal that ended it; NULL if there is none */
        TckIncidentKind state; /* of the run state in a trace; TCK_INCIDENT_NONE if it is not a stop */
        char *run_state;
        gboolean with_console; /* other lines may be the guest's console */

        TckIncident *before; /* the conclusion from the previous life; NULL if none has ended */
        gboolean before_timed;
};

TckDomainLife *tck_domain_life_new(TckFindings *findings) {
        TckDomainLife *life = g_new0(TckDomainLife, 1);

        life->findings = findings;
        life->command = g_string_new(NULL);
        life->words = g_ptr_array_new_with_free_func(g_free);
        life->troubles = g_ptr_array_new_with_free_func(g_free);
        life->state = TCK_INCIDENT_NONE;
        return life;
}

void tck_domain_life_with_console(TckDomainLife *life) {
        life->with_console = TRUE;
}

static void forget(TckDomainLife *life) {
        g_string_truncate(life->command, 0);
        g_clear_pointer(&life->reason, g_free);
        g_clear_pointer(&life->info, json_object_unref);
        g_clear_pointer(&life->suberror, g_free);
        g_clear_pointer(&life->rip, g_free);
        g_clear_pointer(&life->failure, g_free);
        g_clear_pointer(&life->stuck, g_free);
        g_clear_pointer(&life->last, g_free);
        g_ptr_array_set_size(life->troubles, 0);
        g_clear_pointer(&life->asked, g_free);
        g_clear_pointer(&life->run_state, g_free);
        g_ptr_array_set_size(life->words, 0);
        life->panicked = life->emulation = life->seen = FALSE;
        life->panic_time = life->time = 0;
        life->state = TCK_INCIDENT_NONE;
}

void tck_domain_life_free(TckDomainLife *life) {
        if (!life)
                return;
        forget(life);
        g_string_free(life->command, TRUE);
        g_ptr_array_unref(life->words);
        g_ptr_array_unref(life->troubles);
        tck_incident_free(life->before);
        g_free(life);
}

/* ---- libvirt's own lines ---- */

static void end_life(TckDomainLife *life);

static void take_panic(TckDomainLife *life, const char *words, gint64 time) {
        g_autofree char *beginning = g_strndup(words, INFO_MAX);

        life->panicked = TRUE;
        life->panic_time = time;
        g_clear_pointer(&life->info, json_object_unref);
        life->info = tck_domain_panic_info(beginning);
}

static void take_end(TckDomainLife *life, const char *words, gint64 time) {
        g_free(life->reason);
        life->reason = g_str_has_prefix(words, ", reason=") ? g_strdup(words + strlen(", reason=")) : g_strdup("");
        life->time = time;
}

/* Takes a line of libvirt's, without its time. FALSE for other lines. */
static gboolean take_libvirt(TckDomainLife *life, const char *words, gint64 time, guint64 number) {
        gboolean told = TRUE;

        if (g_str_has_prefix(words, "starting up")) {
                end_life(life);
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

/* The guest's name: "-name guest=vm1,debug-threads=on", or in old versions "-name vm1". Free with g_free(). */
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

/* The lines after "starting up". All but the last end with a backslash. */
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

/* ---- QEMU's messages ---- */

static void add_words(TckDomainLife *life, const char *words) {
        g_autofree char *valid = g_utf8_make_valid(words, (gssize) MIN(strlen(words), WORDS_MAX));

        if (life->words->len == WORDS_LINES)
                g_ptr_array_remove_index(life->words, 0);
        g_ptr_array_add(life->words, g_strdup(g_strchomp(valid)));
}

/* A KVM internal error, which is followed by lines of registers. FALSE for other lines. */
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

static void replace(char **text, const char *words) {
        g_free(*text);
        *text = g_strdup(words);
}

/* A message of QEMU about a failure. FALSE for others. */
static gboolean take_failure(TckDomainLife *life, const char *words) {
        const GRegex *failure = tck_console_pattern(
                "(?:.*[Aa]ssertion .*failed|.*hardware error: |.*cannot set up guest memory|.*(?:Segmentation "
                "fault|Aborted)"
                "|.*: -[a-z][\\w-]* (?!.*warning: ).*: (?:.*could not|.*[Ff]ailed|.*Could not|.*not |.*cannot )"
                "|free\\(\\): |malloc\\(\\): |\\*\\*\\* .* \\*\\*\\*: terminated)");
        const GRegex *stuck = tck_console_pattern("(?:.*: )?error: kvm run failed");
        const GRegex *storage = tck_console_pattern("(?:.*: )?block I/O error in device");

        if (g_regex_match(stuck, words, 0, NULL))
                replace(&life->stuck, words);
        else if (g_regex_match(storage, words, 0, NULL)) {
                if (life->troubles->len < WORDS_LINES)
                        g_ptr_array_add(life->troubles, g_strdup(words));
        } else if (g_regex_match(failure, words, 0, NULL))
                replace(&life->failure, words);
        else
                return FALSE;
        return TRUE;
}

static gboolean take_signal(TckDomainLife *life, const char *words) {
        const GRegex *pattern = tck_console_pattern(".*(terminating on signal \\d+(?: from pid \\d+(?: \\(.*\\))?)?)");
        g_autoptr(GMatchInfo) match = NULL;

        if (!g_regex_match(pattern, words, 0, &match))
                return FALSE;
        g_free(life->asked);
        life->asked = g_match_info_fetch(match, 1);
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
        /* In these states QEMU ends or moves, which says nothing about the guest. */
        if (incident || (!g_str_equal(life->run_state, "shutdown") && !g_str_equal(life->run_state, "finish-migrate")))
                life->state = incident ? incident->kind : TCK_INCIDENT_NONE;
        return TRUE;
}

/* A line that is not libvirt's, with or without QEMU's time. */
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
        if ((qemus || g_str_has_prefix(words, "libvirt: ")) && !strstr(words, "warning: "))
                add_words(life, words);
        if (*words && !strstr(words, "warning: "))
                replace(&life->last, words);
        if (take_failure(life, words))
                tck_findings_add_moment(life->findings, clock, time, number, words);
        else if (*words && (qemus || !life->with_console))
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

/* Adds QEMU's message about a failure. A failure that ends QEMU counts only if nothing else ended it. */
static void add_failure(const TckDomainLife *life, TckIncident *incident) {
        if (life->suberror) {
                incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
                g_ptr_array_add(incident->context,
                                g_strdup_printf("KVM internal error, suberror %s%s%s%s", life->suberror,
                                                life->emulation ? ", emulation failure" : "", life->rip ? ", RIP " : "",
                                                life->rip ? life->rip : ""));
        } else if (life->stuck) {
                incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
                g_ptr_array_add(incident->context, g_strdup(life->stuck));
        } else if (life->failure &&
                   (incident->kind == TCK_INCIDENT_NONE || incident->kind == TCK_INCIDENT_HYPERVISOR_GONE)) {
                incident->kind = TCK_INCIDENT_HYPERVISOR_FAILED;
                g_ptr_array_add(incident->context, g_strdup(life->failure));
        }
}

static void add_last_words(const TckDomainLife *life, TckIncident *incident) {
        for (guint i = 0; i < life->words->len; i++)
                g_ptr_array_add(incident->context, g_strdup(life->words->pdata[i]));
        if (!life->words->len && life->last)
                g_ptr_array_add(incident->context, g_strdup(life->last));
}

/* Without a reason from libvirt: from QEMU's messages alone. */
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

/* libvirt's reason "crashed" means a panic or a killed hypervisor. After a panic, libvirt ends the hypervisor by a signal, which QEMU
 * logs. */
static gboolean is_panic(const TckDomainLife *life, const char *reason) {
        return life->panicked || life->state == TCK_INCIDENT_PANICKED ||
               (g_strcmp0(reason, "crashed") == 0 && life->asked);
}

/* The conclusion from the life. */
static TckIncident *conclude(const TckDomainLife *life, const char *reason, gboolean *ret_timed) {
        gint64 time = life->panic_time ? life->panic_time : life->time;
        TckIncident *incident = reason ? tck_domain_end_of_reason(reason) : NULL;

        if (!incident)
                incident = of_qemu_alone(life);
        if (is_panic(life, reason))
                incident->kind = TCK_INCIDENT_PANICKED;
        if (life->info) {
                incident->info = json_object_ref(life->info);
                incident->channel = g_strdup(tck_json_string(incident->info, "type"));
        }
        for (guint i = 0; i < life->troubles->len; i++)
                g_ptr_array_add(incident->context, g_strdup(life->troubles->pdata[i]));
        if (incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED)
                add_last_words(life, incident);
        if (incident->kind != TCK_INCIDENT_PANICKED)
                add_failure(life, incident);
        *ret_timed = tck_incident_set_time(incident, time);
        return incident;
}

TckIncident *tck_domain_life_so_far(const TckDomainLife *life, const char *reason) {
        gboolean timed;

        return conclude(life, reason ? reason : life->reason, &timed);
}

const char *tck_domain_life_signal(const TckDomainLife *life) {
        return life->asked;
}

/* When another life begins, this one is kept: it counts if the new one goes on. */
static void end_life(TckDomainLife *life) {
        if (!life->reason && !life->panicked)
                return;
        tck_incident_free(life->before);
        life->before = conclude(life, life->reason, &life->before_timed);
}

void tck_domain_life_end(TckDomainLife *life) {
        const char *reason = life->reason ? life->reason : life->findings->reason;
        TckWitness witness = reason || life->panicked ? TCK_WITNESS_LIBVIRT : TCK_WITNESS_QEMU;
        gboolean timed;
        TckIncident *incident = conclude(life, reason, &timed);

        if (life->before && !reason && incident->kind == TCK_INCIDENT_NONE) {
                tck_incident_free(incident);
                incident = g_steal_pointer(&life->before);
                timed = life->before_timed;
                witness = TCK_WITNESS_LIBVIRT;
                life->findings->started_again = TRUE;
        }
        tck_findings_add_account(life->findings, witness, incident, timed);
}
