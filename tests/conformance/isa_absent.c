/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine without the device: a guest must not find it, and its writes must have no effect. */
#include "check.h"
#include "pvpanic.h"

static void floats(Tck *t) {
        tck_expect_number(t, "a port without a device,", tck_read_port(t), 0xff);
}

static void write_is_lost(Tck *t) {
        tck_write_port(t, PVPANIC_PANICKED);
        tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

TCK_CASES({.name = "isa/absent/port-floats",
           .clause = "isa.absent",
           .summary = "without the device its port reads as all ones",
           .run = floats,
           .needs = {.ports = TRUE},
           .vm = {.devices = {TCK_NO_DEVICE}}},
          {.name = "isa/absent/write-is-lost",
           .clause = "isa.absent",
           .summary = "without the device a write to its port reports nothing",
           .run = write_is_lost,
           .needs = {.ports = TRUE},
           .vm = {.devices = {TCK_NO_DEVICE}}})
