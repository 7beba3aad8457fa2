/* SPDX-License-Identifier: BSD-2-Clause */
/* A core of a guest of pseries that has called ibm,os-term: where its CPU is. */
#include "os_term.h"

enum { PAGE = 4096 };

/* H_RTAS is called within one function of the probe. */
static void nip_is_in_the_call(Tck *t) {
        guint64 token = rtas_token(t, "ibm,os-term"), buffer = tck_info(t, "buffer"), nip = 0;
        g_autofree char *symbol = NULL;
        const TckCore *core;

        tck_start(t, "h-rtas %#" G_GINT64_MODIFIER "x 1 %#" G_GINT64_MODIFIER "x", token, buffer);
        expect_termination(t);
        core = tck_take_core(t, &(TckCoreOptions){.length = PAGE});
        if (core && core->cpu_count)
                nip = core->cpus[0].ip;
        expect_return(t, 1);
        symbol = tck_describe(t, nip);
        if (!tck_over(t) && (!symbol || !g_str_has_prefix(symbol, "operation_h_rtas ")))
                tck_fail(t, "a NIP within operation_h_rtas, which makes the call", "0x%" G_GINT64_MODIFIER "x %s", nip,
                         symbol ? symbol : "");
}

TCK_CASES({.name = "core/elf/nip",
           .clause = "core.registers",
           .summary = "NIP is where the guest called the hypervisor",
           .needs = {.core = "elf"},
           .run = nip_is_in_the_call,
           .vm = {OS_TERM_VM}})
