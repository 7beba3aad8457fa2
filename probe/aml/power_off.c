/* SPDX-License-Identifier: BSD-2-Clause */
/* Powers the machine off through AML and the FADT. ACPI specification, "Sleeping States" and "PM1 Control". */
#include "interpreter.h"
#include "arch.h"
#include "memory.h"
#include "platform.h"

enum {
        STATE_OFF = 5,

        PM1_SCI_ENABLED = 1 << 0, /* the machine is in ACPI mode, not legacy mode */
        PM1_SLEEP_TYPE_SHIFT = 10,
        PM1_SLEEP_TYPE_MASK = 7 << PM1_SLEEP_TYPE_SHIFT,
        PM1_SLEEP_ENABLE = 1 << 13,

        CONTROL_SLEEP_TYPE_SHIFT = 2,
        CONTROL_SLEEP_ENABLE = 1 << 5,

        PATIENCE_MICROSECONDS = 100000, /* how long to wait for the machine to react */
        STEP_MICROSECONDS = 1000,
};

/* The result of power_off_prepare(). */
static struct {
        struct {
                uint64_t address; /* 0 if there is none */
                bool memory;      /* memory-mapped; otherwise it is an I/O port */
        } control[2];
        bool reduced;    /* the control is ACPI 5.0's sleep control register instead of PM1a and PM1b */
        uint8_t type[2]; /* the sleep types of \_S5 */
        uint8_t enable;  /* what to write to smi_command to leave legacy mode; 0 for nothing */
        uint16_t smi_command;
} found;

static void set_control(unsigned index, const struct acpi_generic_address *address) {
        found.control[index].address = address->address;
        found.control[index].memory = address->space_id == ACPI_ADR_SPACE_SYSTEM_MEMORY;
}

static acpi_status do_prepare(void *unused_argument) {
        static const uint64_t state = STATE_OFF;
        const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
        union acpi_object *types, *unused;
        acpi_handle object;
        acpi_status status = interpreter_look_up("\\_S5", NULL, &object);

        (void) unused_argument;
        if (ACPI_SUCCESS(status))
                status = interpreter_evaluate(object, NULL, NULL, 0, &types);
        if (ACPI_FAILURE(status))
                return status;
        if (types && types->type == ACPI_TYPE_PACKAGE)
                for (unsigned i = 0; i < 2 && i < types->package.count; i++)
                        if (types->package.elements[i].type == ACPI_TYPE_INTEGER)
                                found.type[i] = types->package.elements[i].integer.value & 7;
        acpi_os_free(types);

        found.reduced = fadt->flags & ACPI_FADT_HW_REDUCED;
        if (found.reduced)
                set_control(0, &fadt->sleep_control);
        else {
                set_control(0, &fadt->xpm1a_control_block);
                set_control(1, &fadt->xpm1b_control_block);
                found.smi_command = (uint16_t) fadt->smi_command;
                found.enable = fadt->acpi_enable;
        }
        if (!found.control[0].address)
                return INTERPRETER_NOT_FOUND;
        if (ACPI_SUCCESS(acpi_get_handle(NULL, "\\_PTS", &object)) &&
            ACPI_SUCCESS(interpreter_evaluate(object, NULL, &state, 1, &unused)))
                acpi_os_free(unused);
        return AE_OK;
}

bool power_off_prepare(struct failure *ret_error) {
        return platform.power_off || interpreter_run(do_prepare, NULL, ret_error);
}

static uint16_t read_control(unsigned index) {
        uint64_t address = found.control[index].address;
        uint32_t value = 0;

        if (found.control[index].memory)
                return (uint16_t) memory_load(memory_at(address), 2);
        port_read((uint16_t) address, 2, &value);
        return (uint16_t) value;
}

static void write_control(unsigned index, unsigned value) {
        uint64_t address = found.control[index].address;
        unsigned width = found.reduced ? 1 : 2;

        if (found.control[index].memory)
                memory_store(memory_at(address), width, value);
        else
                port_write((uint16_t) address, width, value);
}

/* In legacy mode firmware may ignore writes to PM1. */
static void leave_legacy_mode(void) {
        if (!found.smi_command || !found.enable || read_control(0) & PM1_SCI_ENABLED)
                return;
        port_write(found.smi_command, 1, found.enable);
        for (unsigned passed = 0; passed < PATIENCE_MICROSECONDS; passed += STEP_MICROSECONDS) {
                if (read_control(0) & PM1_SCI_ENABLED)
                        return;
                clock_stall(STEP_MICROSECONDS);
        }
}

static void power_off_by_acpi(void) {
        if (found.reduced)
                write_control(0, (unsigned) found.type[0] << CONTROL_SLEEP_TYPE_SHIFT | CONTROL_SLEEP_ENABLE);
        else {
                unsigned value[2] = {0};

                leave_legacy_mode();
                /* First the sleep type alone, then the sleep type with the enable bit. */
                for (unsigned i = 0; i < 2 && found.control[i].address; i++) {
                        value[i] = read_control(i) & ~(unsigned) (PM1_SLEEP_TYPE_MASK | PM1_SLEEP_ENABLE);
                        value[i] |= (unsigned) found.type[i] << PM1_SLEEP_TYPE_SHIFT;
                        write_control(i, value[i]);
                }
                for (unsigned i = 0; i < 2 && found.control[i].address; i++)
                        write_control(i, value[i] | PM1_SLEEP_ENABLE);
        }
        clock_stall(PATIENCE_MICROSECONDS);
}

void power_off(void) {
        if (platform.power_off)
                platform.power_off();
        else
                power_off_by_acpi();
}
