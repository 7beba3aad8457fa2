/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of a domain: its start, its refusal, the process of its hypervisor. */
#include "dom_private.h"

#include <libvirt/virterror.h>

#include "error.h"
#include "libvirt_error.h"

static void await_hello(Tck *t) {
        GError *error = NULL;

        t->started = 0;
        if (!t->over && !tck_probe_await_hello(t->domain->domain->probe, ++t->hellos, check_deadline(t), &error))
                check_dom_silence(t, "the probe to start", error);
}

static void take_wire(Tck *t) {
        GError *error = NULL;

        t->hellos = 0;
        if (!t->over && !tck_domain_take_wire(t->domain->domain, check_deadline(t), &error))
                check_dom_silence(t, "a hypervisor to start", error);
}

/* The events until the guest runs come in any order; there are no others. */
static void take_start(Tck *t) {
        TckLifecycle seen = {-1, -1};

        while (!t->over && seen.event != VIR_DOMAIN_EVENT_STARTED) {
                if (!check_dom_next_event(t, "the lifecycle event Started/Booted", &seen))
                        return;
                if (seen.event != VIR_DOMAIN_EVENT_DEFINED && seen.event != VIR_DOMAIN_EVENT_RESUMED &&
                    seen.event != VIR_DOMAIN_EVENT_STARTED)
                        tck_fail(t, "the events of a start", "%s", tck_lifecycle_text(seen));
        }
}

static gboolean launch(Tck *t, GError **error) {
        return (!t->tested->domain->persistent || tck_domain_define(t->domain->domain, error)) &&
               tck_domain_start(t->domain->domain, error);
}

static void enter(Tck *t) {
        const TckProcess *process;

        take_wire(t);
        process = t->over ? NULL : tck_domain_process(t->domain->domain, NULL);
        t->domain->pid = process ? tck_process_pid(process) : 0;
        await_hello(t);
        take_start(t);
        tck_dom_drop_events(t, VIR_DOMAIN_EVENT_RESUMED);
}

/* A panic model that this libvirt's capabilities tell of and do not have: NULL if it has them all, or does not tell. */
static const char *find_lacking(Tck *t) {
        const TckPanicDevice *devices = t->tested->domain->panic;
        g_auto(GStrv) models = check_dom_panic_models(t);

        for (gsize i = 0; models && i < TCK_PANIC_DEVICES_MAX && devices[i].model; i++)
                if (*devices[i].model && !g_strv_contains((const char *const *) models, devices[i].model))
                        return devices[i].model;
        return NULL;
}

void tck_dom_start(Tck *t) {
        GError *error = NULL;

        if (!t->over && !launch(t, &error)) {
                gboolean unsupported = virGetLastErrorCode() == VIR_ERR_CONFIG_UNSUPPORTED;
                const char *lacking = unsupported ? find_lacking(t) : NULL;

                if (lacking)
                        tck_skip(t, "this libvirt's capabilities have no panic model %s: %s", lacking, error->message);
                check_dom_trouble(t, "the domain to start", error);
        }
        enter(t);
}

/* The same domain with a panic device that there is, and nothing else, is taken: it was refused for what it has, then. */
static void expect_ordinary_taken(Tck *t) {
        const TckDomainSpec ordinary = {.panic = {{.model = "isa"}}, .persistent = t->tested->domain->persistent};
        g_autofree char *name = tck_libvirt_new_name(t->domain->libvirt);
        GError *error = NULL;

        if (!t->over && !check_dom_takes_other(t, &ordinary, name, &error))
                check_dom_give_up(t, "libvirt to take an ordinary domain where it refuses this one", error);
}

static gboolean is_among(int code, const int *codes) {
        while (*codes && *codes != code)
                codes++;
        return *codes;
}

static char *code_names(const int *codes) {
        g_autoptr(GString) text = g_string_new(NULL);

        for (; *codes; codes++) {
                g_autofree char *name = tck_libvirt_code_name(*codes);

                g_string_append_printf(text, "%s%s", text->len ? " or " : "", name);
        }
        return g_strdup(text->str);
}

/* Whether it was refused, by one of these codes; what else went wrong is a verdict. */
static gboolean was_refused(Tck *t, const int *codes) {
        g_autofree char *names = code_names(codes);
        g_autofree char *expected = g_strdup_printf("the domain to be refused as %s", names);
        g_autofree char *code = NULL;
        g_autoptr(GError) error = NULL;

        if (launch(t, &error))
                return FALSE;
        code = tck_libvirt_code_name(virGetLastErrorCode());
        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED))
                check_dom_give_up(t, expected, g_steal_pointer(&error));
        else if (!is_among(virGetLastErrorCode(), codes))
                tck_fail(t, expected, "%s: %s", code, error->message);
        expect_ordinary_taken(t);
        return TRUE;
}

void tck_dom_expect_refusal(Tck *t, const int *codes) {
        if (!t->over && !was_refused(t, codes))
                tck_fail(t, "libvirt to refuse such a domain", "that it was started");
}

gboolean tck_dom_try_start(Tck *t, int code) {
        if (t->over || was_refused(t, (const int[]){code, 0}))
                return FALSE;
        enter(t);
        return !t->over;
}

void tck_dom_start_again(Tck *t) {
        tck_dom_call(t, "the domain to start again", t->over ? 0 : virDomainCreate(t->domain->domain->handle));
        enter(t);
}

void tck_dom_expect_restored(Tck *t) {
        take_wire(t);
        if (t->over)
                return;
        tck_probe_skip_hellos(t->domain->domain->probe, 1);
        tck_probe_resume(t->domain->domain->probe, t->started);
        t->hellos = 1;
}

void tck_dom_expect_gone(Tck *t) {
        GError *error = NULL;

        if (!t->over && !tck_domain_wait_exit(t->domain->domain, check_deadline(t), &error))
                check_dom_silence(t, "the hypervisor to end", error);
}

void tck_dom_expect_same_process(Tck *t) {
        const TckProcess *process = check_dom_process(t);

        if (!process)
                return;
        if (tck_process_has_ended(process))
                tck_fail(t, "the hypervisor's process to live on", "that it is gone");
        else if (tck_process_pid(process) != t->domain->pid)
                tck_fail(t, "the same process of the hypervisor", "another");
}

gboolean tck_dom_lives(Tck *t) {
        const TckProcess *process = check_dom_process(t);

        return process && !tck_process_has_ended(process) && tck_process_pid(process) == t->domain->pid;
}

virDomainPtr tck_dom_get(Tck *t) {
        return t->over ? NULL : t->domain->domain->handle;
}

virConnectPtr tck_dom_connection(Tck *t) {
        return t->over ? NULL : tck_connection_get(t->domain->stage.connection);
}

void tck_dom_call(Tck *t, const char *what, int result) {
        GError *error = NULL;

        if (t->over || result >= 0)
                return;
        tck_set_libvirt_error(&error, "%s", what);
        check_dom_trouble(t, what, error);
}

char *tck_dom_file(Tck *t, const char *name) {
        return g_build_filename(t->over ? "/" : t->domain->domain->setup.work, name, NULL);
}

const TckDomainSpec *tck_dom_spec(const Tck *t) {
        return t->tested->domain;
}

gboolean tck_dom_await_hello(Tck *t) {
        GError *error = NULL;

        if (t->over || tck_probe_await_hello(t->domain->domain->probe, ++t->hellos, check_deadline(t), &error))
                return !t->over;
        if (g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                g_error_free(error);
        else
                check_dom_give_up(t, "the probe to start", error);
        return FALSE;
}
