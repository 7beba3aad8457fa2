/* SPDX-License-Identifier: BSD-2-Clause */
/* A CPU of z/Architecture that has stopped for good, in a state that the hypervisor detects. */
#include "json.h"
#include "panic_info.h"

/* Bit n of z/Architecture's PSW, where bit 0 is the most significant. */
#define PSW_BIT(n) (G_GUINT64_CONSTANT(1) << (63 - (n)))
enum {
        PSW_PER = 1,
        PSW_DAT = 5,
        PSW_IO = 6,
        PSW_EXTERNAL = 7,
        PSW_MACHINE_CHECK = 13,
        PSW_WAIT = 14,
        PSW_PROBLEM = 15
};
enum { PSW_EXTENDED = 31, PSW_BASIC = 32 };

static const char *addressing_of(guint64 mask) {
        gboolean extended = (mask & PSW_BIT(PSW_EXTENDED)) != 0, basic = (mask & PSW_BIT(PSW_BASIC)) != 0;

        if (extended)
                return basic ? "64-bit addresses" : "an addressing mode that does not exist";
        return basic ? "31-bit addresses" : "24-bit addresses";
}

/* "waits, all interrupts disabled, supervisor state, DAT off, 64-bit addresses" */
static char *describe_psw(guint64 mask) {
        static const struct {
                guint bit;
                const char *words;
        } interrupts[] = {{PSW_IO, "I/O"}, {PSW_EXTERNAL, "external"}, {PSW_MACHINE_CHECK, "machine check"}};
        g_autoptr(GString) text = g_string_new(mask & PSW_BIT(PSW_WAIT) ? "waits" : "runs");
        gboolean any = FALSE;

        for (guint i = 0; i < G_N_ELEMENTS(interrupts); i++)
                if (mask & PSW_BIT(interrupts[i].bit)) {
                        g_string_append_printf(text, ", %s interrupts on", interrupts[i].words);
                        any = TRUE;
                }
        if (!any)
                g_string_append(text, ", all interrupts disabled");
        g_string_append_printf(text, ", %s state, DAT %s, %s", mask & PSW_BIT(PSW_PROBLEM) ? "problem" : "supervisor",
                               mask & PSW_BIT(PSW_DAT) ? "on" : "off", addressing_of(mask));
        if (mask & PSW_BIT(PSW_PER))
                g_string_append(text, ", PER on");
        return g_strdup(text->str);
}

static const char *explain_reason(const char *reason) {
        static const struct {
                const char *reason, *words;
        } table[] = {
                {"disabled-wait", "it waits forever with interrupts disabled: a kernel stops like this after a panic"},
                {"extint-loop", "an external interrupt loads a PSW that enables the same interrupt again, endlessly"},
                {"pgmint-loop",
                 "a program interrupt loads an invalid PSW, which causes another program interrupt, endlessly"},
                {"opint-loop", "a program interrupt leads to an invalid instruction, which causes another program "
                               "interrupt, endlessly"},
                {"unknown", "the hypervisor does not know why"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
                if (g_strcmp0(reason, table[i].reason) == 0)
                        return table[i].words;
        return NULL;
}

static void decode_s390(TckPanicInfo *decoded, JsonObject *info) {
        const char *reason = tck_json_string(info, "reason");
        g_autofree char *psw = NULL;
        const char *firmware = NULL;
        guint64 core, mask, address;

        if (tck_panic_get_number(info, "psw-mask", &mask))
                psw = describe_psw(mask);
        decoded->name = g_strdup(reason);
        decoded->title = g_strdup_printf("crash of a CPU: %s", reason ? reason : "no reason given");
        tck_panic_add_fact(decoded, "reason", reason ? g_strdup(reason) : g_strdup("not given"),
                           explain_reason(reason));
        if (tck_panic_get_number(info, "core", &core) && core <= G_MAXUINT32)
                tck_panic_add_fact(decoded, "CPU", g_strdup_printf("%" G_GUINT64_FORMAT, core), NULL);
        else
                tck_panic_add_number(decoded, "CPU", info, "core", NULL);
        tck_panic_add_number(decoded, "PSW mask", info, "psw-mask", psw);
        if (tck_panic_get_number(info, "psw-addr", &address) && address == 0)
                firmware = "QEMU's firmware waits here if it finds nothing to boot";
        tck_panic_add_number(decoded, "PSW address", info, "psw-addr", firmware);
}

/* A wait at 0xdead in supervisor state with 64-bit addresses, which only a restart interruption ends. */
TCK_CHANNEL(.name = "disabled-wait", .always = TRUE, .panic = "psw 0x2000180000000 0xdead",
            .members = "info.type=s390 info.core=0 info.psw-mask=562956395872256 info.psw-addr=57005 "
                       "info.reason=disabled-wait",
            .wakes = "inject-nmi", .info = "s390", .decode = decode_s390)
