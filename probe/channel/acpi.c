/* SPDX-License-Identifier: BSD-2-Clause */
/* pvpanic through ACPI: the methods of the ISA device. */
#include "aml/aml.h"
#include "channel.h"
#include "console.h"
#include "platform.h"
#include "pvpanic.h"

#define FLOATING 0xffu /* what a port without a device reads */

static char path[AML_PATH_MAX]; /* the device's path; "" if there is none */

static void print_failure(const char *prefix, const struct failure *failure) {
        if (failure->reason)
                console_print("%s%s %s\n", prefix, failure->status ? failure->status : failure->reason, failure->text);
        else
                console_print("%sexception 0x%lx, error 0x%lx, at 0x%lx\n", prefix, failure->trap.vector,
                              failure->trap.error, failure->trap.pc);
}

static bool read_port(const struct round *round, uint32_t *ret_bits) {
        return port_read(round->port, 1, ret_bits) && *ret_bits != FLOATING;
}

static enum verdict check_device(struct round *round) {
        struct failure failure;
        uint64_t count;
        uint32_t bits;

        if (!read_port(round, &bits))
                return check_skip(round, "no device");
        if (!platform.rsdp())
                return check_skip(round, "no ACPI");
        if (!aml_count(PVPANIC_ACPI_HID, &count, &failure)) {
                print_failure("# ", &failure);
                return check_verdict(round, false, "the tables cannot be loaded");
        }
        if (count && aml_find(PVPANIC_ACPI_HID, 0, path, &failure))
                console_print("# ACPI device %s\n", path);
        else
                path[0] = '\0';
        return check_verdict(round, count == 1, count ? "there are several" : "there is none");
}

static enum verdict check_read(struct round *round) {
        struct failure failure;
        uint64_t bits;
        uint32_t wanted;

        if (!path[0])
                return check_skip(round, "no ACPI device");
        if (!aml_read_integer(path, PVPANIC_ACPI_READ, &bits, &failure)) {
                print_failure("# ", &failure);
                return check_verdict(round, false, "it cannot be evaluated");
        }
        console_print("# " PVPANIC_ACPI_READ " returns 0x%lx\n", bits);
        return check_verdict(round, read_port(round, &wanted) && bits == wanted, "it returns another value");
}

static const struct check checks[] = {
        {"acpi: there is one device " PVPANIC_ACPI_HID, check_device},
        {"acpi: " PVPANIC_ACPI_READ " returns what the port reads", check_read},
};

static const char *obstacle(void) {
        return path[0] ? NULL : "there is no ACPI device";
}

static bool prepare(struct failure *ret_failure) {
        return aml_find(PVPANIC_ACPI_HID, 0, path, ret_failure);
}

static void tell(const char *prefix, uint8_t events) {
        struct failure failure;

        console_print("%s%s." PVPANIC_ACPI_WRITE "(0x%x)\n", prefix, path, events);
        if (!aml_write_integer(path, PVPANIC_ACPI_WRITE, events, &failure))
                print_failure(prefix, &failure);
}

CHANNEL(.word = "panic-acpi", .checks = checks, .count = sizeof(checks) / sizeof(checks[0]), .obstacle = obstacle,
        .prepare = prepare, .tell = tell);
