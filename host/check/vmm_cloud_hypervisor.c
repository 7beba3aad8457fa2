/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases in VMs of cloud-hypervisor, one for each case. */
#include "check_private.h"

#include "check_cloud.h"
#include "cloud_events.h"
#include "cloud_hypervisor.h"
#include "error.h"
#include "hypervisor.h"
#include "images.h"
#include "pvpanic.h"
#include "wait.h"

/* A case's VM. */
typedef struct {
        TckCloud *cloud;
        TckCloudVm *vm; /* NULL if it did not start */
} CheckCloud;

static CheckCloud *own(const Tck *t) {
        return t->other;
}

/* ---- the table ---- */

static TckProbe *probe(const Tck *t) {
        return own(t)->vm ? own(t)->vm->probe : NULL;
}

static GPid process(const Tck *t) {
        return own(t)->vm ? own(t)->vm->child->pid : 0;
}

static gboolean pump(Tck *t, gint64 until) {
        return tck_cloud_vm_pump(own(t)->vm, until, &t->error);
}

static char *settle(Tck *t) {
        g_autofree char *state = tck_cloud_vm_state(own(t)->vm, check_deadline(t), &t->error);

        if (!state && !g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED))
                check_refused_or_trouble(t, "the state of the VM");
        g_clear_error(&t->error);
        return state ? g_ascii_strdown(state, -1) : NULL;
}

static void fence(Tck *t, const char *expected) {
        if (!tck_cloud_vm_fence(own(t)->vm, check_deadline(t), &t->error))
                check_refused_or_trouble(t, expected);
}

static char *take_event(Tck *t) {
        g_autoptr(JsonObject) event = own(t)->vm ? tck_cloud_vm_next_event(own(t)->vm) : NULL;

        return event ? tck_cloud_event_text(event) : NULL;
}

static gboolean await_hello(Tck *t, guint number, GError **error) {
        gint64 deadline = check_deadline(t);
        gboolean late = FALSE;

        while (probe(t)->hellos < number)
                if (!tck_wait_again(deadline, &late, error) || !tck_cloud_vm_pump(own(t)->vm, deadline, error))
                        return FALSE;
        return TRUE;
}

static void control(Tck *t) {
        tck_do(t, "write 1 %#" G_GINT64_MODIFIER "x %#x", tck_pci_map(t, 0), PVPANIC_PANICKED);
        tck_cloud_expect_event(t, "guest.panic event=panic");
}

static void check_left(Tck *t) {
        if (!t->ended)
                tck_cloud_expect_state(t, "Running");
        if (!t->over && !t->ended)
                fence(t, "no further event");
}

static gboolean wait_exit(Tck *t, gint64 deadline, int *ret_status, GError **error) {
        return own(t)->vm && tck_cloud_vm_wait_exit(own(t)->vm, deadline, ret_status, error);
}

static void explain_end(Tck *t, GError **error) {
        tck_cloud_vm_explain_end(own(t)->vm, error);
}

static gboolean clear(Tck *t) {
        CheckCloud *cloud = own(t);
        gboolean good = !cloud->vm || tck_cloud_vm_flush(cloud->vm, &t->error);

        tck_cloud_vm_free(cloud->vm);
        g_free(cloud);
        return good;
}

static void check_needs(Tck *t) {
        const TckCloud *cloud = own(t)->cloud;

        if (t->tested->needs.own_device && !cloud->own_device)
                tck_skip(t, "the device is not cloud-hypervisor's own: %s", cloud->words);
        if (!t->over)
                check_need_version(t, "cloud-hypervisor", cloud->version, cloud->version_text);
}

static const CheckHypervisor table = {
        .name = "cloud-hypervisor",
        .check_needs = check_needs,
        .probe = probe,
        .process = process,
        .pump = pump,
        .settle = settle,
        .fence = fence,
        .take_event = take_event,
        .await_hello = await_hello,
        .trouble = check_child_trouble,
        .control = control,
        .check_left = check_left,
        .wait_exit = wait_exit,
        .explain_end = explain_end,
        .clear = clear,
};

/* ---- verbs ---- */

/* After a while of quiet: what is there instead of the event, if none can come any more. NULL otherwise. Free with g_free(). */
static char *nothing_to_come(Tck *t) {
        g_autofree char *state = NULL;

        /* A VM that is shutting down or booting cannot be paused: its events are still to come. */
        if (!tck_cloud_vm_fence(own(t)->vm, check_deadline(t), &t->error)) {
                if (!g_error_matches(t->error, TCK_ERROR, TCK_ERROR_REFUSED) &&
                    !g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED))
                        check_trouble(t, "the events so far");
                g_clear_error(&t->error);
                return NULL;
        }
        if (t->started || tck_cloud_vm_peek_event(own(t)->vm))
                return NULL;
        state = settle(t);
        return t->over ? NULL : g_strdup_printf("no event, and a VM that is %s", state ? state : "gone");
}

/* The next event. NULL if none can come any more, with what is there instead, or after a verdict. */
static JsonObject *await_event(Tck *t, const char *expected, char **ret_instead) {
        CheckWait wait = check_begin_wait(t);

        while (!t->over && !*ret_instead) {
                JsonObject *event = tck_cloud_vm_next_event(own(t)->vm);

                if (event)
                        return event;
                if (check_pump(t, &wait))
                        continue;
                if (check_only_quiet(t, &wait))
                        *ret_instead = nothing_to_come(t);
                else
                        check_trouble(t, expected);
                g_clear_error(&t->error);
        }
        return NULL;
}

void tck_cloud_expect_event(Tck *t, const char *name) {
        g_autofree char *expected = g_strdup_printf("the event %s", name);
        g_autofree char *instead = NULL, *seen = NULL;
        g_autoptr(JsonObject) event = t->over ? NULL : await_event(t, expected, &instead);

        if (t->over)
                return;
        seen = event ? tck_cloud_event_text(event) : g_steal_pointer(&instead);
        if (!g_str_equal(seen, name))
                tck_fail(t, expected, "%s", seen);
}

void tck_cloud_drop_events(Tck *t, const char *name) {
        JsonObject *event;

        while (!t->over && (event = tck_cloud_vm_peek_event(own(t)->vm)) && tck_cloud_event_is(event, name))
                json_object_unref(tck_cloud_vm_next_event(own(t)->vm));
}

void tck_cloud_expect_state(Tck *t, const char *state) {
        g_autofree char *expected = g_strdup_printf("a VM in state %s", state);
        g_autofree char *seen = NULL;

        if (t->over)
                return;
        seen = tck_cloud_vm_state(own(t)->vm, check_deadline(t), &t->error);
        if (!seen)
                check_refused_or_trouble(t, expected);
        else if (!g_str_equal(seen, state))
                tck_fail(t, expected, "%s", seen);
}

void tck_cloud_put(Tck *t, const char *endpoint) {
        g_autofree char *expected = g_strdup_printf("PUT %s to succeed", endpoint);

        if (t->over)
                return;
        t->idle = FALSE;
        if (!tck_cloud_vm_request(own(t)->vm, "PUT", endpoint, check_deadline(t), NULL, &t->error))
                check_refused_or_trouble(t, expected);
}

/* ---- beginning ---- */

static gboolean open_cloud(const TckHypervisorOptions *options, TckOpened *ret_opened, GError **error) {
        const char *guests = options->guests ? options->guests : tck_guests_directory();
        g_autofree char *kernel = g_build_filename(guests, options->boot->image, NULL);
        TckCloud *cloud;

        if (!g_file_test(kernel, G_FILE_TEST_IS_REGULAR)) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT,
                            "there is no %s: `make` builds it, or name its folder with --guests", kernel);
                return FALSE;
        }
        cloud = tck_cloud_new(options->program ? options->program : "cloud-hypervisor", kernel, options->timeout,
                              error);
        if (cloud)
                *ret_opened = (TckOpened){cloud, cloud->version, cloud->accel, cloud->words};
        return cloud != NULL;
}

static void close_cloud(gpointer own) {
        tck_cloud_free(own);
}

static void start(Tck *t, const TckVmConfig *config) {
        const TckCloudVmSetup setup = {.program = own(t)->cloud->program,
                                       .kernel = own(t)->cloud->kernel,
                                       .config = config,
                                       .directory = t->directory};
        g_autoptr(GError) error = NULL;

        own(t)->vm = tck_cloud_vm_start(&setup, check_deadline(t), &error);
        if (own(t)->vm && tck_cloud_vm_await_boot(own(t)->vm, check_deadline(t), &error))
                t->hellos = probe(t)->hellos;
        else
                tck_give_up(t, "starting the VM: %s", error->message);
}

static Tck *begin(const TckCase *tested, gpointer tested_cloud, const TckProfile *profile, const TckVmConfig *config,
                  const char *name, const char *directory) {
        Tck *t = check_new(tested, &table, ((const TckCloud *) tested_cloud)->timeout, name, directory);
        CheckCloud *cloud = g_new0(CheckCloud, 1);

        cloud->cloud = tested_cloud;
        t->other = cloud;
        t->profile = profile;
        check_needs(t);
        if (!t->over)
                start(t, config);
        return t;
}

TCK_HYPERVISOR(.layer = {.name = "cloud-hypervisor",
                         .title = "cloud-hypervisor",
                         .machine = "cloud-hypervisor",
                         .boot = "pvh"},
               .open = open_cloud, .close = close_cloud, .begin = begin)
