/* SPDX-License-Identifier: BSD-2-Clause */
/* libvirt's events about a domain: lifecycle events, and those of QEMU's monitor. The events of another domain serve as a fence: when
 * they arrive, all earlier ones have. */
#include "dom_private.h"

#include <string.h>

#include "error.h"
#include "json.h"
#include "libvirt_error.h"
#include "wait.h"

enum { NESTING_MAX = 16 }; /* of the data in a monitor event */

static const TckLifecycle paused = {VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_PAUSED};
static const TckLifecycle crashed = {VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_PANICKED};

static gboolean is_same(TckLifecycle a, TckLifecycle b) {
        return a.event == b.event && a.detail == b.detail;
}

/* ---- another domain ---- */

/* The XML of a domain other than the case's. Free with g_free(). */
static char *other_xml(const Tck *t, const TckDomainSpec *spec, const char *name) {
        g_autofree char *wire = g_build_filename(t->domain->stage.work, "wire", NULL);
        g_autofree char *console = g_build_filename(t->domain->stage.work, "console", NULL);

        return tck_domain_xml(&(TckDomainPlan){.spec = spec,
                                               .name = name,
                                               .machine = t->domain->config->machine,
                                               .arch = t->domain->libvirt->options.arch,
                                               .accel = "tcg",
                                               .emulator = t->domain->libvirt->options.emulator,
                                               .kernel = t->domain->libvirt->kernel,
                                               .wire = wire,
                                               .console = console});
}

static virDomainPtr make_other(Tck *t, const TckDomainSpec *spec, const char *xml) {
        virConnectPtr connection = t->domain->stage.connection->handle;

        return spec->persistent ? virDomainDefineXML(connection, xml)
                                : virDomainCreateXML(connection, xml, VIR_DOMAIN_START_PAUSED);
}

gboolean check_dom_takes_other(Tck *t, const TckDomainSpec *spec, const char *name, GError **error) {
        g_autofree char *xml = other_xml(t, spec, name);
        virDomainPtr domain = make_other(t, spec, xml);
        gboolean good = domain && (spec->persistent ? virDomainUndefine(domain) : virDomainDestroy(domain)) == 0;

        if (!good)
                tck_set_libvirt_error(error, "an ordinary domain does not come and go");
        g_clear_pointer(&domain, virDomainFree);
        return good;
}

/* A domain that is defined and undefined causes two events after all earlier ones. */
void check_dom_fence(Tck *t, const char *expected) {
        static const TckDomainSpec plain = {.persistent = TRUE};
        g_autofree char *name = tck_libvirt_new_name(t->domain->libvirt);
        g_autoptr(TckDomainEvents) events = t->over ? NULL : tck_domain_events_new(t->domain->stage.connection, name);
        const int fd = events ? events->fd : -1;
        gint64 last = check_deadline(t);
        TckLifecycle seen = {-1, 0};
        gboolean good = events && check_dom_takes_other(t, &plain, name, &t->error);

        while (good && seen.event != VIR_DOMAIN_EVENT_UNDEFINED)
                good = tck_domain_events_lifecycle(events, &seen) || tck_wait_readable(&fd, 1, last, &t->error);
        if (t->error)
                check_give_up_by_error(t, expected);
}

/* ---- lifecycle events ---- */

/* The metadata of a running domain can be changed only when libvirt has finished its current operation on it. Otherwise the call has no
 * effect. */
void tck_dom_settle(Tck *t) {
        virDomainPtr domain = t->over ? NULL : t->domain->domain->handle;

        if (!domain || virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_DESCRIPTION, "settled", NULL, NULL,
                                            VIR_DOMAIN_AFFECT_LIVE) == 0)
                return;
        if (tck_libvirt_last_answer() == TCK_LIBVIRT_UNKNOWN || virGetLastErrorCode() == VIR_ERR_OPERATION_INVALID)
                return;
        tck_set_libvirt_error(&t->error, "it does not answer");
        check_give_up_by_error(t, "libvirt to finish its work on the domain");
}

gboolean check_dom_take_event(Tck *t, TckLifecycle *ret_event) {
        TckDomainEvents *events = t->domain->domain->events;
        gboolean there = tck_domain_events_lifecycle(events, ret_event);

        if (there && t->domain->pause_due && is_same(*ret_event, paused)) {
                t->domain->pause_due = FALSE;
                there = tck_domain_events_lifecycle(events, ret_event);
        }
        if (there && ret_event->event == VIR_DOMAIN_EVENT_STOPPED)
                t->domain->stopped = TRUE;
        else if (there && ret_event->event == VIR_DOMAIN_EVENT_STARTED)
                t->domain->stopped = FALSE;
        return there;
}

/* Waits for an event. After the deadline, libvirt gets time to finish its operation and to deliver its events; after that there is a
 * verdict. */
static void await_more(Tck *t, const char *expected, gint64 last, gboolean *late) {
        const int fd = t->domain->domain->events->fd;

        if (tck_wait_readable(&fd, 1, last, &t->error))
                return;
        if (*late || !g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                check_dom_silence(t, expected);
                return;
        }
        g_clear_error(&t->error);
        *late = TRUE;
        tck_dom_settle(t);
        check_dom_fence(t, "libvirt to finish its work on the domain");
}

gboolean check_dom_next_event(Tck *t, const char *expected, TckLifecycle *ret_event) {
        gint64 last = check_deadline(t);
        gboolean late = FALSE;

        while (!t->over && !check_dom_take_event(t, ret_event))
                await_more(t, expected, last, &late);
        return !t->over;
}

/* Takes the next event; with `ending`, the next that is not just a consequence of the hypervisor's end. */
static void expect(Tck *t, TckLifecycle wanted, gboolean ending) {
        g_autofree char *expected = g_strdup_printf("the lifecycle event %s", tck_lifecycle_text(wanted));
        TckLifecycle seen;

        do
                if (!check_dom_next_event(t, expected, &seen))
                        return;
        while (ending && (seen.event == VIR_DOMAIN_EVENT_SUSPENDED || seen.event == VIR_DOMAIN_EVENT_SHUTDOWN));
        if (!is_same(seen, wanted))
                tck_fail(t, expected, "%s", tck_lifecycle_text(seen));
}

void tck_dom_expect_event(Tck *t, int event, int detail) {
        expect(t, (TckLifecycle){event, detail}, FALSE);
}

void tck_dom_expect_end(Tck *t, int event, int detail) {
        expect(t, (TckLifecycle){event, detail}, TRUE);
}

void tck_dom_expect_crashed(Tck *t) {
        t->domain->pause_due = TRUE;
        expect(t, crashed, FALSE);
}

void tck_dom_expect_both(Tck *t, TckLifecycle one, TckLifecycle other) {
        g_autofree char *expected =
                g_strdup_printf("the lifecycle events %s and %s", tck_lifecycle_text(one), tck_lifecycle_text(other));
        TckLifecycle first, second;

        if (!check_dom_next_event(t, expected, &first) || !check_dom_next_event(t, expected, &second))
                return;
        if (!(is_same(first, one) && is_same(second, other)) && !(is_same(first, other) && is_same(second, one)))
                tck_fail(t, expected, "%s, %s", tck_lifecycle_text(first), tck_lifecycle_text(second));
}

void tck_dom_drop_events(Tck *t, int event) {
        TckLifecycle seen;

        check_dom_fence(t, "the events so far");
        while (!t->over && check_dom_take_event(t, &seen))
                if (event != TCK_ANY_EVENT && seen.event != event)
                        tck_fail(t, "no such event", "%s", tck_lifecycle_text(seen));
}

char *tck_dom_history(Tck *t) {
        static const char *const maybe[] = {"Suspended/Paused", "Shutdown/Host", NULL};
        g_autofree char *all = t->over ? NULL : tck_domain_events_history(t->domain->domain->events);
        g_auto(GStrv) events = g_strsplit(all ? all : "", ", ", -1);
        g_autoptr(GPtrArray) kept = g_ptr_array_new();
        gboolean started = FALSE;

        for (char **event = events; *event; event++) {
                if (started && !g_strv_contains(maybe, *event))
                        g_ptr_array_add(kept, *event);
                started |= g_str_equal(*event, "Started/Booted");
        }
        g_ptr_array_add(kept, NULL);
        return kept->len > 1 ? g_strjoinv(", ", (char **) kept->pdata) : g_strdup("none");
}

void tck_dom_panic(Tck *t) {
        tck_start_panic(t);
        tck_dom_expect_crashed(t);
}

/* ---- the monitor ---- */

/* The data of a monitor event; NULL if it is not valid. Free with json_object_unref(). */
static JsonObject *monitor_data(const char *event) {
        const char *data = strchr(event, ' ');
        g_autoptr(JsonNode) node = data ? tck_json_parse(data + 1, strlen(data + 1), NESTING_MAX) : NULL;
        JsonObject *object = tck_json_node_object(node);

        return object ? json_object_ref(object) : NULL;
}

static void note_incident(Tck *t, const char *event) {
        g_autoptr(JsonObject) object = json_object_new();
        g_autofree char *name = g_strndup(event, strcspn(event, " "));
        JsonObject *data = monitor_data(event);

        json_object_set_string_member(object, "event", name);
        if (data)
                json_object_set_object_member(object, "data", data);
        check_note_incident(t, object);
}

char *check_dom_take_monitor_event(Tck *t) {
        char *event = tck_domain_events_monitor(t->domain->domain->events);

        if (event)
                note_incident(t, event);
        return event;
}

/* Whether the data of a monitor event has the member with that value; NULL: whether it lacks the member. */
static gboolean has_member(const char *event, const char *member, const char *value) {
        g_autoptr(JsonObject) data = monitor_data(event);

        if (!data)
                return FALSE;
        return value ? g_strcmp0(tck_json_string(data, member), value) == 0 : !json_object_has_member(data, member);
}

void tck_dom_expect_monitor_event(Tck *t, const char *name, const char *member, const char *value) {
        g_autofree char *expected = g_strdup_printf("the monitor event %s %s %s%s%s", name, value ? "with" : "without",
                                                    member, value ? "=" : "", value ? value : "");
        g_autofree char *prefix = g_strdup_printf("%s ", name);
        gint64 last = check_deadline(t);
        gboolean late = FALSE;

        while (!t->over) {
                g_autofree char *event = check_dom_take_monitor_event(t);

                if (event && g_str_has_prefix(event, prefix)) {
                        if (!has_member(event, member, value))
                                tck_fail(t, expected, "%s", event);
                        return;
                }
                if (!event)
                        await_more(t, expected, last, &late);
        }
}
