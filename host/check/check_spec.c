/* SPDX-License-Identifier: BSD-2-Clause */
/* What the VM of a case is to be like. */
#include "check_private.h"

#include <stdlib.h>

#include "pvpanic.h"

const TckVmSpec *tck_spec(const Tck *t) {
        return &t->tested->vm;
}

gboolean check_told_bits(const Tck *t, const char *channel, guint *ret_bits) {
        const char *events = t->tested->vm.events;
        const char *type = "";

        if (t->vm)
                type = tck_qemu_machine_type(t->vm->qemu, t->vm->config.machine);
        if (!events)
                return tck_profile_bits(t->profile, channel, type, ret_bits);
        *ret_bits = (guint) g_ascii_strtoull(events, NULL, 0);
        return TRUE;
}

guint tck_expected_bits(const Tck *t, const char *channel, guint64 read) {
        guint bits;

        if (check_told_bits(t, channel, &bits))
                return bits;
        return ((guint) read & PVPANIC_KNOWN_BITS) | PVPANIC_PANICKED;
}

guint tck_port(const Tck *t) {
        const char *moved = t->tested->domain ? t->tested->domain->panic[0].iobase : t->tested->vm.ioport;

        return moved ? (guint) strtoul(moved, NULL, 16) : PVPANIC_PORT;
}

guint64 tck_ram(const Tck *t) {
        return (guint64) tck_vm_config_memory(&t->vm->config) << 20;
}
