/* SPDX-License-Identifier: BSD-2-Clause */
#include "monitor_story.h"

#include <string.h>

#include "json.h"
#include "stamp.h"

/* Limits for each monitor. Of its moments, the first ones and the last one are kept. */
enum { MONITORS_MAX = 256, MOMENTS_MAX = 128, CONTEXT_MAX = 4, TEXT_MAX = 400, CONTEXT_SECONDS = 60 };

typedef struct {
        gint64 time;
        guint64 number;
        char *text;
} Said;

typedef struct {
        char *guest;           /* NULL while unknown */
        TckIncident *incident; /* the latest; NULL if there was none */
        GPtrArray *said;       /* Said * */
        GPtrArray *context;    /* Said *: failures of the host */
        guint64 messages, resets;
        gint64 first_reset, last_reset;
        gint64 stopped; /* when its CPUs last stopped; 0 if unknown */
        char *arch;
} Monitor;

struct TckMonitorStory {
        TckFindings *findings;
        GHashTable *monitors; /* the monitor's identifier → Monitor * */
};

static void free_said(gpointer data) {
        Said *said = data;

        g_free(said->text);
        g_free(said);
}

static void free_monitor(gpointer data) {
        Monitor *monitor = data;

        g_free(monitor->guest);
        g_free(monitor->arch);
        tck_incident_free(monitor->incident);
        g_ptr_array_unref(monitor->said);
        g_ptr_array_unref(monitor->context);
        g_free(monitor);
}

TckMonitorStory *tck_monitor_story_new(TckFindings *findings) {
        TckMonitorStory *story = g_new(TckMonitorStory, 1);

        story->findings = findings;
        story->monitors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_monitor);
        return story;
}

void tck_monitor_story_free(TckMonitorStory *story) {
        if (!story)
                return;
        g_hash_table_unref(story->monitors);
        g_free(story);
}

/* NULL if there are too many. */
static Monitor *find_monitor(TckMonitorStory *story, const char *name) {
        Monitor *monitor = g_hash_table_lookup(story->monitors, name);

        if (monitor || g_hash_table_size(story->monitors) == MONITORS_MAX)
                return monitor;
        monitor = g_new0(Monitor, 1);
        monitor->said = g_ptr_array_new_with_free_func(free_said);
        monitor->context = g_ptr_array_new_with_free_func(free_said);
        g_hash_table_insert(story->monitors, g_strdup(name), monitor);
        return monitor;
}

void tck_monitor_story_name(TckMonitorStory *story, const char *name, const char *guest) {
        Monitor *monitor = find_monitor(story, name);

        if (monitor && !monitor->guest)
                monitor->guest = g_strdup(guest);
}

/* ---- messages ---- */

static void add_said(GPtrArray *list, guint most, gint64 time, guint64 number, const char *text) {
        Said *said = g_new(Said, 1);

        *said = (Said){time, number, g_strndup(text, TEXT_MAX)};
        if (list->len == most)
                g_ptr_array_remove_index(list, most / 2);
        g_ptr_array_add(list, said);
}

/* Frequent events, which do not matter for the guest's end. */
static gboolean is_ordinary(const char *name) {
        static const char *const names[] = {"RTC_CHANGE",         "BALLOON_CHANGE",    "NIC_RX_FILTER_CHANGED",
                                            "VSERPORT_CHANGE",    "VNC_CONNECTED",     "VNC_INITIALIZED",
                                            "VNC_DISCONNECTED",   "SPICE_CONNECTED",   "SPICE_INITIALIZED",
                                            "SPICE_DISCONNECTED", "JOB_STATUS_CHANGE", "DEVICE_TRAY_MOVED",
                                            "MIGRATION",          "MIGRATION_PASS",    NULL};

        return g_strv_contains(names, name);
}

/* "GUEST_PANICKED {"action":"pause"}", with its information on the same line. */
static void add_event(Monitor *monitor, const char *name, JsonObject *data, gint64 time, guint64 number) {
        JsonObject *info = tck_json_object(data, "info");
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(info);
        g_autofree char *members = NULL, *text = NULL;

        if (info)
                json_object_remove_member(data, "info");
        members = data ? tck_json_object_text(data) : NULL;
        text = g_strdup_printf("%s%s%s%s%s", name, members ? " " : "", members ? members : "", decoded ? ", " : "",
                               decoded ? decoded->title : "");
        add_said(monitor->said, MOMENTS_MAX, time, number, text);
}

/* An event after which the guest runs. */
static gboolean goes_on(const Monitor *monitor, const char *name) {
        const TckIncident *incident = monitor->incident;

        return incident && g_str_equal(name, "RESUME") &&
               (incident->kind == TCK_INCIDENT_IO_ERROR || incident->kind == TCK_INCIDENT_PAUSED ||
                incident->kind == TCK_INCIDENT_SUSPENDED);
}

/* Whether an incident is the consequence of a panic: QEMU's end, a reset, a power-off. */
static gboolean belongs_to_panic(const TckIncident *incident, const TckIncident *before) {
        gboolean panic = before->kind == TCK_INCIDENT_PANICKED || before->kind == TCK_INCIDENT_CRASH_LOADED;

        return panic && (tck_incident_follows(incident, before) || incident->kind == TCK_INCIDENT_ENDED_BY_HOST ||
                         incident->kind == TCK_INCIDENT_PANICKED);
}

static void count_reset(Monitor *monitor, const TckIncident *incident, gint64 time) {
        if (incident->kind != TCK_INCIDENT_RESET)
                return;
        if (!monitor->resets++)
                monitor->first_reset = time;
        monitor->last_reset = time;
}

/* A second report of the same crash is merged; of several events of an end, the first is kept. */
static void take_incident(Monitor *monitor, TckIncident *incident, gint64 time) {
        TckIncident *before = monitor->incident;

        if (!incident)
                return;
        count_reset(monitor, incident, time);
        if (before && tck_incident_is_reported_twice(incident, before))
                tck_incident_add_channel(before, incident);
        if (before && (belongs_to_panic(incident, before) || tck_incident_follows(incident, before) ||
                       tck_incident_is_reported_twice(incident, before))) {
                if (!before->reason)
                        before->reason = g_strdup(incident->reason);
                tck_incident_free(incident);
                return;
        }
        tck_incident_free(before);
        monitor->incident = incident;
}

/* Takes the run state from a reply to query-status. */
static void take_status(Monitor *monitor, JsonObject *reply, gint64 time, guint64 number) {
        const char *state = tck_json_string(reply, "status"), *arch = tck_json_string(reply, "arch");
        g_autoptr(TckIncident) incident = NULL;
        g_autofree char *text = NULL;

        if (arch && !monitor->arch)
                monitor->arch = g_strdup(arch);
        if (!state || !json_object_has_member(reply, "running"))
                return;
        incident = tck_incident_of_run_state(state, "", TRUE);
        text = g_strdup_printf("run state %s", state);
        add_said(monitor->said, MOMENTS_MAX, time, number, text);
        if (monitor->incident) {
                g_free(monitor->incident->run_state);
                monitor->incident->run_state = g_strdup(state);
        } else if (incident && incident->kind != TCK_INCIDENT_PAUSED) {
                monitor->incident = g_steal_pointer(&incident);
                /* It has been in this state since it stopped. */
                monitor->incident->late = !monitor->stopped;
                tck_incident_set_time(monitor->incident, monitor->stopped);
        }
}

static TckIncident *incident_of(Monitor *monitor, JsonObject *event, const char *name, gint64 time) {
        TckIncident *incident = tck_incident_of_event(event, "", monitor->arch);

        /* Only this action stops the guest. */
        if (!incident && g_str_equal(name, "BLOCK_IO_ERROR") &&
            g_strcmp0(tck_json_string(tck_json_object(event, "data"), "action"), "stop") == 0)
                incident = tck_incident_of_run_state("io-error", "", FALSE);
        if (incident)
                tck_incident_set_time(incident, time);
        return incident;
}

static void take_event(Monitor *monitor, JsonObject *event, gint64 line_time, guint64 number) {
        const char *name = tck_json_string(event, "event");
        gint64 own = tck_stamp_of_event(event), time = own ? own : line_time;
        g_autofree char *context = tck_incident_context(event);

        if (context)
                add_said(monitor->context, CONTEXT_MAX, time, number, context);
        if (g_str_equal(name, "STOP"))
                monitor->stopped = time;
        if (goes_on(monitor, name))
                g_clear_pointer(&monitor->incident, tck_incident_free);
        take_incident(monitor, incident_of(monitor, event, name, time), time);
        if (!is_ordinary(name))
                add_event(monitor, name, tck_json_object(event, "data"), time, number);
}

void tck_monitor_story_message(TckMonitorStory *story, const char *name, JsonObject *message, gint64 time,
                               guint64 number) {
        Monitor *monitor = find_monitor(story, name);

        if (!monitor)
                return;
        monitor->messages++;
        if (tck_json_string(message, "event"))
                take_event(monitor, message, time, number);
        else if (tck_json_object(message, "return"))
                take_status(monitor, tck_json_object(message, "return"), time, number);
}

/* ---- the conclusion ---- */

static guint worth(const TckMonitorStory *story, const Monitor *monitor) {
        gboolean known = monitor->guest && g_strcmp0(monitor->guest, story->findings->guest) == 0;
        const TckIncident *incident = monitor->incident;

        guint end = !incident ? 0 : tck_incident_kinds[incident->kind].status ? 4 : 2;

        return (known ? 8 : 0) + end + (monitor->messages ? 1 : 0);
}

static Monitor *choose(const TckMonitorStory *story) {
        GHashTableIter iter;
        gpointer name, value;
        Monitor *best = NULL;
        const char *best_name = NULL;

        g_hash_table_iter_init(&iter, story->monitors);
        while (g_hash_table_iter_next(&iter, &name, &value)) {
                guint here = worth(story, value), there = best ? worth(story, best) : 0;

                if (here > there || (here == there && here && strcmp(name, best_name) < 0)) {
                        best = value;
                        best_name = name;
                }
        }
        return best;
}

static void add_context(Monitor *monitor, TckIncident *incident) {
        gint64 end = g_date_time_to_unix(incident->time);

        for (guint i = 0; i < monitor->context->len; i++) {
                const Said *said = monitor->context->pdata[i];

                if (!said->time || ABS(end - said->time / G_USEC_PER_SEC) <= CONTEXT_SECONDS)
                        g_ptr_array_add(incident->context, g_strdup(said->text));
        }
}

static void add_loop(const Monitor *monitor, TckIncident *incident) {
        if (incident->kind != TCK_INCIDENT_RESET || monitor->resets < 2)
                return;
        incident->again.times = monitor->resets - 1;
        incident->again.seconds = (double) (monitor->last_reset - monitor->first_reset) / G_USEC_PER_SEC;
}

gboolean tck_monitor_story_end(TckMonitorStory *story) {
        Monitor *monitor = choose(story);
        TckIncident *incident;
        gboolean timed = FALSE;

        if (!monitor || !monitor->messages)
                return FALSE;
        if (monitor->guest)
                tck_findings_set_guest(story->findings, monitor->guest);
        incident = monitor->incident ? g_steal_pointer(&monitor->incident) : tck_incident_new(TCK_INCIDENT_NONE, "");
        for (guint i = 0; i < monitor->said->len; i++) {
                const Said *said = monitor->said->pdata[i];

                timed |= said->time != 0;
                tck_findings_add_moment(story->findings, said->time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN, said->time,
                                        said->number, said->text);
        }
        add_loop(monitor, incident);
        add_context(monitor, incident);
        tck_findings_add_account(story->findings, TCK_WITNESS_MONITOR, incident,
                                 timed && incident->kind != TCK_INCIDENT_NONE && !incident->late);
        if (g_hash_table_size(story->monitors) > 1 && !monitor->guest)
                tck_findings_add_trouble(story->findings,
                                         "%s has the monitors of %u guests without their names: give the domain's XML "
                                         "or its log to choose one",
                                         story->findings->file, g_hash_table_size(story->monitors));
        return TRUE;
}
