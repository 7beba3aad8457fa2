/* SPDX-License-Identifier: BSD-2-Clause */
/* pvpanic-pci: a memory-mapped register on the PCI bus. */
#include "channel.h"
#include "console.h"
#include "memory.h"
#include "pci.h"
#include "pvpanic.h"

#define BAR_FLAGS 0xfu

static uint64_t bar; /* the register's address; 0 if it is not usable */
static bool present; /* the function exists */

/* Finds the register. Returns NULL, or the reason why it is not usable. */
static const char *find_register(void) {
        uint32_t address;
        uint16_t bdf;

        bar = 0;
        present = false;
        if (!pci_present())
                return "no PCI";
        if (!pci_find(PVPANIC_PCI_VENDOR, PVPANIC_PCI_DEVICE, 0, &bdf))
                return "no such function";
        present = true;
        address = pci_read(bdf, 4, PCI_BAR_0) & ~BAR_FLAGS;
        if (!address)
                return "BAR 0 is unassigned";
        if (!(pci_read(bdf, 2, PCI_COMMAND) & PCI_COMMAND_MEMORY))
                return "memory decoding is off";
        bar = address;
        return NULL;
}

static enum verdict check_bar(struct round *round) {
        const char *why = find_register();

        return present || !why ? check_verdict(round, !why, why) : check_skip(round, why);
}

static enum verdict check_register(struct round *round) {
        struct access access = {.width = 1, .address = bar};
        struct trap trap;

        if (!bar)
                return check_skip(round, "no usable BAR");
        if (!memory_read(&access, &trap))
                return check_verdict(round, false, "the read raised an exception");
        console_print("# BAR 0 at 0x%lx reads 0x%lx\n", access.address, access.value);
        return check_verdict(round, access.value && !(access.value & ~(uint64_t) PVPANIC_KNOWN_BITS),
                             "it has none, or other bits too");
}

static const struct check checks[] = {
        {"pci: BAR 0 is usable", check_bar},
        {"pci: the register has only bits that the specification defines", check_register},
};

static const char *obstacle(void) {
        return bar ? NULL : "there is no PCI function with a usable BAR";
}

static bool prepare(struct failure *ret_failure) {
        const char *why = find_register();

        *ret_failure = (struct failure){.reason = present ? "failed" : "not-found", .text = why};
        return !why;
}

static void tell(const char *prefix, uint8_t events) {
        struct access access = {.width = 1, .address = bar, .value = events};
        struct trap trap;

        console_print("%s0x%x to BAR 0 at 0x%lx\n", prefix, events, bar);
        if (!memory_write(&access, &trap))
                console_print("%sexception 0x%lx\n", prefix, trap.vector);
}

CHANNEL(.word = "panic-pci", .checks = checks, .count = sizeof(checks) / sizeof(checks[0]), .obstacle = obstacle,
        .prepare = prepare, .tell = tell);
