/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_error.h"

#include <string.h>

#include "error.h"
#include "libvirt_calls.h"

#define CODE(code, answer) \
        { VIR_ERR_##code, "VIR_ERR_" #code, TCK_LIBVIRT_##answer }

/* The errors that are not TROUBLE, and those that are and have a name in messages. */
static const struct {
        int code;
        const char *name;
        TckLibvirtAnswer answer;
} codes[] = {
        /* Not supported by this driver, hypervisor or domain, or not now. */
        CODE(NO_SUPPORT, REFUSED),
        CODE(INVALID_ARG, REFUSED),
        CODE(OPERATION_INVALID, REFUSED),
        CODE(ARGUMENT_UNSUPPORTED, REFUSED),
        CODE(OPERATION_UNSUPPORTED, REFUSED),
        CODE(OVERFLOW, REFUSED),
        /* Errors in the XML. */
        CODE(OS_TYPE, REFUSED),
        CODE(NO_KERNEL, REFUSED),
        CODE(NO_ROOT, REFUSED),
        CODE(NO_SOURCE, REFUSED),
        CODE(NO_TARGET, REFUSED),
        CODE(NO_NAME, REFUSED),
        CODE(NO_OS, REFUSED),
        CODE(NO_DEVICE, REFUSED),
        CODE(XML_ERROR, REFUSED),
        CODE(XML_DETAIL, REFUSED),
        CODE(CONFIG_UNSUPPORTED, REFUSED),
        CODE(XML_INVALID_SCHEMA, REFUSED),
        /* The object does not exist. */
        CODE(NO_DOMAIN, UNKNOWN),
        CODE(NO_DOMAIN_METADATA, UNKNOWN),
        /* No answer. */
        CODE(RPC, CLOSED),
        CODE(OPERATION_TIMEOUT, LATE),
        CODE(AGENT_UNRESPONSIVE, LATE),
        /* General: libvirt uses these for failures of its own and of its surroundings. */
        CODE(INTERNAL_ERROR, TROUBLE),
        CODE(OPERATION_FAILED, TROUBLE),
        CODE(OPERATION_ABORTED, TROUBLE),
        CODE(SYSTEM_ERROR, TROUBLE),
        CODE(NO_MEMORY, TROUBLE),
        CODE(NO_CONNECT, TROUBLE),
        CODE(OPERATION_DENIED, TROUBLE),
        CODE(ACCESS_DENIED, TROUBLE),
        CODE(AUTH_FAILED, TROUBLE),
        CODE(RESOURCE_BUSY, TROUBLE),
        CODE(HOOK_SCRIPT_FAILED, TROUBLE),
        CODE(DOM_EXIST, TROUBLE),
        CODE(CPU_INCOMPATIBLE, TROUBLE),
};

static int find_code(int code) {
        for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
                if (codes[i].code == code)
                        return (int) i;
        return -1;
}

/* If the daemon dies during a call, the call ends with a transport error, whatever its code. */
static gboolean is_of_transport(int domain, const char *message) {
        return domain == VIR_FROM_RPC || strstr(message, "client socket is closed");
}

/* libvirt passes on QEMU's errors with this text, under general codes. */
static gboolean quotes_qemu(int domain, int code, const char *message) {
        return domain == VIR_FROM_QEMU && (code == VIR_ERR_INTERNAL_ERROR || code == VIR_ERR_OPERATION_FAILED) &&
               strstr(message, "unable to execute QEMU command '");
}

TckLibvirtAnswer tck_libvirt_answer(int domain, int code, const char *message) {
        int place = find_code(code);

        if (is_of_transport(domain, message ? message : ""))
                return TCK_LIBVIRT_CLOSED;
        if (quotes_qemu(domain, code, message ? message : ""))
                return TCK_LIBVIRT_REFUSED;
        return place >= 0 ? codes[place].answer : TCK_LIBVIRT_TROUBLE;
}

TckLibvirtAnswer tck_libvirt_last_answer(void) {
        const virError *last = virGetLastError();

        return last ? tck_libvirt_answer(last->domain, last->code, last->message) : TCK_LIBVIRT_TROUBLE;
}

char *tck_libvirt_code_name(int code) {
        int place = find_code(code);

        return place >= 0 ? g_strdup(codes[place].name) : g_strdup_printf("error %d", code);
}

gboolean tck_set_libvirt_error(GError **error, const char *format, ...) {
        static const TckError kinds[] = {[TCK_LIBVIRT_REFUSED] = TCK_ERROR_REFUSED,
                                         [TCK_LIBVIRT_UNKNOWN] = TCK_ERROR_REFUSED,
                                         [TCK_LIBVIRT_CLOSED] = TCK_ERROR_CLOSED,
                                         [TCK_LIBVIRT_LATE] = TCK_ERROR_TIMEOUT,
                                         [TCK_LIBVIRT_TROUBLE] = TCK_ERROR_ENVIRONMENT};
        const virError *last = virGetLastError();
        gboolean told = last && last->message;
        g_autofree char *words = g_strchomp(g_strdup(told ? last->message : "libvirt gives no reason")), *what = NULL;
        va_list list;

        va_start(list, format);
        what = g_strdup_vprintf(format, list);
        va_end(list);
        return tck_error_set(error, told ? kinds[tck_libvirt_last_answer()] : TCK_ERROR_PROTOCOL, "%s: %s", what,
                             words);
}

/* ---- states ---- */

#define REASONS_MAX 15

/* The names that virsh uses. */
static const struct {
        const char *name;
        const char *reasons[REASONS_MAX];
} states[] = {
        [VIR_DOMAIN_NOSTATE] = {"no state", {"unknown"}},
        [VIR_DOMAIN_RUNNING] = {"running",
                                {"unknown", "booted", "migrated", "restored", "from snapshot", "unpaused",
                                 "migration canceled", "save canceled", "event wakeup", "crashed", "post-copy",
                                 "post-copy failed"}},
        [VIR_DOMAIN_BLOCKED] = {"idle", {"unknown"}},
        [VIR_DOMAIN_PAUSED] = {"paused",
                               {"unknown", "user", "migrating", "saving", "dumping", "I/O error", "watchdog",
                                "from snapshot", "shutting down", "creating snapshot", "crashed", "starting up",
                                "post-copy", "post-copy failed", "api error"}},
        [VIR_DOMAIN_SHUTDOWN] = {"in shutdown", {"unknown", "user"}},
        [VIR_DOMAIN_SHUTOFF] = {"shut off",
                                {"unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed",
                                 "from snapshot", "daemon"}},
        [VIR_DOMAIN_CRASHED] = {"crashed", {"unknown", "panicked"}},
        [VIR_DOMAIN_PMSUSPENDED] = {"pmsuspended", {"unknown"}},
};

const char *tck_libvirt_state_name(int state) {
        return state >= 0 && state < (int) G_N_ELEMENTS(states) ? states[state].name : "?";
}

char *tck_libvirt_state_text(int state, int reason) {
        gboolean known = state >= 0 && state < (int) G_N_ELEMENTS(states);
        const char *why = known && reason >= 0 && reason < REASONS_MAX ? states[state].reasons[reason] : NULL;

        return g_strdup_printf("%s (%s)", tck_libvirt_state_name(state), why ? why : "?");
}
