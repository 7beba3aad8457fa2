/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads of the ISA device's port. */
#include "pvpanic.h"
#include "values.h"

static void recognized_bits(Tck *t) {
        guint bits = values_advertised(t);

        if (!tck_over(t) && (bits == 0 || bits & ~PVPANIC_KNOWN_BITS))
                tck_fail(t, "at least one of the bits 0x7, and no other", "%#x", bits);
}

static void stable(Tck *t) {
        guint bits = values_advertised(t);

        for (int i = 0; i < 100 && !tck_over(t); i++)
                tck_expect_number(t, "the same bits at each read,", tck_read_port(t), bits);
}

static void no_effect(Tck *t) {
        values_advertised(t);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

TCK_CASES({.name = "isa/read/recognized-bits",
           .clause = "isa.read.recognized",
           .summary = "a read returns defined bits, at least one",
           .run = recognized_bits},
          {.name = "isa/read/stable",
           .clause = "isa.read.stable",
           .summary = "a hundred reads return the same",
           .run = stable},
          {.name = "isa/read/no-effect",
           .clause = "isa.read.stable",
           .summary = "a read reports nothing and leaves the guest running",
           .run = no_effect})
