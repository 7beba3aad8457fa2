/* SPDX-License-Identifier: BSD-2-Clause */
/* Incidents as text. */
#include "incident.h"
#include "panic_info.h"
#include "escape.h"

/* A boot loop: so many resets, on average less than so many seconds apart. */
enum { LOOP_TIMES = 3, LOOP_SECONDS = 60 };

enum { PLACE_WIDTH = 40 }; /* of a file and a line in the timeline, in characters */

/* Whether the guest resets again and again during its boot. */
static gboolean is_loop(const TckIncident *incident) {
        const TckAgain *again = &incident->again;

        return incident->kind == TCK_INCIDENT_RESET && again->times >= LOOP_TIMES &&
               again->seconds / (double) again->times < LOOP_SECONDS;
}

/* A panic may be reported through several channels, one of which may be the crash kernel's. */
static void add_channels(GString *text, const TckIncident *incident) {
        const char *between = ", reported through";

        if (incident->channel) {
                g_string_append_printf(text, "%s %s", between, incident->channel);
                between = " and";
        }
        for (guint i = 0; i < incident->also->len; i++) {
                g_string_append_printf(text, "%s %s", between, (const char *) incident->also->pdata[i]);
                between = " and";
        }
}

/* "the guest panicked, reported through hyper-v (bug check 0xe2 MANUALLY_INITIATED_CRASH); the hypervisor exited with status
 * 0" */
static char *sentence(const TckIncident *incident) {
        gboolean of_hypervisor =
                incident->kind == TCK_INCIDENT_HYPERVISOR_KILLED || incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED;
        g_autoptr(GString) text = g_string_new(tck_incident_kinds[incident->kind].words);
        g_autoptr(TckPanicInfo) decoded = tck_incident_decode(incident);
        g_autofree char *again = tck_again_text(&incident->again);

        if (of_hypervisor && incident->end)
                return g_strdup_printf("the hypervisor %s", incident->end);

        add_channels(text, incident);
        if (decoded)
                g_string_append_printf(text, " (%s)", decoded->title);
        if (incident->oops && incident->oops->panic && !(decoded && g_str_equal(decoded->title, incident->oops->panic)))
                g_string_append_printf(text, ": %s", incident->oops->panic);
        if (incident->oops && incident->oops->crash_kernel)
                g_string_append_printf(text, "; then: %s", incident->oops->crash_kernel);
        if ((incident->kind == TCK_INCIDENT_IO_ERROR || incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED) &&
            incident->context->len)
                g_string_append_printf(text, ": %s",
                                       (const char *) incident->context->pdata[incident->context->len - 1]);
        if (incident->kind == TCK_INCIDENT_NONE && incident->reason)
                g_string_append_printf(text, ": its host reports %s", incident->reason);
        if (incident->late)
                g_string_append(text, ", some time before");
        if (incident->end)
                g_string_append_printf(text, "; the hypervisor %s", incident->end);
        if (again)
                g_string_append_printf(text, "; %s%s", is_loop(incident) ? "a boot loop: " : "", again);
        return g_strdup(text->str);
}

char *tck_incident_words(const TckIncident *incident) {
        g_autofree char *words = sentence(incident);

        return tck_escape(words, "");
}

char *tck_incident_line(const TckIncident *incident) {
        g_autofree char *time = g_date_time_format(incident->time, "%Y-%m-%dT%H:%M:%S.%fZ");
        g_autofree char *words = sentence(incident);
        g_autofree char *line = g_strdup_printf("%s  %s: %s", time, incident->guest, words);

        return tck_escape(line, "");
}

static void add_fact(GString *text, const char *name, const char *fact) {
        g_autofree char *safe = tck_escape(fact, "");

        if (fact && *fact)
                g_string_append_printf(text, " %-12s %s\n", name, safe);
}

/* Adds lines of the guest, with control characters escaped. */
static void add_lines(GString *text, const char *name, const char *lines) {
        g_auto(GStrv) parts = g_strsplit(lines ? lines : "", "\n", -1);

        for (char **part = parts; *part; part++) {
                add_fact(text, name, g_strchomp(*part));
                if (**part)
                        name = "";
        }
}

static void add_texts_as_facts(GString *text, const char *name, const GPtrArray *texts) {
        for (guint i = 0; i < texts->len; i++)
                add_fact(text, i ? "" : name, texts->pdata[i]);
}

/* Without the registers, which are in the record. */
static void add_oops(GString *text, const TckOops *oops) {
        add_fact(text, "cause", oops->cause);
        if (g_strcmp0(oops->cause, oops->panic) != 0)
                add_fact(text, "panic", oops->panic);
        add_fact(text, "at", oops->ip);
        add_fact(text, "task", oops->task);
        add_fact(text, "system", oops->system);
        add_texts_as_facts(text, "backtrace", oops->backtrace);
        add_texts_as_facts(text, "details", oops->details);
        add_texts_as_facts(text, "earlier", oops->earlier);
        add_fact(text, "crash kernel", oops->crash_kernel);
}

/* The kept part of the console, and the place of the whole boot in its source. */
static void add_console(GString *text, const TckConsole *console) {
        gboolean cut = console->offset > console->boot;
        g_autofree char *kept = NULL, *whole = NULL;

        add_lines(text, "console", console->tail);
        if (!console->source || g_strcmp0(console->file, console->source) == 0) {
                add_fact(text, "all of it", console->file);
                return;
        }
        if (console->file)
                kept = g_strdup_printf("%s%s", console->file, cut ? ", only its end" : "");
        whole = g_strdup_printf("%s, bytes %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, console->source, console->boot,
                                console->end);
        add_fact(text, "kept in", kept);
        add_fact(text, "all of it", whole);
}

static void add_decoded(GString *text, const TckIncident *incident) {
        g_autoptr(TckPanicInfo) decoded = tck_incident_decode(incident);

        for (guint i = 0; decoded && i < decoded->facts->len; i++) {
                const TckPanicFact *fact = decoded->facts->pdata[i];
                g_autofree char *words = tck_panic_fact_text(fact);

                add_fact(text, fact->name, words);
        }
        if (decoded) {
                add_fact(text, "advice", decoded->advice);
                add_fact(text, "with QEMU", decoded->qemu);
                add_fact(text, "with libvirt", decoded->libvirt);
        }
}

/* ---- an autopsy's results ---- */

static guint shown_width(const char *text) {
        return (guint) g_utf8_strlen(text, -1);
}

/* A line of the timeline in columns: time, place, message. */
static void add_moment(GString *text, const char *name, const TckMoment *moment, guint time_width, guint place_width) {
        g_autofree char *time = tck_moment_time(moment), *place = tck_moment_place(moment);
        g_autofree char *safe_place = tck_escape(place, ""), *safe = tck_escape(moment->text, "");

        g_string_append_printf(text, " %-12s %-*s  %s%*s", name, (int) time_width, time, safe_place,
                               (int) (place_width - MIN(shown_width(safe_place), place_width)), "");
        if (moment->times > 1)
                g_string_append_printf(text, "  %" G_GUINT64_FORMAT " ×", moment->times);
        g_string_append_printf(text, "  %s\n", safe);
}

static void add_moments(GString *text, const char *name, const GPtrArray *timeline, gboolean noise) {
        guint time_width = 0, place_width = 0;

        for (guint i = 0; i < timeline->len; i++) {
                g_autofree char *time = tck_moment_time(timeline->pdata[i]),
                                *place = tck_moment_place(timeline->pdata[i]);
                g_autofree char *safe = tck_escape(place, "");

                time_width = MAX(time_width, shown_width(time));
                place_width = MIN(MAX(place_width, shown_width(safe)), PLACE_WIDTH);
        }
        for (guint i = 0; i < timeline->len; i++) {
                const TckMoment *moment = timeline->pdata[i];

                if (moment->noise == noise) {
                        add_moment(text, name, moment, time_width, place_width);
                        name = "";
                }
        }
}

static void add_autopsy(GString *text, const TckIncident *incident) {
        add_moments(text, "timeline", incident->timeline, FALSE);
        add_moments(text, "noise", incident->timeline, TRUE);
        add_texts_as_facts(text, "contradicts", incident->contradictions);
        add_texts_as_facts(text, "next time", incident->missing);
        add_texts_as_facts(text, "advice", incident->advice);
        add_lines(text, "domain XML", incident->domain_diff);
}

char *tck_incident_text(const TckIncident *incident) {
        g_autofree char *line = tck_incident_line(incident);
        GString *text = g_string_new(line);

        g_string_append_c(text, '\n');
        add_fact(text, "kind", tck_incident_kinds[incident->kind].name);
        add_fact(text, "action", incident->action);
        add_fact(text, "reason", incident->reason);
        add_fact(text, "run state", incident->run_state);
        add_decoded(text, incident);
        add_texts_as_facts(text, "CPUs", incident->cpus);
        add_texts_as_facts(text, "before it", incident->context);
        if (incident->oops)
                add_oops(text, incident->oops);
        add_console(text, &incident->console);
        add_fact(text, "core", incident->core);
        add_texts_as_facts(text, "", incident->core_cpus);
        add_fact(text, "screen", incident->screen);
        add_texts_as_facts(text, "missing", incident->troubles);
        add_autopsy(text, incident);
        return g_string_free(text, FALSE);
}
