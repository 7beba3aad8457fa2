/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The port: the addresses around it, wider accesses, another address, and the machine's states that it has to survive.
 */
#include "pvpanic.h"
#include "reset.h"
#include "values.h"

static void panic_and_go_on(Tck *t) {
        tck_start_write_port(t, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_unfinished(t);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
}

static void expect_dead(Tck *t, guint port) {
        tck_expect_number(t, "a port without a device,", tck_ask(t, "in 1 %#x", port), 0xff);
        for (guint bit = 1; bit <= PVPANIC_SHUTDOWN; bit <<= 1)
                tck_do(t, "out 1 %#x %#x", port, bit);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

static void neighbours(Tck *t) {
        expect_dead(t, tck_port(t) - 1);
        expect_dead(t, tck_port(t) + 1);
        expect_dead(t, tck_port(t) + 2);
}

static void moved_reads(Tck *t) {
        values_advertised(t);
}

static void old_port_is_dead(Tck *t) {
        expect_dead(t, PVPANIC_PORT);
}

/* Only the byte at the port belongs to the device. */
static void wide_read(Tck *t) {
        guint bits = values_advertised(t);

        tck_expect_number(t, "a low byte", tck_ask(t, "in %u %#x", (guint) tck_argument(t), tck_port(t)) & 0xff, bits);
        tck_expect_no_event(t);
}

static void wide_write(Tck *t) {
        tck_do(t, "out %u %#x %#x", (guint) tck_argument(t), tck_port(t), PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_no_event(t);
}

static void wide_write_of_zeroes(Tck *t) {
        tck_do(t, "out %u %#x 0", (guint) tck_argument(t), tck_port(t));
        tck_expect_no_event(t);
}

static void after_stop_and_cont(Tck *t) {
        guint bits = values_advertised(t);

        tck_command(t, "stop", NULL);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "paused");
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_number(t, "the bits as before,", tck_read_port(t), bits);
        panic_and_go_on(t);
}

static void after_reset_by_the_guest(Tck *t) {
        guint bits = values_advertised(t);

        tck_order(t, "reset");
        expect_reset_by_guest(t);
        tck_expect_number(t, "the bits as before,", tck_read_port(t), bits);
        panic_and_go_on(t);
}

TCK_CASES({.name = "isa/two-devices/refused",
           .clause = "isa.one",
           .summary = "a second ISA device is refused, at any port",
           .vm = {.devices = {"isa", "isa"}},
           .refused = "*pvpanic*",
           .at = TCK_HERE},
          {.name = "isa/port/neighbours-are-dead",
           .clause = "isa.length",
           .summary = "the ports next to the device's are unused",
           .run = neighbours},
          {.name = "isa/port/after-stop-and-cont",
           .clause = "isa.lasting",
           .summary = "a guest that was stopped and continued can panic",
           .run = after_stop_and_cont},
          {.name = "isa/port/after-reset-by-the-guest",
           .clause = "isa.lasting",
           .summary = "a guest that was reset can panic",
           .run = after_reset_by_the_guest},
          {.name = "isa/ioport/reads",
           .clause = "isa.ioport",
           .summary = "a port at another address reads the same as at the default one",
           .run = moved_reads,
           .vm = {.ioport = "0x5a5"}},
          {.name = "isa/ioport/panics",
           .clause = "isa.ioport",
           .summary = "a write to a port at another address is a panic",
           .run = panic_and_go_on,
           .vm = {.ioport = "0x5a5"}},
          {.name = "isa/ioport/old-port-is-dead",
           .clause = "isa.ioport",
           .summary = "with another address there is nothing at the default port",
           .run = old_port_is_dead,
           .vm = {.ioport = "0x5a5"}},
          {.name = "isa/ioport/neighbours-are-dead",
           .clause = "isa.length",
           .summary = "the ports next to another address are unused",
           .run = neighbours,
           .vm = {.ioport = "0x5a5"}},
          {.name = "isa/width/2-read",
           .clause = "isa.width",
           .summary = "a 16-bit read has the bits in its low byte",
           .run = wide_read,
           .vm = {.panic = "none"},
           .argument = 2},
          {.name = "isa/width/4-read",
           .clause = "isa.width",
           .summary = "a 32-bit read has the bits in its low byte",
           .run = wide_read,
           .vm = {.panic = "none"},
           .argument = 4},
          {.name = "isa/width/2-write",
           .clause = "isa.width",
           .summary = "a 16-bit write of PANICKED is one panic",
           .run = wide_write,
           .vm = {.panic = "none"},
           .argument = 2},
          {.name = "isa/width/4-write",
           .clause = "isa.width",
           .summary = "a 32-bit write of PANICKED is one panic",
           .run = wide_write,
           .vm = {.panic = "none"},
           .argument = 4},
          {.name = "isa/width/2-write-of-zeroes",
           .clause = "isa.width",
           .summary = "a 16-bit write of 0 reports nothing",
           .run = wide_write_of_zeroes,
           .vm = {.panic = "none"},
           .argument = 2},
          {.name = "isa/width/4-write-of-zeroes",
           .clause = "isa.width",
           .summary = "a 32-bit write of 0 reports nothing",
           .run = wide_write_of_zeroes,
           .vm = {.panic = "none"},
           .argument = 4})
