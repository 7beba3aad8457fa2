/* SPDX-License-Identifier: BSD-2-Clause */
/* Deaths told to the host, as an operating system tells them: by the port, by ACPI, or by a crash kernel of its own. */
#include "agent.h"
#include "aml/aml.h"
#include "call.h"
#include "console.h"
#include "crash.h"
#include "io.h"
#include "platform.h"
#include "pvpanic.h"

static enum {
        NOTHING, /* the CPU stops, and nobody is told */
        PANIC,
        PANIC_ACPI,
        KDUMP, /* as with a crash kernel: CRASH_LOADED, and an end in good order */
        RESET,
} report;

static char path[AML_PATH_MAX];
static struct aml_power_off power_off;

static void write_port(uint8_t value) {
        console_print("pvpanic: 0x%x to port 0x%x\n", value, PVPANIC_PORT);
        out8(PVPANIC_PORT, value);
}

static void end_in_order(void) {
        console_print("powering off\n");
        if (platform.power_off)
                platform.power_off();
        else
                aml_power_off(&power_off);
}

void crash_report(void) {
        struct aml_error error;

        switch (report) {
        case NOTHING:
                return;
        case PANIC:
                write_port(PVPANIC_PANICKED);
                return;
        case PANIC_ACPI:
                console_print("pvpanic: %s." PVPANIC_ACPI_WRITE "(0x%x)\n", path, PVPANIC_PANICKED);
                aml_write_integer(path, PVPANIC_ACPI_WRITE, PVPANIC_PANICKED, &error);
                return;
        case KDUMP:
                write_port(PVPANIC_CRASH_LOADED);
                end_in_order();
                return;
        case RESET:
                console_print("rebooting\n");
                platform.reset();
        }
}

/* What it takes is made ready while all is well: a crash kernel is loaded before the crash, too. */
static bool prepare(struct call *call, unsigned wanted) {
        struct aml_error error;
        bool good = true;

        if (wanted == PANIC_ACPI)
                good = aml_find(PVPANIC_ACPI_HID, 0, path, &error);
        else if (wanted == KDUMP && !platform.power_off)
                good = aml_prepare_power_off(&power_off, &error);
        if (!good)
                aml_answer_error(call, &error);
        return good;
}

/* on-oops WHAT */
static void operation_on_oops(struct call *call) {
        static const char *const names[] = {"nothing", "panic", "panic-acpi", "kdump", "reset"};

        for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                if (!wire_same(names[i], call->argument[0]))
                        continue;
                if (prepare(call, i)) {
                        report = i;
                        call_ok(call);
                }
                return;
        }
        call_error(call, "bad-argument", "WHAT is none of");
        for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                wire_put_word(call->answer, names[i]);
}

/* on-nmi WHAT */
static void operation_on_nmi(struct call *call) {
        bool fatal = wire_same(call->argument[0], "oops");

        if (!fatal && !wire_same(call->argument[0], "count")) {
                call_error(call, "bad-argument", "WHAT is none of count oops");
                return;
        }
        trap_set_nmi_fatal(fatal);
        call_ok(call);
}

static const struct operation operations[] = {
        {"on-oops", 1, 1, operation_on_oops},
        {"on-nmi", 1, 1, operation_on_nmi},
};

const struct operation_family crash_operations = OPERATION_FAMILY(operations);
