/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case needs of QEMU. */
#include "check_private.h"

#include "check_pci.h"
#include "error.h"
#include "json.h"
#include "table.h"

/* ---- the version ---- */

void check_need_version(Tck *t, const char *what, guint version, const char *text) {
        const TckNeeds *needs = &t->tested->needs;
        guint since = 0, before = G_MAXUINT;

        if ((needs->since && !tck_version_parse(needs->since, 0, &since)) ||
            (needs->before && !tck_version_parse(needs->before, 0, &before)))
                g_error("%s names an invalid version", t->tested->name); /* a mistake in the case */
        if (version < since)
                tck_skip(t, "it needs %s %s or newer, and this is %s", what, needs->since, text);
        else if (version >= before)
                tck_skip(t, "it needs %s older than %s, and this is %s", what, needs->before, text);
}

/* ---- the monitor ---- */

static void need_command(Tck *t, const char *command) {
        g_autoptr(JsonNode) answer = check_execute(t, "query-commands", NULL);

        if (t->over)
                return;
        if (!tck_json_node_array(answer))
                tck_fail(t, "query-commands to return a list", "an answer without one");
        else if (!tck_json_find(answer, "name", command))
                tck_skip(t, "this QEMU has no %s", command);
}

static void need_core(Tck *t, const char *name) {
        TckCoreFormat format = 0;
        gboolean offered = FALSE;

        while (format < TCK_CORE_FORMATS - 1 && !g_str_equal(tck_core_format_name(format), name))
                format++;
        if (!tck_core_offered(t->vm->qmp, format, &offered, check_deadline(t), &t->error))
                check_core_trouble(t, "QEMU to list its formats of cores");
        else if (!offered)
                tck_skip(t, "this QEMU writes no core of the format %s", name);
}

/* ---- the device ---- */

/* The bits of the VM's first device, read by the guest: without a profile, nothing else knows them. */
static guint64 read_device(Tck *t, const char *channel) {
        if (g_str_equal(channel, "pci"))
                return tck_ask(t, "read 1 %#" G_GINT64_MODIFIER "x", tck_pci_map(t, 0));
        return tck_read_port(t);
}

static void need_bits(Tck *t, guint bits) {
        const char *channel = tck_vm_spec_device(tck_spec(t), 0);
        g_autofree char *names = NULL;
        guint there;

        if (!check_reported_bits(t, channel, &there))
                there = tck_expected_bits(t, channel, read_device(t, channel));
        names = tck_bits_text(bits & ~there);
        if (!t->over && *names)
                tck_skip(t, "this device does not advertise %s", names);
}

/* ---- the firmware ---- */

/* Firmware may pass on a device tree in place of ACPI's tables (Embedded Base Boot Requirements). EDK2 does so only if QEMU has no tables. */
static void need_acpi(Tck *t) {
        const TckVmConfig *config = &t->vm->config;

        if (config->spec.no_acpi || !config->boot->firmware || tck_qemu_boots_edk2(t->vm->qemu, config))
                return;
        if (tck_info(t, "rsdp") || !tck_info(t, "device-tree") || t->over)
                return;
        tck_skip(t, "the firmware passes on a device tree in place of ACPI's tables");
        t->outcome->elsewhere = TRUE;
}

void check_needs_of_qemu(Tck *t) {
        const TckNeeds *needs = &t->tested->needs;
        const TckQemu *qemu = t->vm->qemu;

        check_need_version(t, "QEMU", qemu->version, qemu->version_text);
        if (!t->over && needs->command)
                TCK_VERB(t, need_command(t, needs->command));
        if (!t->over && needs->acpi)
                TCK_VERB(t, need_acpi(t));
        if (!t->over && needs->core)
                TCK_VERB(t, need_core(t, needs->core));
        if (!t->over && needs->bits)
                TCK_VERB(t, need_bits(t, needs->bits));
}
