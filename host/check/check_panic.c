/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

#include "channel.h"
#include "check_pci.h"
#include "pvpanic.h"

static const TckChannel *channel_of(const Tck *t) {
        const char *name = tck_vm_spec_device(tck_spec(t), 0);

        return name ? tck_find_channel(name) : NULL;
}

void tck_start_panic(Tck *t) {
        const TckChannel *channel = channel_of(t);

        if (channel && channel->panic)
                tck_start(t, "%s", channel->panic);
        else if (channel && g_str_equal(channel->name, "pci"))
                tck_start(t, "write 1 %#" G_GINT64_MODIFIER "x %#x", tck_pci_map(t, 0), PVPANIC_PANICKED);
        else
                tck_start_write_port(t, PVPANIC_PANICKED);
        t->silent = channel && channel->wakes;
}

/* "action=pause info.type=..." Free with g_free(). */
static char *members_of(const Tck *t, const char *action) {
        const TckChannel *channel = channel_of(t);
        const char *members = channel ? channel->members : NULL;

        return g_strdup_printf("action=%s%s%s", action, members ? " " : "", members ? members : "");
}

void tck_expect_panic(Tck *t, const char *action) {
        g_autofree char *members = members_of(t, action);

        tck_expect_event(t, "GUEST_PANICKED", members);
}

void tck_expect_second_panic(Tck *t, const char *action) {
        g_autofree char *members = members_of(t, action);

        tck_expect_second_event(t, "GUEST_PANICKED", members);
}

void tck_expect_panic_survived(Tck *t) {
        const TckChannel *channel = channel_of(t);

        if (channel && channel->wakes)
                tck_command(t, channel->wakes, NULL);
        tck_expect_finished(t);
}
