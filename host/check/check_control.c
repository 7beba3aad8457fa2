/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The positive control: the absence of a report means something only if a report would have arrived. So each VM shows once that
 * what its guest reports reaches the host.
 */
#include "check_private.h"

#include "channel.h"
#include "check_pci.h"
#include "pvpanic.h"

enum { SCRATCH = 0x3f8 + 7 };

/* The action on a panic, by default or as the case requests it. */
static const char *action(const Tck *t) {
        const char *panic = tck_spec(t)->panic;

        return panic ? panic : "pause";
}

static void continue_after_stop(Tck *t) {
        tck_expect_event(t, "STOP", "");
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
}

/* The device reports the bits; CRASH_LOADED is used only if PANICKED is not advertised. */
static void expect_report(Tck *t, const char *write, guint bits) {
        gboolean pauses = g_str_equal(action(t), "pause");

        if (!(bits & PVPANIC_PANICKED)) {
                tck_do(t, "%s %u", write, PVPANIC_CRASH_LOADED);
                tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
                return;
        }
        tck_start(t, "%s %u", write, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", pauses ? "action=pause" : "action=run");
        if (pauses)
                continue_after_stop(t);
        tck_expect_finished(t);
}

/* The advertised bits, which have to be those of the profile. */
static guint advertised(Tck *t, const char *channel, const char *read) {
        guint64 bits = tck_ask(t, "%s", read);
        guint expected = tck_expected_bits(t, channel, bits);

        tck_expect_number(t, "the advertised bits", bits, expected);
        return expected;
}

/* A panic by a channel without a device, after which the guest goes on by itself. FALSE if there is none, or if it would end the VM. */
static gboolean control_panic(Tck *t) {
        const char *name = tck_vm_spec_device(tck_spec(t), 0);
        const TckChannel *channel = name ? tck_find_channel(name) : NULL;
        gboolean pauses = g_str_equal(action(t), "pause");

        if (!channel || !channel->always || !channel->panic || channel->wakes ||
            !(pauses || g_str_equal(action(t), "none")))
                return FALSE;
        tck_start_panic(t);
        tck_expect_panic(t, pauses ? "pause" : "run");
        if (pauses)
                continue_after_stop(t);
        tck_expect_panic_survived(t);
        return TRUE;
}

/* Makes the VM's first device report a bit after which the VM is usable. FALSE if it has no device or no such bit, or if the report would
 * end the VM. */
static gboolean control_device(Tck *t) {
        const char *named = tck_vm_spec_device(tck_spec(t), 0);
        const char *channel = named && tck_find_channel(named)->always ? NULL : named;
        gboolean pci = g_strcmp0(channel, "pci") == 0;
        guint64 place = !channel ? 0 : pci ? tck_pci_map(t, 0) : tck_port(t);
        g_autofree char *read = g_strdup_printf("%s 1 %#" G_GINT64_MODIFIER "x", pci ? "read" : "in", place);
        g_autofree char *write = g_strdup_printf("%s 1 %#" G_GINT64_MODIFIER "x", pci ? "write" : "out", place);
        guint bits = channel ? advertised(t, channel, read) : 0;

        if (!(bits & (PVPANIC_PANICKED | PVPANIC_CRASH_LOADED)) ||
            !(g_str_equal(action(t), "pause") || g_str_equal(action(t), "none")))
                return FALSE;
        expect_report(t, write, bits);
        return TRUE;
}

void check_control_ports(Tck *t) {
        for (guint value = 0x5a; value; value = value == 0x5a ? 0xa5 : 0) {
                guint64 seen;

                tck_do(t, "out 1 %#x %#x", SCRATCH, value);
                seen = tck_ask(t, "in 1 %#x", SCRATCH);
                if (seen != value)
                        tck_give_up(t,
                                    "the probe reads 0x%" G_GINT64_MODIFIER
                                    "x from a UART's scratch register after writing 0x%x",
                                    seen, value);
        }
}

gboolean check_is_always_there(const Tck *t) {
        const char *name = tck_vm_spec_device(tck_spec(t), 0);

        return name && tck_find_channel(name)->always;
}

/* The machine's function at 0:0.0 has an identity, as the probe reads it. */
static void control_pci(Tck *t) {
        guint64 vendor = tck_pci_config(t, 2, 0, PCI_VENDOR);

        if (vendor == 0 || vendor == 0xffff)
                tck_give_up(t, "the probe reads the vendor %#" G_GINT64_MODIFIER "x of the function at 0:0.0", vendor);
}

/* Without a device: the guest reaches the bus where one would be, or answers if it could be on none, and the monitor sends events. */
static void control_without_device(Tck *t) {
        if (check_is_always_there(t))
                tck_do(t, "ping");
        else if (tck_arch_has_channel(t->vm->qemu->arch, "isa"))
                check_control_ports(t);
        else
                control_pci(t);
        tck_command(t, "stop", NULL);
        continue_after_stop(t);
}

void check_control_qemu(Tck *t) {
        if (!control_panic(t) && !control_device(t))
                control_without_device(t);
        tck_expect_no_event(t);
        if (!t->over)
                t->vm->proven = TRUE;
}

void tck_control(Tck *t) {
        tck_at(t, "positive control");
        if (!t->over)
                t->hypervisor->control(t);
        tck_at(t, NULL);
}

void check_prove(Tck *t) {
        if (t->vm && !tck_case_ends(t->tested) && !t->vm->proven)
                tck_control(t);
}
