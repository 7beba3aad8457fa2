/* SPDX-License-Identifier: BSD-2-Clause */
#define TCK_CHECK_PRIVATE

#include "libvirt_check.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "json.h"
#include "libvirt_error.h"
#include "libvirt_pieces.h"
#include "libvirt_state.h"
#include "pvpanic.h"
#include "wait.h"

struct TckDom {
        const TckCase *tested;
        const TckVmConfig *config;
        TckLibvirt *libvirt;
        char *name, *directory;
        TckStage stage;
        TckDomain *domain;
        TckOutcome *outcome;
        gint64 began;
        gboolean over;
        guint hellos;
        gboolean pause_due;         /* that of a crash, which may come behind it */
        GPid pid;                   /* of the hypervisor that the case started with */
        guint64 started;            /* the sequence number of the operation begun, 0 for none */
        struct wire_message answer; /* the last; its words belong to the probe */
};

static gint64 deadline(const TckDom *d) {
        return tck_deadline(tck_libvirt_options(d->libvirt)->timeout);
}

/* ---- verdicts ---- */

static void decide(TckDom *d, TckVerdict verdict, char *message) {
        d->over = TRUE;
        d->outcome->verdict = verdict;
        g_free(d->outcome->message);
        d->outcome->message = message;
}

void tck_dom_fail(TckDom *d, const char *expected, const char *seen_format, ...) {
        va_list list;

        if (d->over)
                return;
        d->outcome->expected = g_strdup(expected);
        va_start(list, seen_format);
        d->outcome->seen = g_strdup_vprintf(seen_format, list);
        va_end(list);
        decide(d, TCK_FAIL, g_strdup_printf("expected %s, saw %s", expected, d->outcome->seen));
}

void tck_dom_skip(TckDom *d, const char *format, ...) {
        va_list list;

        if (d->over)
                return;
        va_start(list, format);
        decide(d, TCK_SKIP, g_strdup_vprintf(format, list));
        va_end(list);
}

/* What the case takes is not there, for a reason that says nothing of libvirt: something is not installed, or another run has it. */
static void skip_for_us(TckDom *d, gboolean elsewhere, const char *reason) {
        if (d->over)
                return;
        d->outcome->elsewhere = elsewhere;
        d->outcome->ours = !elsewhere;
        tck_dom_skip(d, "%s", reason);
}

gboolean tck_dom_over(const TckDom *d) {
        return d->over;
}

TckOutcome *tck_dom_outcome(TckDom *d) {
        return d->outcome;
}

guint64 tck_dom_argument(const TckDom *d) {
        return d->tested->argument;
}

/* Something broke while the case awaited what `expected` says, whoever broke it. Takes the error over. */
static void give_up(TckDom *d, const char *expected, GError *error) {
        if (!d->over)
                decide(d, TCK_ERROR_VERDICT, g_strdup_printf("waiting for %s: %s", expected, error->message));
        g_error_free(error);
}

/* The same where libvirt was asked for what it has to do: to refuse that is a FAIL. */
static void trouble(TckDom *d, const char *expected, GError *error) {
        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED)) {
                give_up(d, expected, error);
                return;
        }
        tck_dom_fail(d, expected, "that %s", error->message);
        g_error_free(error);
}

void tck_dom_expect_number(TckDom *d, const char *what, guint64 seen, guint64 expected) {
        g_autofree char *text = g_strdup_printf("%s to be 0x%" G_GINT64_MODIFIER "x", what, expected);

        if (seen != expected)
                tck_dom_fail(d, text, "0x%" G_GINT64_MODIFIER "x", seen);
}

void tck_dom_expect_text(TckDom *d, const char *what, const char *seen, const char *expected) {
        g_autofree char *text = g_strdup_printf("%s to be \"%s\"", what, expected);

        if (g_strcmp0(seen, expected) != 0)
                tck_dom_fail(d, text, "\"%s\"", seen ? seen : "");
}

/* ---- states ---- */

/* NULL after a verdict. Free with g_free(). */
static char *current_state(TckDom *d) {
        GError *error = NULL;
        int state, reason;

        if (virDomainGetState(tck_domain_get(d->domain), &state, &reason, 0) == 0)
                return tck_libvirt_state_text(state, reason);
        if (tck_libvirt_last_answer() == TCK_LIBVIRT_UNKNOWN)
                return g_strdup("unknown to libvirt");
        tck_set_libvirt_error(&error, "libvirt does not tell it");
        trouble(d, "the domain's state", error);
        return NULL;
}

void tck_dom_expect_state(TckDom *d, int state, int reason) {
        g_autofree char *wanted = reason == TCK_ANY_REASON ? g_strdup_printf("%s (*)", tck_libvirt_state_name(state))
                                                           : tck_libvirt_state_text(state, reason);
        g_autofree char *expected = g_strdup_printf("the domain's state to be \"%s\"", wanted);
        g_autofree char *seen = d->over ? NULL : current_state(d);

        if (!d->over && !g_pattern_match_simple(wanted, seen))
                tck_dom_fail(d, expected, "\"%s\"", seen);
}

void tck_dom_expect_unknown(TckDom *d) {
        virDomainPtr found = d->over ? NULL : virDomainLookupByName(tck_connection_get(d->stage.connection), d->name);
        GError *error = NULL;

        if (d->over)
                return;
        if (found) {
                tck_dom_fail(d, "a transient domain to be forgotten when it stops", "that libvirt still knows it");
                virDomainFree(found);
        } else if (tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN) {
                tck_set_libvirt_error(&error, "libvirt does not tell whether it knows the domain");
                trouble(d, "the domain not to be found", error);
        }
}

/* ---- events ---- */

static const char *lifecycle_words(int event, int detail) {
        return tck_lifecycle_text((TckLifecycle){event, detail});
}

/* A domain besides the case's, for which it would be no matter. Free with g_free(). */
static char *other_xml(const TckDom *d, const TckDomainSpec *spec, const char *name) {
        g_autofree char *wire = g_build_filename(d->stage.work, "wire", NULL);
        g_autofree char *console = g_build_filename(d->stage.work, "console", NULL);

        return tck_domain_xml(&(TckDomainPlan){.spec = spec,
                                               .name = name,
                                               .machine = d->config->machine,
                                               .accel = "tcg",
                                               .emulator = tck_libvirt_options(d->libvirt)->emulator,
                                               .kernel = tck_libvirt_kernel(d->libvirt),
                                               .wire = wire,
                                               .console = console});
}

static virDomainPtr make_other(TckDom *d, const TckDomainSpec *spec, const char *xml) {
        virConnectPtr connection = tck_connection_get(d->stage.connection);

        return spec->persistent ? virDomainDefineXML(connection, xml)
                                : virDomainCreateXML(connection, xml, VIR_DOMAIN_START_PAUSED);
}

/* Whether libvirt takes such a domain, to define it or to start it, and gives it up at once. */
static gboolean takes_other(TckDom *d, const TckDomainSpec *spec, const char *name, GError **error) {
        g_autofree char *xml = other_xml(d, spec, name);
        virDomainPtr domain = make_other(d, spec, xml);
        gboolean good = domain && (spec->persistent ? virDomainUndefine(domain) : virDomainDestroy(domain)) == 0;

        if (!good)
                tck_set_libvirt_error(error, "an ordinary domain does not come and go");
        if (domain)
                virDomainFree(domain);
        return good;
}

/* A domain that is defined and undefined leaves two events behind all those that libvirt has told of until then. */
static gboolean fence(TckDom *d, GError **error) {
        static const TckDomainSpec plain = {.persistent = TRUE};
        g_autofree char *name = tck_libvirt_new_name(d->libvirt);
        g_autoptr(TckDomainEvents) events = tck_domain_events_new(d->stage.connection, name);
        const int fd = tck_domain_events_fd(events);
        gint64 last = deadline(d);
        TckLifecycle seen = {-1, 0};
        gboolean good = takes_other(d, &plain, name, error);

        while (good && seen.event != VIR_DOMAIN_EVENT_UNDEFINED)
                good = tck_domain_events_lifecycle(events, &seen) || tck_wait_readable(&fd, 1, last, error);
        return good;
}

/* A change to a running domain waits until whoever works on it is done; of one that is not running nobody does. */
void tck_dom_settle(TckDom *d) {
        virDomainPtr domain = d->over ? NULL : tck_domain_get(d->domain);
        GError *error = NULL;

        if (!domain || virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_DESCRIPTION, "settled", NULL, NULL,
                                            VIR_DOMAIN_AFFECT_LIVE) == 0)
                return;
        if (tck_libvirt_last_answer() == TCK_LIBVIRT_UNKNOWN || virGetLastErrorCode() == VIR_ERR_OPERATION_INVALID)
                return;
        tck_set_libvirt_error(&error, "it does not answer");
        give_up(d, "libvirt to be done with the domain", error);
}

/* Nothing came, though libvirt answers: that is no silence. */
static void fail_in_silence(TckDom *d, const char *expected, GError *error) {
        g_autofree char *history = NULL, *state = NULL;

        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT) ||
            virConnectIsAlive(tck_connection_get(d->stage.connection)) != 1) {
                trouble(d, expected, error);
                return;
        }
        g_error_free(error);
        history = tck_domain_events_history(tck_domain_events(d->domain));
        state = current_state(d);
        tck_dom_fail(d, expected, "none: there were %s, and the domain is %s", *history ? history : "no events", state);
}

static gboolean is_same(TckLifecycle a, TckLifecycle b) {
        return a.event == b.event && a.detail == b.detail;
}

static const TckLifecycle paused = {VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_PAUSED};
static const TckLifecycle crashed = {VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_PANICKED};

/* The next one that is in, but for the pause of a crash. */
static gboolean take_event(TckDom *d, TckLifecycle *ret_event) {
        TckDomainEvents *events = tck_domain_events(d->domain);
        gboolean there = tck_domain_events_lifecycle(events, ret_event);

        if (there && d->pause_due && is_same(*ret_event, paused)) {
                d->pause_due = FALSE;
                there = tck_domain_events_lifecycle(events, ret_event);
        }
        return there;
}

/* What was awaited is late: libvirt gets the time to finish what it is at, and all that it has told of is in afterwards. FALSE after
 * a verdict. */
static gboolean grant_more(TckDom *d) {
        GError *error = NULL;

        tck_dom_settle(d);
        if (!d->over && !fence(d, &error))
                give_up(d, "libvirt to be done with the domain", error);
        return !d->over;
}

/* The next one, whatever it is. FALSE after a verdict. */
static gboolean next_event(TckDom *d, const char *expected, TckLifecycle *ret_event) {
        TckDomainEvents *events = d->over ? NULL : tck_domain_events(d->domain);
        const int fd = events ? tck_domain_events_fd(events) : -1;
        gint64 last = deadline(d);
        gboolean more = FALSE;
        GError *error = NULL;

        while (!d->over && !take_event(d, ret_event)) {
                if (tck_wait_readable(&fd, 1, last, &error))
                        continue;
                if (more || !g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                        fail_in_silence(d, expected, error);
                } else {
                        g_clear_error(&error);
                        more = grant_more(d);
                }
        }
        return !d->over;
}

void tck_dom_expect_event(TckDom *d, int event, int detail) {
        g_autofree char *expected = g_strdup_printf("the lifecycle event %s", lifecycle_words(event, detail));
        TckLifecycle seen;

        if (!d->over && next_event(d, expected, &seen) && (seen.event != event || seen.detail != detail))
                tck_dom_fail(d, expected, "%s", tck_lifecycle_text(seen));
}

void tck_dom_expect_crashed(TckDom *d) {
        g_autofree char *expected = g_strdup_printf("the lifecycle event %s", tck_lifecycle_text(crashed));
        TckLifecycle seen;

        d->pause_due = TRUE;
        if (!d->over && next_event(d, expected, &seen) && !is_same(seen, crashed))
                tck_dom_fail(d, expected, "%s", tck_lifecycle_text(seen));
}

void tck_dom_expect_both(TckDom *d, TckLifecycle one, TckLifecycle other) {
        g_autofree char *expected =
                g_strdup_printf("the lifecycle events %s and %s", tck_lifecycle_text(one), tck_lifecycle_text(other));
        TckLifecycle first, second;

        if (d->over || !next_event(d, expected, &first) || !next_event(d, expected, &second))
                return;
        if (!(is_same(first, one) && is_same(second, other)) && !(is_same(first, other) && is_same(second, one)))
                tck_dom_fail(d, expected, "%s, %s", tck_lifecycle_text(first), tck_lifecycle_text(second));
}

void tck_dom_expect_end(TckDom *d, int event, int detail) {
        g_autofree char *expected = g_strdup_printf("the lifecycle event %s", lifecycle_words(event, detail));
        TckLifecycle seen;

        do
                if (d->over || !next_event(d, expected, &seen))
                        return;
        while (seen.event == VIR_DOMAIN_EVENT_SUSPENDED || seen.event == VIR_DOMAIN_EVENT_SHUTDOWN);
        if (seen.event != event || seen.detail != detail)
                tck_dom_fail(d, expected, "%s", tck_lifecycle_text(seen));
}

void tck_dom_expect_no_event(TckDom *d) {
        GError *error = NULL;
        TckLifecycle seen;

        tck_dom_settle(d);
        if (d->over)
                return;
        if (!fence(d, &error))
                give_up(d, "no further event", error);
        else if (take_event(d, &seen))
                tck_dom_fail(d, "no further event", "%s", tck_lifecycle_text(seen));
}

/* Whether the data of a monitor event, as JSON, has that string. */
static gboolean has_member(const char *event, const char *member, const char *value) {
        const char *data = strchr(event, ' ');
        g_autoptr(JsonNode) node = json_from_string(data ? data : "{}", NULL);

        if (!node || !JSON_NODE_HOLDS_OBJECT(node))
                return FALSE;
        if (!value)
                return !json_object_has_member(json_node_get_object(node), member);
        return g_strcmp0(tck_json_string(json_node_get_object(node), member), value) == 0;
}

void tck_dom_expect_monitor_event(TckDom *d, const char *name, const char *member, const char *value) {
        g_autofree char *expected = g_strdup_printf("the monitor event %s %s %s%s%s", name, value ? "with" : "without",
                                                    member, value ? "=" : "", value ? value : "");
        TckDomainEvents *events = d->over ? NULL : tck_domain_events(d->domain);
        const int fd = events ? tck_domain_events_fd(events) : -1;
        g_autofree char *prefix = g_strdup_printf("%s ", name);
        gint64 last = deadline(d);
        GError *error = NULL;

        while (!d->over) {
                g_autofree char *event = tck_domain_events_monitor(events);

                if (event && g_str_has_prefix(event, prefix)) {
                        if (!has_member(event, member, value))
                                tck_dom_fail(d, expected, "%s", event);
                        return;
                }
                if (!event && !tck_wait_readable(&fd, 1, last, &error))
                        fail_in_silence(d, expected, error);
        }
}

/* ---- capabilities ---- */

static const char *virt_type(const TckDom *d) {
        gboolean kvm = d->tested->domain.kvm || g_str_equal(tck_libvirt_options(d->libvirt)->accel, "kvm");

        return kvm ? "kvm" : "qemu";
}

/* Free with g_free(). */
static char *capabilities(TckDom *d, GError **error) {
        char *xml = virConnectGetDomainCapabilities(tck_connection_get(d->stage.connection),
                                                    tck_libvirt_options(d->libvirt)->emulator, "x86_64",
                                                    d->config->machine, virt_type(d), 0);
        char *copy = g_strdup(xml);

        if (!xml)
                tck_set_libvirt_error(error, "libvirt has no capabilities of such domains");
        free(xml);
        return copy;
}

char *tck_dom_capability(TckDom *d, const char *xpath) {
        GError *error = NULL;
        g_autofree char *xml = d->over ? NULL : capabilities(d, &error);
        g_auto(GStrv) found = xml ? tck_xml_strings(xml, xpath) : NULL;

        if (error)
                give_up(d, "libvirt's capabilities", error);
        return found && *found ? g_strjoinv(" ", found) : NULL;
}

/* Without KVM it answers that it has no such domains. */
void tck_dom_require_hyperv(TckDom *d) {
        GError *error = NULL;
        g_autofree char *xml = d->over ? NULL : capabilities(d, &error);

        if (d->over || xml)
                return;
        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED)) {
                give_up(d, "libvirt's capabilities", error);
                return;
        }
        tck_dom_skip(d, "there are no domains by KVM here: %s", error->message);
        g_error_free(error);
}

/* The panic models by the capabilities; NULL where these do not tell of any, in older versions. */
static GStrv panic_models(TckDom *d) {
        g_autofree char *models = tck_dom_capability(d, "/domainCapabilities/devices/panic/enum[@name='model']/value");

        return models ? g_strsplit(models, " ", -1) : NULL;
}

gboolean tck_dom_offers(TckDom *d, const char *model) {
        g_auto(GStrv) models = panic_models(d);

        return models && g_strv_contains((const char *const *) models, model);
}

/* ---- the schema ---- */

static void require_piece(TckDom *d, TckPiece piece) {
        g_autofree char *missing = tck_piece_missing(piece);

        if (missing)
                skip_for_us(d, FALSE, missing);
}

gboolean tck_dom_validates(TckDom *d) {
        enum { XMLLINT_INVALID = 3 };
        g_autofree char *path = g_build_filename(d->directory, "domain.xml", NULL);
        const char *argv[] = {"virt-xml-validate", path, "domain", NULL};
        g_autofree char *errors = NULL;
        GError *error = NULL;
        int status;

        require_piece(d, TCK_PIECE_VALIDATOR);
        require_piece(d, TCK_PIECE_XMLLINT);
        if (d->over)
                return FALSE;
        if (g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                         &errors, &status, &error) &&
            g_spawn_check_wait_status(status, &error))
                return TRUE;
        if (g_error_matches(error, G_SPAWN_EXIT_ERROR, XMLLINT_INVALID)) {
                g_error_free(error);
                return FALSE;
        }
        g_prefix_error(&error, "virt-xml-validate: %s: ", errors ? g_strchomp(errors) : "");
        give_up(d, "a word on the domain's XML", error);
        return FALSE;
}

/* ---- life ---- */

static void await_hello(TckDom *d) {
        GError *error = NULL;

        d->started = 0;
        if (!d->over && !tck_probe_await_hello(tck_domain_probe(d->domain), ++d->hellos, deadline(d), &error))
                fail_in_silence(d, "the probe to start", error);
}

static void take_wire(TckDom *d) {
        GError *error = NULL;

        d->hellos = 0;
        if (!d->over && !tck_domain_take_wire(d->domain, deadline(d), &error))
                fail_in_silence(d, "a hypervisor to start", error);
}

/* The events up to the guest's running are told in an order that is no matter of ours; there are no others. */
static void take_start(TckDom *d) {
        TckLifecycle seen = {-1, -1};

        while (!d->over && seen.event != VIR_DOMAIN_EVENT_STARTED) {
                if (!next_event(d, "the lifecycle event Started/Booted", &seen))
                        return;
                if (seen.event != VIR_DOMAIN_EVENT_DEFINED && seen.event != VIR_DOMAIN_EVENT_RESUMED &&
                    seen.event != VIR_DOMAIN_EVENT_STARTED)
                        tck_dom_fail(d, "the events of a start", "%s", tck_lifecycle_text(seen));
        }
}

static gboolean launch(TckDom *d, GError **error) {
        return (!d->tested->domain.persistent || tck_domain_define(d->domain, error)) &&
               tck_domain_start(d->domain, error);
}

static void enter(TckDom *d) {
        const TckProcess *process;

        take_wire(d);
        process = d->over ? NULL : tck_domain_process(d->domain, NULL);
        d->pid = process ? tck_process_pid(process) : 0;
        await_hello(d);
        take_start(d);
        tck_dom_drop_events(d, VIR_DOMAIN_EVENT_RESUMED);
}

/* A panic model that this libvirt's capabilities tell of and do not have: NULL if it has them all, or does not tell. */
static const char *find_lacking(TckDom *d) {
        const TckPanicDevice *devices = d->tested->domain.panic;
        g_auto(GStrv) models = panic_models(d);

        for (gsize i = 0; models && i < TCK_PANIC_DEVICES_MAX && devices[i].model; i++)
                if (*devices[i].model && !g_strv_contains((const char *const *) models, devices[i].model))
                        return devices[i].model;
        return NULL;
}

void tck_dom_start(TckDom *d) {
        GError *error = NULL;

        if (!d->over && !launch(d, &error)) {
                gboolean unsupported = virGetLastErrorCode() == VIR_ERR_CONFIG_UNSUPPORTED;
                const char *lacking = unsupported ? find_lacking(d) : NULL;

                if (lacking)
                        tck_dom_skip(d, "this libvirt's capabilities have no panic model %s: %s", lacking,
                                     error->message);
                trouble(d, "the domain to start", error);
        }
        enter(d);
}

/* The same domain with a panic device that there is, and nothing else, is taken: it was refused for what it has, then. */
static void expect_ordinary_taken(TckDom *d) {
        const TckDomainSpec ordinary = {.panic = {{.model = "isa"}}, .persistent = d->tested->domain.persistent};
        g_autofree char *name = tck_libvirt_new_name(d->libvirt);
        GError *error = NULL;

        if (!d->over && !takes_other(d, &ordinary, name, &error))
                give_up(d, "libvirt to take an ordinary domain where it refuses this one", error);
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
static gboolean was_refused(TckDom *d, const int *codes) {
        g_autofree char *names = code_names(codes);
        g_autofree char *expected = g_strdup_printf("the domain to be refused as %s", names);
        g_autofree char *code = NULL;
        g_autoptr(GError) error = NULL;

        if (launch(d, &error))
                return FALSE;
        code = tck_libvirt_code_name(virGetLastErrorCode());
        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED))
                give_up(d, expected, g_steal_pointer(&error));
        else if (!is_among(virGetLastErrorCode(), codes))
                tck_dom_fail(d, expected, "%s: %s", code, error->message);
        expect_ordinary_taken(d);
        return TRUE;
}

void tck_dom_expect_refusal(TckDom *d, const int *codes) {
        if (!d->over && !was_refused(d, codes))
                tck_dom_fail(d, "libvirt to refuse such a domain", "that it was started");
}

gboolean tck_dom_try_start(TckDom *d, int code) {
        if (d->over || was_refused(d, (const int[]){code, 0}))
                return FALSE;
        enter(d);
        return !d->over;
}

void tck_dom_start_again(TckDom *d) {
        tck_dom_call(d, "the domain to start again", d->over ? 0 : virDomainCreate(tck_domain_get(d->domain)));
        enter(d);
}

void tck_dom_expect_restored(TckDom *d) {
        take_wire(d);
        if (d->over)
                return;
        tck_probe_skip_hello(tck_domain_probe(d->domain));
        tck_probe_resume(tck_domain_probe(d->domain), d->started);
        d->hellos = 1;
}

void tck_dom_expect_hello(TckDom *d) {
        await_hello(d);
}

void tck_dom_expect_gone(TckDom *d) {
        GError *error = NULL;

        if (!d->over && !tck_domain_wait_exit(d->domain, deadline(d), &error))
                fail_in_silence(d, "the hypervisor to end", error);
}

/* The hypervisor's process, or NULL after a verdict. */
static const TckProcess *require_process(TckDom *d) {
        GError *error = NULL;
        const TckProcess *process = d->over ? NULL : tck_domain_process(d->domain, &error);

        if (error)
                give_up(d, "the hypervisor's process", error);
        return process;
}

void tck_dom_expect_same_process(TckDom *d) {
        const TckProcess *process = require_process(d);

        if (!process)
                return;
        if (tck_process_has_ended(process))
                tck_dom_fail(d, "the hypervisor's process to live on", "that it is gone");
        else if (tck_process_pid(process) != d->pid)
                tck_dom_fail(d, "the same process of the hypervisor", "another");
}

void tck_dom_kill(TckDom *d) {
        const TckProcess *process = require_process(d);
        int trouble = process && !tck_process_has_ended(process) ? tck_process_kill(process) : ESRCH;

        if (d->over || !trouble)
                return;
        if (trouble == ESRCH)
                tck_dom_fail(d, "a hypervisor that runs, to be killed", "that it has ended by itself");
        else if (trouble == EPERM)
                skip_for_us(d, TRUE, "the hypervisor is run by another user: it is not ours to kill");
        else
                decide(d, TCK_ERROR_VERDICT, g_strdup_printf("killing the hypervisor: %s", g_strerror(trouble)));
}

virDomainPtr tck_dom_get(TckDom *d) {
        return d->over ? NULL : tck_domain_get(d->domain);
}

virConnectPtr tck_dom_connection(TckDom *d) {
        return tck_connection_get(d->stage.connection);
}

void tck_dom_call(TckDom *d, const char *what, int result) {
        GError *error = NULL;

        if (d->over || result >= 0)
                return;
        tck_set_libvirt_error(&error, what);
        trouble(d, what, error);
}

char *tck_dom_file(TckDom *d, const char *name) {
        return g_build_filename(d->over ? "/" : tck_domain_work(d->domain), name, NULL);
}

/* ---- the guest ---- */

void tck_dom_begin_guest(TckDom *d, const char *format, ...) {
        g_autofree char *command = NULL;
        GError *error = NULL;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        if (!d->over && !tck_probe_send(tck_domain_probe(d->domain), command, &d->started, &error))
                trouble(d, command, error);
}

/* FALSE after a verdict. */
static gboolean judge_answer(TckDom *d, const struct wire_message *answer) {
        if (d->over)
                return FALSE;
        if (answer->number != d->started)
                decide(d, TCK_ERROR_VERDICT, g_strdup("the probe answered something else than it was asked last"));
        else if (answer->kind != WIRE_OK)
                tck_dom_fail(d, "the guest's operation to succeed", "%s %s",
                             answer->kind == WIRE_FAULT ? "exception" : "error", answer->count ? answer->value[0] : "");
        d->started = 0;
        return !d->over;
}

/* Takes in what the probe says. Its last words count, though the wire was closed behind them: `ret_last` then. */
static gboolean pump(TckProbe *probe, struct wire_message *ret_answer, gboolean *ret_last, GError **error) {
        g_autoptr(GError) local = NULL;

        if (tck_probe_pump(probe, &local))
                return TRUE;
        *ret_last = g_error_matches(local, TCK_ERROR, TCK_ERROR_CLOSED) && tck_probe_next(probe, ret_answer);
        if (!*ret_last)
                g_propagate_error(error, g_steal_pointer(&local));
        return *ret_last;
}

static gboolean await_answer(TckDom *d) {
        TckProbe *probe = d->over ? NULL : tck_domain_probe(d->domain);
        int fd = probe ? tck_probe_fd(probe) : -1;
        gint64 last = deadline(d);
        gboolean late = FALSE, closed = FALSE;
        GError *error = NULL;

        while (!d->over && !closed && !tck_probe_next(probe, &d->answer))
                if (tck_probe_hellos(probe) > d->hellos)
                        tck_dom_fail(d, "the guest's operation to come to an end", "that the guest started anew");
                else if (!tck_wait_again(last, &late, &error) || !tck_wait_readable(&fd, 1, last, &error) ||
                         !pump(probe, &d->answer, &closed, &error))
                        fail_in_silence(d, "the guest's operation to come to an end", error);
        return judge_answer(d, &d->answer);
}

guint64 tck_dom_number(TckDom *d, size_t place) {
        guint64 value = 0;

        if (!d->over && (place >= d->answer.count || !wire_number(d->answer.value[place], &value)))
                decide(d, TCK_ERROR_VERDICT, g_strdup_printf("the probe's answer has no number at place %zu", place));
        return value;
}

void tck_dom_expect_finished(TckDom *d) {
        await_answer(d);
}

void tck_dom_do(TckDom *d, const char *format, ...) {
        g_autofree char *command = NULL;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        tck_dom_begin_guest(d, "%s", command);
        tck_dom_expect_finished(d);
}

guint64 tck_dom_ask(TckDom *d, const char *format, ...) {
        g_autofree char *command = NULL;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        tck_dom_do(d, "%s", command);
        return tck_dom_number(d, 0);
}

guint tck_dom_port(const TckDom *d) {
        const char *moved = d->tested->domain.panic[0].iobase;

        return moved ? (guint) strtoul(moved, NULL, 16) : PVPANIC_PORT;
}

void tck_dom_write_port(TckDom *d, guint value) {
        tck_dom_begin_guest(d, "out 1 %#x %#x", tck_dom_port(d), value);
}

/* Without a device: the scratch register of the console's UART keeps what is written to it, and nobody else uses it. */
static void control_ports(TckDom *d) {
        enum { SCRATCH = 0x3f8 + 7, VALUE = 0x5a };
        guint64 seen;

        tck_dom_do(d, "out 1 %#x %#x", SCRATCH, VALUE);
        seen = tck_dom_ask(d, "in 1 %#x", SCRATCH);
        if (!tck_dom_over(d) && seen != VALUE)
                decide(d, TCK_ERROR_VERDICT,
                       g_strdup_printf("the probe reads 0x%" G_GINT64_MODIFIER
                                       "x from a UART's scratch register after writing 0x%x",
                                       seen, VALUE));
}

void tck_dom_control(TckDom *d) {
        if (!d->tested->domain.panic[0].model) {
                control_ports(d);
                return;
        }
        tck_dom_write_port(d, PVPANIC_CRASH_LOADED);
        tck_dom_expect_finished(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED);
}

void tck_dom_panic(TckDom *d) {
        tck_dom_write_port(d, PVPANIC_PANICKED);
        tck_dom_expect_crashed(d);
}

guint64 tck_dom_info(TckDom *d, const char *key) {
        g_autofree char *prefix = g_strdup_printf("%s=", key);
        guint64 value = 0;

        tck_dom_begin_guest(d, "info");
        if (!await_answer(d))
                return 0;
        for (size_t i = 0; i < d->answer.count; i++)
                if (g_str_has_prefix(d->answer.value[i], prefix) &&
                    wire_number(d->answer.value[i] + strlen(prefix), &value))
                        return value;
        decide(d, TCK_ERROR_VERDICT, g_strdup_printf("the probe's info has no %s", key));
        return 0;
}

/* ---- events that may be ---- */

void tck_dom_drop_events(TckDom *d, int event) {
        GError *error = NULL;
        TckLifecycle seen;

        if (!d->over && !fence(d, &error))
                give_up(d, "the events so far", error);
        while (!d->over && take_event(d, &seen))
                if (seen.event != event)
                        tck_dom_fail(d, "no such event", "%s", tck_lifecycle_text(seen));
}

/* ---- virsh and the log ---- */

char *tck_dom_live_text(TckDom *d, const char *xpath) {
        GError *error = NULL;
        g_autofree char *xml = d->over ? NULL : tck_domain_live(d->domain, &error);

        if (!d->over && !xml)
                trouble(d, "the live XML", error);
        return xml ? tck_xml_string(xml, xpath) : NULL;
}

static char *read_back(int fd) {
        g_autoptr(GString) text = g_string_new(NULL);
        char buffer[4096];
        ssize_t n;

        lseek(fd, 0, SEEK_SET);
        while ((n = read(fd, buffer, sizeof buffer)) > 0)
                g_string_append_len(text, buffer, n);
        return g_strstrip(g_strdup(text->str));
}

/* Its output, and how it ended; NULL with an error. */
static char *run_virsh(TckDom *d, const char *command, const char *option, int *ret_status, GError **error) {
        const char *argv[] = {"virsh", "-c", d->stage.uri, command, d->name, option, NULL};
        g_autofree char *path = g_build_filename(d->directory, "virsh.log", NULL);
        int output = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        g_autoptr(TckChild) virsh = output < 0 ? NULL : tck_child_spawn(argv, NULL, 0, output, error);
        char *text = virsh && tck_child_wait(virsh, deadline(d), ret_status, error) ? read_back(output) : NULL;

        if (output < 0)
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot write %s", path);
        else
                close(output);
        return text;
}

/* One that does not start, or finds nobody to ask, says nothing of the domain. */
static gboolean virsh_has_asked(int status, const char *said) {
        enum { CANNOT_BE_RUN = 126 };

        return WIFEXITED(status) && WEXITSTATUS(status) < CANNOT_BE_RUN &&
               (WEXITSTATUS(status) == 0 || !strstr(said, "failed to connect"));
}

void tck_dom_expect_virsh(TckDom *d, const char *command, const char *option, const char *printed) {
        g_autofree char *what = g_strdup_printf("virsh %s to print", command);
        g_autofree char *seen = NULL;
        GError *error = NULL;
        int status = 0;

        require_piece(d, TCK_PIECE_VIRSH);
        if (d->over)
                return;
        seen = run_virsh(d, command, option, &status, &error);
        if (!seen) {
                give_up(d, what, error);
        } else if (!virsh_has_asked(status, seen)) {
                g_autofree char *how = tck_child_status_text(status);

                decide(d, TCK_ERROR_VERDICT, g_strdup_printf("virsh %s: %s", how, seen));
        } else if (status != 0) {
                tck_dom_fail(d, what, "that it failed: %s", seen);
        } else if (printed) {
                tck_dom_expect_text(d, what, seen, printed);
        }
}

static const char *hooks_file(void) {
        return g_getenv("TCK_LIBVIRT_HOOKS");
}

void tck_dom_require_hooks(TckDom *d) {
        if (!hooks_file() || !tck_libvirt_options(d->libvirt)->connect)
                tck_dom_skip(d, "no hook of this libvirt's writes its calls into a file that $TCK_LIBVIRT_HOOKS names");
}

/* An operation and its sub-operation: what follows them differs from one version to the next. Free with g_free(). */
static char *first_words(const char *call) {
        g_auto(GStrv) words = g_strsplit(call, " ", 3);

        return words[0] && words[1] ? g_strdup_printf("%s %s", words[0], words[1]) : g_strdup(call);
}

/* The calls as one text. Free with g_free(). */
static char *read_hooks(const TckDom *d, GError **error) {
        g_autofree char *prefix = g_strdup_printf("%s ", d->name);
        g_autoptr(GStrvBuilder) calls = g_strv_builder_new();
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL, all = NULL;

        if (!g_file_get_contents(hooks_file(), &text, NULL, error))
                return NULL;
        lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line; line++) {
                g_autofree char *call = g_str_has_prefix(*line, prefix) ? first_words(*line + strlen(prefix)) : NULL;

                if (call)
                        g_strv_builder_add(calls, call);
        }
        all = g_strv_builder_end(calls);
        return g_strjoinv(", ", all);
}

void tck_dom_expect_hooks(TckDom *d, const char *calls) {
        GError *error = NULL;
        g_autofree char *seen = d->over ? NULL : read_hooks(d, &error);

        if (!d->over && !seen)
                give_up(d, "the calls of the hook", error);
        else if (!d->over)
                tck_dom_expect_text(d, "the calls of the hook", seen, calls);
}

guint tck_dom_count_log(TckDom *d, const char *part) {
        GError *error = NULL;
        g_autofree char *log = d->over ? NULL : tck_domain_log(d->domain, &error);
        g_auto(GStrv) lines = log ? g_strsplit(log, "\n", -1) : NULL;
        guint count = 0;

        if (!d->over && !log && (!error || g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES)))
                skip_for_us(d, TRUE, "the domain's log cannot be read from here");
        if (error)
                give_up(d, "the domain's log", error);
        for (char **line = lines; line && *line; line++)
                count += strstr(*line, part) != NULL;
        return count;
}

void tck_dom_expect_log(TckDom *d, const char *part) {
        g_autofree char *expected = g_strdup_printf("a line with \"%s\" in the domain's log", part);
        guint count = tck_dom_count_log(d, part);

        if (!d->over && !count)
                tck_dom_fail(d, expected, "none");
}

/* ---- cores ---- */

/* The files named after the domain. NULL with an error if that cannot be told. */
static GPtrArray *find_cores(TckDom *d, GError **error) {
        g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GError) local = NULL;
        g_autoptr(GDir) directory = d->domain && d->stage.cores ? g_dir_open(d->stage.cores, 0, &local) : NULL;
        /* libvirt names them ID-NAME-DATE, and shortens the name to twenty characters, which others may share. */
        g_autofree char *begin = directory ? g_strdup_printf("%u-%.20s", tck_domain_id(d->domain), d->name) : NULL;
        const char *name;

        /* libvirt makes the folder with the first core. */
        if (local && !g_error_matches(local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
                g_propagate_error(error, g_steal_pointer(&local));
                return NULL;
        }
        while (directory && (name = g_dir_read_name(directory)))
                if (g_str_has_prefix(name, begin))
                        g_ptr_array_add(paths, g_build_filename(d->stage.cores, name, NULL));
        return g_steal_pointer(&paths);
}

static void require_cores(TckDom *d) {
        if (!d->over && !d->stage.cores)
                skip_for_us(d, TRUE, "libvirt's folder for cores cannot be read from here");
}

/* NULL after a verdict. */
static GPtrArray *require_list_of_cores(TckDom *d) {
        GError *error = NULL;
        GPtrArray *paths;

        require_cores(d);
        paths = d->over ? NULL : find_cores(d, &error);
        if (error)
                give_up(d, "libvirt's folder for cores", error);
        return paths;
}

char *tck_dom_expect_core(TckDom *d) {
        g_autoptr(GPtrArray) paths = require_list_of_cores(d);

        if (paths && paths->len == 1)
                return g_strdup(paths->pdata[0]);
        if (paths)
                tck_dom_fail(d, "one core of the domain", "%u in %s", paths->len, d->stage.cores);
        return NULL;
}

void tck_dom_expect_no_core(TckDom *d) {
        g_autoptr(GPtrArray) paths = require_list_of_cores(d);

        if (paths && paths->len)
                tck_dom_fail(d, "no core of the domain", "%s", (const char *) paths->pdata[0]);
}

/* What the probe's kernel has in memory at its first instruction is in the core, too: the multiboot header. */
static gboolean holds_kernel(const TckCore *core, GError **error) {
        static const guint32 magic = 0x1BADB002;
        guint8 image[8192];

        if (!tck_core_read(core, 0x100000, image, sizeof image, error))
                return FALSE;
        return memmem(image, sizeof image, &magic, sizeof magic) != NULL;
}

void tck_dom_expect_good_core(TckDom *d, const char *path) {
        g_autoptr(TckCore) core = NULL;
        GError *error = NULL;

        if (d->over)
                return;
        core = tck_core_open(path, deadline(d), &error);
        if (!core) {
                tck_dom_fail(d, "a core that can be read", "that %s", error->message);
                g_error_free(error);
                return;
        }
        tck_dom_expect_number(d, "the number of CPUs in the core", tck_core_cpus(core), 1);
        if (!holds_kernel(core, &error))
                tck_dom_fail(d, "the guest's memory in the core", "%s", error ? error->message : "something else");
        g_clear_error(&error);
}

/* ---- the daemon ---- */

void tck_dom_panic_unheard(TckDom *d) {
        GError *error = NULL;

        tck_dom_write_port(d, PVPANIC_PANICKED);
        if (!d->over && !tck_domain_await_monitor(d->domain, "STOP", deadline(d), &error))
                trouble(d, "QEMU to tell that the guest is stopped", error);
}

void tck_dom_kill_daemon(TckDom *d) {
        if (!d->over)
                tck_daemon_kill(d->stage.daemon);
}

void tck_dom_restart_daemon(TckDom *d) {
        TckConnection *connection = NULL;
        GError *error = NULL;

        if (d->over)
                return;
        if (tck_daemon_restart(d->stage.daemon, deadline(d), &error))
                connection = tck_connection_open(tck_daemon_inner_uri(d->stage.daemon), &error);
        if (!connection) {
                give_up(d, "the daemon to start again", error);
                return;
        }
        if (!tck_domain_move(d->domain, connection, &error))
                trouble(d, "the daemon to have its domain still", error);
        tck_connection_close(d->stage.connection);
        d->stage.connection = connection;
        tck_dom_settle(d);
}

/* ---- for tables ---- */

const TckDomainSpec *tck_dom_spec(const TckDom *d) {
        return &d->tested->domain;
}

gboolean tck_dom_await_hello(TckDom *d) {
        GError *error = NULL;

        if (d->over || tck_probe_await_hello(tck_domain_probe(d->domain), ++d->hellos, deadline(d), &error))
                return !d->over;
        if (g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                g_error_free(error);
        else
                give_up(d, "the probe to start", error);
        return FALSE;
}

void tck_dom_fence(TckDom *d) {
        GError *error = NULL;
        TckLifecycle seen;

        if (!d->over && !fence(d, &error))
                give_up(d, "the events so far", error);
        while (!d->over && take_event(d, &seen))
                ;
}

char *tck_dom_history(TckDom *d) {
        static const char *const maybe[] = {"Suspended/Paused", "Shutdown/Host", NULL};
        g_autofree char *all = d->over ? NULL : tck_domain_events_history(tck_domain_events(d->domain));
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

char *tck_dom_state(TckDom *d) {
        return d->over ? NULL : current_state(d);
}

gboolean tck_dom_lives(TckDom *d) {
        const TckProcess *process = require_process(d);

        return process && !tck_process_has_ended(process) && tck_process_pid(process) == d->pid;
}

gboolean tck_dom_has_core(TckDom *d) {
        g_autoptr(GPtrArray) paths = require_list_of_cores(d);

        return paths && paths->len;
}

/* ---- begin and end ---- */

static gboolean set_up(TckDom *d, guint worker, GError **error) {
        const TckLibvirtOptions *options = tck_libvirt_options(d->libvirt);

        if (!tck_stage_set(d->libvirt, &d->tested->domain, worker, d->directory, &d->stage, error))
                return FALSE;
        d->domain = tck_domain_new(&(TckDomainSetup){.connection = d->stage.connection,
                                                     .spec = &d->tested->domain,
                                                     .name = d->name,
                                                     .machine = d->config->machine,
                                                     .accel = options->accel,
                                                     .emulator = options->emulator,
                                                     .kernel = tck_libvirt_kernel(d->libvirt),
                                                     .work = d->stage.work,
                                                     .directory = d->directory,
                                                     .logs = d->stage.logs},
                                   error);
        return d->domain != NULL;
}

static TckDom *begin(TckLibvirt *libvirt, const TckCase *tested, const TckVmConfig *config, guint worker,
                     const char *directory) {
        TckDom *d = g_new0(TckDom, 1);
        g_autofree char *cannot = NULL;
        gboolean elsewhere = FALSE;
        GError *error = NULL;

        d->tested = tested;
        d->config = config;
        d->libvirt = libvirt;
        d->name = tck_libvirt_new_name(libvirt);
        d->directory = g_strdup(directory);
        d->outcome = tck_outcome_new(TCK_PASS);
        d->outcome->artifacts = g_strdup(directory);
        d->began = g_get_monotonic_time();
        g_mkdir_with_parents(directory, 0755);
        cannot = tck_stage_cannot(libvirt, &tested->domain, &elsewhere);
        if (cannot)
                skip_for_us(d, elsewhere, cannot);
        else if (!set_up(d, worker, &error))
                give_up(d, "the domain's surroundings", error);
        return d;
}

static void remove_cores(TckDom *d) {
        g_autoptr(GPtrArray) paths = find_cores(d, NULL);

        for (guint i = 0; paths && i < paths->len; i++)
                unlink(paths->pdata[i]);
}

static TckOutcome *end(TckDom *d) {
        TckOutcome *outcome = d->outcome;
        GError *error = NULL;

        tck_dom_expect_no_event(d);
        if (d->domain && !tck_domain_end(d->domain, &error)) {
                d->over = outcome->verdict == TCK_FAIL;
                give_up(d, "the domain to be removed", error);
        }
        remove_cores(d);
        tck_domain_free(d->domain);
        tck_stage_clear(&d->stage);
        outcome->duration = g_get_monotonic_time() - d->began;
        tck_outcome_end(outcome);
        g_free(d->name);
        g_free(d->directory);
        g_free(d);
        return outcome;
}

TckOutcome *tck_libvirt_run(TckLibvirt *libvirt, const TckCase *tested, const TckVmConfig *config, guint worker,
                            const char *directory) {
        TckDom *d = begin(libvirt, tested, config, worker, directory);

        tested->run_domain(d);
        return end(d);
}
