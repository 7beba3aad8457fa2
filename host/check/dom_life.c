/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain's life: its start, its refusal, its hypervisor's process, its state, and its daemon. */
#include "dom_private.h"

#include <string.h>

#include "error.h"
#include "libvirt_error.h"

static void take_wire(Tck *t) {
        t->hellos = 0;
        if (!t->over && !tck_domain_take_wire(t->domain->domain, check_deadline(t), &t->error))
                check_dom_silence(t, "a hypervisor to start");
}

/* A start's events come in any order; there must be no others. */
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
        t->domain->pid = process ? process->pid : 0;
        check_expect_hello(t, "the probe to start");
        take_start(t);
        tck_dom_drop_events(t, VIR_DOMAIN_EVENT_RESUMED);
}

static const char *model_of(const Tck *t, const TckPanicDevice *device) {
        return tck_arch_panic_model(t->arch, device);
}

/* A panic model of the domain that libvirt's capabilities lack; NULL if there is none, or if they do not list models. */
static const char *find_lacking_model(Tck *t) {
        const TckPanicDevice *devices = t->tested->domain->panic;
        g_auto(GStrv) models = check_dom_panic_models(t);

        for (gsize i = 0; models && i < TCK_PANIC_DEVICES_MAX && devices[i].model; i++)
                if (*devices[i].model && !g_strv_contains((const char *const *) models, model_of(t, &devices[i])))
                        return model_of(t, &devices[i]);
        return NULL;
}

/* An element of <hyperv> that they lack. Free with g_free(). */
static char *find_lacking_element(Tck *t) {
        const char *hyperv = t->tested->domain->hyperv;
        g_auto(GStrv) words = g_strsplit_set(hyperv ? hyperv : "", ",", -1);
        g_auto(GStrv) offered = hyperv ? tck_dom_enlightenments(t) : NULL;

        for (char **word = words; offered && *word; word++) {
                g_autofree char *element = g_strndup(*word, strcspn(*word, "/="));

                if (!g_strv_contains((const char *const *) offered, element))
                        return g_steal_pointer(&element);
        }
        return NULL;
}

/* Skips the case if the domain was refused because of something that this libvirt lacks. */
static void skip_lacking(Tck *t, const GError *refused) {
        gboolean unsupported = virGetLastErrorCode() == VIR_ERR_CONFIG_UNSUPPORTED;
        const char *kernel = t->tested->needs.kernel, *model = unsupported ? find_lacking_model(t) : NULL;
        g_autofree char *element = unsupported ? find_lacking_element(t) : NULL;

        if (kernel && g_pattern_match_simple(kernel, refused->message))
                check_dom_skip(t, TRUE, refused->message);
        else if (model)
                tck_skip(t, "this libvirt's capabilities have no panic model %s: %s", model, refused->message);
        else if (element)
                tck_skip(t, "this libvirt's capabilities have no <%s> in <hyperv>: %s", element, refused->message);
}

void tck_dom_start(Tck *t) {
        g_autoptr(GError) refused = NULL;

        if (!t->over && !launch(t, &refused)) {
                skip_lacking(t, refused);
                if (t->over)
                        return;
                t->error = g_steal_pointer(&refused);
                check_dom_trouble(t, "the domain to start");
        }
        enter(t);
}

/* libvirt has to accept the same domain with an ordinary panic device instead, or without one if it may not have that model: this shows
 * why it refused the case's. */
static void expect_ordinary_taken(Tck *t) {
        static const TckPanicDevice usual = {.model = TCK_USUAL_MODEL}, none = {0};
        const TckDomainSpec ordinary = {.panic = {t->arch->domains.offered ? none : usual},
                                        .persistent = t->tested->domain->persistent};
        g_autofree char *name = tck_libvirt_new_name(t->domain->libvirt);

        if (!t->over && !check_dom_takes_other(t, &ordinary, name, &t->error))
                check_give_up_by_error(t, "libvirt to accept an ordinary domain when it refuses this one");
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

/* Whether it was refused with one of these codes; any other result is a verdict. */
static gboolean was_refused(Tck *t, const int *codes) {
        g_autofree char *names = code_names(codes);
        g_autofree char *expected = g_strdup_printf("the domain to be refused as %s", names);
        g_autofree char *code = NULL;

        if (launch(t, &t->error))
                return FALSE;
        code = tck_libvirt_code_name(virGetLastErrorCode());
        if (!g_error_matches(t->error, TCK_ERROR, TCK_ERROR_REFUSED))
                check_give_up_by_error(t, expected);
        else if (!is_among(virGetLastErrorCode(), codes))
                tck_fail(t, expected, "%s: %s", code, t->error->message);
        g_clear_error(&t->error);
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
        t->domain->domain->probe->hellos = 1;
        t->domain->domain->probe->last_sequence = t->started;
        t->hellos = 1;
}

void tck_dom_expect_gone(Tck *t) {
        if (!t->over && !tck_domain_wait_exit(t->domain->domain, check_deadline(t), &t->error))
                check_dom_silence(t, "the hypervisor to end");
}

void tck_dom_expect_same_process(Tck *t) {
        const TckProcess *process = check_dom_process(t);

        if (!process)
                return;
        if (tck_process_has_ended(process))
                tck_fail(t, "the hypervisor's process to keep running", "that it is gone");
        else if (process->pid != t->domain->pid)
                tck_fail(t, "the same process of the hypervisor", "another");
}

gboolean tck_dom_lives(Tck *t) {
        const TckProcess *process = check_dom_process(t);

        return process && !tck_process_has_ended(process) && process->pid == t->domain->pid;
}

virDomainPtr tck_dom_get(Tck *t) {
        return t->over ? NULL : t->domain->domain->handle;
}

virConnectPtr tck_dom_connection(Tck *t) {
        return t->over ? NULL : t->domain->stage.connection->handle;
}

void tck_dom_call(Tck *t, const char *what, int result) {
        if (t->over || result >= 0)
                return;
        tck_set_libvirt_error(&t->error, "%s", what);
        check_dom_trouble(t, what);
}

void tck_dom_resume(Tck *t) {
        if (t->over)
                return;
        tck_dom_call(t, "the domain to resume", virDomainResume(tck_dom_get(t)));
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_finished(t);
}

char *tck_dom_file(Tck *t, const char *name) {
        return g_build_filename(t->over ? "/" : t->domain->domain->setup.work, name, NULL);
}

const TckDomainSpec *tck_dom_spec(const Tck *t) {
        return t->tested->domain;
}

const char *tck_dom_usual_model(const Tck *t) {
        return t->arch->domains.usual;
}

gboolean tck_dom_await_hello(Tck *t) {
        if (t->over || t->hypervisor->await_hello(t, ++t->hellos, &t->error))
                return !t->over;
        if (g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                g_clear_error(&t->error);
        else
                check_give_up_by_error(t, "the probe to start");
        return FALSE;
}

/* ---- states and XML ---- */

void tck_dom_expect_state(Tck *t, int state, int reason) {
        g_autofree char *wanted = reason == TCK_ANY_REASON ? g_strdup_printf("%s (*)", tck_libvirt_state_name(state))
                                                           : tck_libvirt_state_text(state, reason);
        g_autofree char *expected = g_strdup_printf("the domain's state to be \"%s\"", wanted);
        g_autofree char *seen = tck_dom_state(t);

        if (!t->over && !g_pattern_match_simple(wanted, seen))
                tck_fail(t, expected, "\"%s\"", seen);
}

void tck_dom_expect_unknown(Tck *t) {
        virDomainPtr found = t->over ? NULL : virDomainLookupByName(t->domain->stage.connection->handle, t->name);

        if (t->over)
                return;
        if (found) {
                tck_fail(t, "a transient domain to disappear when it stops", "that libvirt still knows it");
                virDomainFree(found);
        } else if (tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN) {
                tck_set_libvirt_error(&t->error, "libvirt does not tell whether it knows the domain");
                check_dom_trouble(t, "the domain not to be found");
        }
}

char *tck_dom_live_text(Tck *t, const char *xpath) {
        g_autofree char *xml = t->over ? NULL : tck_domain_live(t->domain->domain, &t->error);

        if (!t->over && !xml)
                check_dom_trouble(t, "the live XML");
        return xml ? tck_xml_string(xml, xpath) : NULL;
}

/* ---- the daemon ---- */

void tck_dom_panic_unheard(Tck *t) {
        tck_start_panic(t);
        if (!t->over && !tck_domain_await_monitor(t->domain->domain, "STOP", check_deadline(t), &t->error))
                check_dom_trouble(t, "QEMU to report that the guest is stopped");
}

void tck_dom_kill_daemon(Tck *t) {
        if (!t->over)
                tck_daemon_kill(t->domain->stage.daemon);
}

void tck_dom_restart_daemon(Tck *t) {
        TckConnection *connection = NULL;

        if (t->over)
                return;
        if (tck_daemon_restart(t->domain->stage.daemon, check_deadline(t), &t->error))
                connection = tck_connection_open(t->domain->stage.daemon->inner_uri, &t->error);
        if (!connection) {
                check_give_up_by_error(t, "the daemon to start again");
                return;
        }
        if (!tck_domain_move(t->domain->domain, connection, &t->error))
                check_dom_trouble(t, "the daemon to still have its domain");
        tck_connection_close(t->domain->stage.connection);
        t->domain->stage.connection = connection;
        tck_dom_settle(t);
}
