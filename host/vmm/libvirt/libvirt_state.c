/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_state.h"

#include <libvirt/libvirt.h>

#define REASONS_MAX 15

/* As virsh has them. */
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
