/* SPDX-License-Identifier: BSD-2-Clause */
#include "aml/aml.h"
#include "console.h"
#include "fw_cfg.h"
#include "io.h"
#include "memory.h"
#include "pci.h"
#include "platform.h"
#include "pvpanic.h"
#include "round.h"

#define FLOATING 0xffu /* what a port or an address reads where no device is */
#define REPEATS 16u

enum verdict {
        PASS,
        FAIL,
        SKIP,
};

/* What the round learns on its way. */
struct round {
        uint16_t port;
        uint8_t bits;            /* read at the port */
        bool present;            /* there is a device at the port */
        uint16_t bdf;            /* of the PCI function */
        uint64_t bar;            /* where its register is; 0 if that cannot be used */
        char path[AML_PATH_MAX]; /* of the ACPI device; empty if there is none */
        const char *why;         /* to be set for FAIL and SKIP */
};

static enum verdict verdict(struct round *round, bool good, const char *why) {
        round->why = why;
        return good ? PASS : FAIL;
}

static enum verdict skip(struct round *round, const char *why) {
        round->why = why;
        return SKIP;
}

static enum verdict check_presence(struct round *round) {
        round->bits = in8(round->port);
        round->present = round->bits != FLOATING;
        console_print("# port 0x%x reads 0x%x\n", round->port, round->bits);
        return verdict(round, round->present, "it reads all ones, as a port does where nothing is");
}

static enum verdict check_stability(struct round *round) {
        if (!round->present)
                return skip(round, "no device");
        for (unsigned i = 0; i < REPEATS; i++)
                if (in8(round->port) != round->bits)
                        return verdict(round, false, "a later read differs");
        return PASS;
}

static enum verdict check_unknown_bits(struct round *round) {
        if (!round->present)
                return skip(round, "no device");
        return verdict(round, !(round->bits & ~PVPANIC_KNOWN_BITS), "there are others");
}

static enum verdict check_panic_bits(struct round *round) {
        if (!round->present)
                return skip(round, "no device");
        return verdict(round, round->bits & (PVPANIC_PANICKED | PVPANIC_CRASH_LOADED), "it recognizes neither");
}

static enum verdict check_zero(struct round *round) {
        if (!round->present)
                return skip(round, "no device");
        out8(round->port, 0);
        return verdict(round, in8(round->port) == round->bits, "it reads differently now");
}

static enum verdict check_fw_cfg(struct round *round) {
        struct fw_cfg_file file;
        uint8_t bytes[2];

        if (!fw_cfg_present())
                return skip(round, "no fw_cfg");
        if (!fw_cfg_find(PVPANIC_FW_CFG_FILE, &file))
                return skip(round, "no such file");
        if (file.size != sizeof(bytes))
                return verdict(round, false, "it is not two bytes long");
        fw_cfg_read(&file, 0, bytes, sizeof(bytes));
        return verdict(round, (bytes[0] | bytes[1] << 8) == round->port, "it names another port");
}

static enum verdict check_bar(struct round *round) {
        uint32_t bar;

        if (!pci_present())
                return skip(round, "no PCI");
        if (!pci_find(PVPANIC_PCI_VENDOR, PVPANIC_PCI_DEVICE, 0, &round->bdf))
                return skip(round, "no such function");
        bar = pci_read(round->bdf, 4, PCI_BAR_0) & ~0xfu;
        if (!bar)
                return verdict(round, false, "BAR 0 is unassigned");
        if (!(pci_read(round->bdf, 2, PCI_COMMAND) & PCI_COMMAND_MEMORY))
                return verdict(round, false, "memory decoding is off");
        round->bar = bar;
        return PASS;
}

static enum verdict check_register(struct round *round) {
        struct access access = {.width = 1, .address = round->bar};
        struct trap trap;

        if (!round->bar)
                return skip(round, "no usable BAR");
        if (!memory_read(&access, &trap))
                return verdict(round, false, "the read raised an exception");
        console_print("# BAR 0 at 0x%lx reads 0x%lx\n", access.address, access.value);
        return verdict(round, access.value && !(access.value & ~(uint64_t) PVPANIC_KNOWN_BITS),
                       "it has none, or others");
}

static void print_error(const struct aml_error *error) {
        if (error->reason)
                console_print("# %s %s\n", error->status ? error->status : error->reason, error->text);
        else
                console_print("# exception 0x%lx, error 0x%lx, RIP 0x%lx\n", error->trap.vector, error->trap.error,
                              error->trap.rip);
}

static enum verdict check_acpi_device(struct round *round) {
        struct aml_error error;
        uint64_t count;

        if (!round->present)
                return skip(round, "no device");
        if (!platform.rsdp())
                return skip(round, "no ACPI");
        if (!aml_count(PVPANIC_ACPI_HID, &count, &error)) {
                print_error(&error);
                return verdict(round, false, "the tables cannot be loaded");
        }
        if (count && aml_find(PVPANIC_ACPI_HID, 0, round->path, &error))
                console_print("# ACPI device %s\n", round->path);
        else
                round->path[0] = '\0';
        return verdict(round, count == 1, count ? "there are more" : "there is none");
}

static enum verdict check_acpi_read(struct round *round) {
        struct aml_error error;
        uint64_t bits;

        if (!round->path[0])
                return skip(round, "no ACPI device");
        if (!aml_read_integer(round->path, PVPANIC_ACPI_READ, &bits, &error)) {
                print_error(&error);
                return verdict(round, false, "it cannot be evaluated");
        }
        console_print("# " PVPANIC_ACPI_READ " returns 0x%lx\n", bits);
        return verdict(round, bits == round->bits, "it returns something else");
}

static const struct {
        const char *claim;
        enum verdict (*check)(struct round *round);
} checks[] = {
        {"port: a device answers", check_presence},
        {"port: every read gives the same bits", check_stability},
        {"port: only bits that the specification defines", check_unknown_bits},
        {"port: PANICKED or CRASH_LOADED is recognized", check_panic_bits},
        {"port: writing no bit changes nothing", check_zero},
        {"fw_cfg: " PVPANIC_FW_CFG_FILE " names the port", check_fw_cfg},
        {"pci: the firmware has made BAR 0 usable", check_bar},
        {"pci: the register has only bits that the specification defines", check_register},
        {"acpi: there is one device " PVPANIC_ACPI_HID, check_acpi_device},
        {"acpi: " PVPANIC_ACPI_READ " returns what the port reads", check_acpi_read},
};

#define CHECKS (sizeof(checks) / sizeof(checks[0]))

static void panic_by_acpi(const struct round *round) {
        struct aml_error error;

        if (!round->path[0]) {
                console_print("# no panic: there is no ACPI device\n");
                return;
        }
        console_print("# " PVPANIC_ACPI_WRITE "(PANICKED)\n");
        if (aml_write_integer(round->path, PVPANIC_ACPI_WRITE, PVPANIC_PANICKED, &error))
                console_print("# the guest goes on\n");
        else
                print_error(&error);
}

static void panic(const struct round *round) {
        if (!round->present || !(round->bits & PVPANIC_PANICKED)) {
                console_print("# no panic: the device does not know PANICKED\n");
                return;
        }
        console_print("# writing PANICKED\n");
        out8(round->port, PVPANIC_PANICKED);
        console_print("# the guest goes on\n");
}

bool round_run(const struct options *options) {
        struct round round = {.port = options->port};
        bool good = true;

        console_print("TAP version 13\n1..%u\n", (unsigned) CHECKS);
        for (unsigned i = 0; i < CHECKS; i++) {
                enum verdict found = checks[i].check(&round);

                console_print("%sok %u - %s", found == FAIL ? "not " : "", i + 1, checks[i].claim);
                if (found == SKIP)
                        console_print(" # SKIP %s", round.why);
                else if (found == FAIL)
                        console_print("\n# %s", round.why);
                console_print("\n");
                good &= found != FAIL;
        }
        if (options->acpi)
                panic_by_acpi(&round);
        else if (options->panic)
                panic(&round);
        return good;
}
