/* SPDX-License-Identifier: BSD-2-Clause */
/* What the ISA device's port answers when it is read. */
#include "check.h"
#include "pvpanic.h"

static void recognized_bits(Tck *t) {
        guint64 bits = tck_read_port(t);

        if (!tck_over(t) && (bits == 0 || bits & ~(guint64) PVPANIC_KNOWN_BITS))
                tck_fail(t, "at least one of the bits 0x7, and no other", "0x%" G_GINT64_MODIFIER "x", bits);
}

static void stable(Tck *t) {
        guint64 first = tck_read_port(t);

        for (int i = 0; i < 100 && !tck_over(t); i++)
                tck_expect_number(t, "the same bits at each read,", tck_read_port(t), first);
}

static void no_effect(Tck *t) {
        tck_read_port(t);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

TCK_CASES({.name = "isa/read/recognized-bits",
           .clause = "isa.read.recognized",
           .summary = "a read answers with defined bits, at least one",
           .run = recognized_bits},
          {.name = "isa/read/stable",
           .clause = "isa.read.stable",
           .summary = "a hundred reads answer alike",
           .run = stable},
          {.name = "isa/read/no-effect",
           .clause = "isa.read.stable",
           .summary = "a read reports nothing and leaves the guest running",
           .run = no_effect})
