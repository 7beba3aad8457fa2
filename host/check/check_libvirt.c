/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases in libvirt domains, one for each case. */
#include "dom_private.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "check_pci.h"
#include "error.h"
#include "pvpanic.h"
#include "wait.h"

static TckProbe *probe(const Tck *t) {
        return t->domain->domain ? t->domain->domain->probe : NULL;
}

/* The hypervisor's process; NULL if it is unknown or not started yet. */
static TckProcess *running(const Tck *t) {
        return probe(t) ? tck_domain_process(t->domain->domain, NULL) : NULL;
}

static GPid process(const Tck *t) {
        return running(t) ? running(t)->pid : 0;
}

static gboolean pump(Tck *t, gint64 until) {
        const int fd = probe(t)->fd;

        return tck_wait_readable(&fd, 1, until, &t->error) && tck_probe_pump(probe(t), &t->error);
}

static char *settle(Tck *t) {
        char *state;

        tck_dom_settle(t);
        state = tck_dom_state(t);
        /* What the guest sent before the state was reported has arrived by then. */
        tck_probe_pump(probe(t), NULL);
        return state;
}

static void fence(Tck *t, const char *expected) {
        tck_dom_settle(t);
        check_dom_fence(t, expected);
}

static char *take_event(Tck *t) {
        TckLifecycle seen;

        return check_dom_take_event(t, &seen) ? g_strdup(tck_lifecycle_text(seen)) : NULL;
}

static gboolean await_hello(Tck *t, guint number, GError **error) {
        return tck_probe_await_hello(probe(t), number, check_deadline(t), error);
}

static void control(Tck *t) {
        if (check_is_always_there(t)) {
                tck_do(t, "ping");
                return;
        }
        if (!t->tested->domain->panic[0].model) {
                check_control_ports(t);
                return;
        }
        if (tck_vm_spec_has(t->spec, "pci"))
                tck_do(t, "write 1 %#" G_GINT64_MODIFIER "x %#x", tck_pci_map(t, 0), PVPANIC_CRASH_LOADED);
        else
                tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED);
}

/* The process is not a child of this one, so only libvirt can report its end. */
static void end_process(Tck *t, int number) {
        const TckProcess *ended = check_dom_process(t);
        int trouble = ended && !tck_process_has_ended(ended) ? tck_process_kill(ended) : ESRCH;

        g_assert(number == SIGKILL);
        if (t->over || !trouble)
                return;
        if (trouble == ESRCH)
                tck_fail(t, "a hypervisor that runs, to be killed", "that it has ended by itself");
        else if (trouble == EPERM)
                check_dom_skip(t, TRUE, "the hypervisor is run by another user and cannot be killed from here");
        else
                tck_give_up(t, "killing the hypervisor: %s", g_strerror(trouble));
}

static void check_left(Tck *t) {
        fence(t, "no further event");
        if (!t->over && probe(t))
                tck_probe_pump(probe(t), NULL);
}

/* If libvirt has not reported that the domain stopped, the hypervisor has to be running. */
static void check_at_last(Tck *t) {
        check_strays(t, tck_domain_stray_replies(t->domain->domain));
        if (running(t) && !t->domain->stopped && tck_process_has_ended(running(t)))
                tck_fail(t, "a hypervisor that goes on, or an event of its end", "that it has ended");
}

static gboolean wait_exit(Tck *t, gint64 deadline, int *ret_status, GError **error) {
        return running(t) && tck_process_wait(running(t), deadline, ret_status, error);
}

/* ---- beginning and end ---- */

static gboolean set_up(Tck *t, guint worker, GError **error) {
        CheckDomain *domain = t->domain;
        const TckLibvirtOptions *options = &domain->libvirt->options;

        if (!tck_stage_set(domain->libvirt, t->tested->domain, worker, t->directory, &domain->stage, error))
                return FALSE;
        domain->domain = tck_domain_new(&(TckDomainSetup){.connection = domain->stage.connection,
                                                          .plan = {.spec = t->tested->domain,
                                                                   .name = t->name,
                                                                   .machine = domain->config->machine,
                                                                   .arch = options->arch,
                                                                   .accel = options->accel,
                                                                   .emulator = options->emulator,
                                                                   .kernel = domain->libvirt->kernel},
                                                          .work = domain->stage.work,
                                                          .directory = t->directory,
                                                          .logs = domain->stage.logs},
                                        error);
        return domain->domain != NULL;
}

static void remove_cores(Tck *t) {
        g_autoptr(GPtrArray) paths = check_dom_find_cores(t, NULL);

        for (guint i = 0; paths && i < paths->len; i++)
                unlink(paths->pdata[i]);
}

/* A domain that cannot be removed is an ERROR, because it may disturb the next case; but a FAIL stays. */
static gboolean clear(Tck *t) {
        CheckDomain *domain = t->domain;
        char *event;

        while (domain->domain && (event = check_dom_take_monitor_event(t)))
                g_free(event);
        if (domain->domain && !tck_domain_end(domain->domain, &t->error)) {
                if (t->outcome->verdict != TCK_FAIL)
                        check_reconsider(t);
                check_give_up_by_error(t, "the domain to be removed");
        }
        remove_cores(t);
        tck_domain_free(domain->domain);
        tck_stage_clear(&domain->stage);
        g_free(domain);
        return TRUE;
}

static const CheckHypervisor libvirt = {
        .name = "the hypervisor",
        .check_needs = check_needs_of_libvirt,
        .probe = probe,
        .process = process,
        .pump = pump,
        .settle = settle,
        .fence = fence,
        .take_event = take_event,
        .await_hello = await_hello,
        .trouble = check_dom_silence,
        .control = control,
        .kill = end_process,
        .check_left = check_left,
        .check_at_last = check_at_last,
        .wait_exit = wait_exit,
        .clear = clear,
};

Tck *tck_begin_domain(const TckCase *tested, TckLibvirt *of, const TckVmConfig *config, guint worker,
                      const char *directory) {
        g_autofree char *name = tck_libvirt_new_name(of), *cannot = NULL;
        double timeout = of->options.timeout * (tested->domain->own_firmware ? TCK_FIRMWARE_PATIENCE : 1);
        Tck *t = check_new(tested, &libvirt, timeout, name, directory);
        gboolean elsewhere = FALSE;

        t->domain = g_new0(CheckDomain, 1);
        t->domain->config = config;
        t->spec = &config->spec;
        t->arch = of->options.arch;
        t->domain->libvirt = of;
        g_mkdir_with_parents(directory, 0755);
        cannot = tck_stage_cannot(of, tested->domain, &elsewhere);
        if (cannot)
                check_dom_skip(t, elsewhere, cannot);
        else if (!set_up(t, worker, &t->error))
                check_give_up_by_error(t, "the domain's surroundings");
        return t;
}
