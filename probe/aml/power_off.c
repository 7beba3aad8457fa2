/* SPDX-License-Identifier: BSD-2-Clause */
/* The way from AML and the FADT to a machine that is off. ACPI specification, "Sleeping States" and "PM1 Control". */
#include "interpreter.h"
#include "arch.h"
#include "memory.h"
#include "platform.h"

enum {
        STATE_OFF = 5,

        PM1_SCI_ENABLED = 1 << 0, /* the machine is not in legacy mode */
        PM1_SLEEP_TYPE_SHIFT = 10,
        PM1_SLEEP_TYPE_MASK = 7 << PM1_SLEEP_TYPE_SHIFT,
        PM1_SLEEP_ENABLE = 1 << 13,

        CONTROL_SLEEP_TYPE_SHIFT = 2,
        CONTROL_SLEEP_ENABLE = 1 << 5,

        PATIENCE_MICROSECONDS = 100000, /* for a machine to notice */
        STEP_MICROSECONDS = 1000,
};

static void set_control(struct aml_power_off *power_off, unsigned index, const struct acpi_generic_address *address) {
        power_off->control[index].address = address->address;
        power_off->control[index].memory = address->space_id == ACPI_ADR_SPACE_SYSTEM_MEMORY;
}

static acpi_status do_prepare(void *argument) {
        static const uint64_t state = STATE_OFF;
        const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
        struct aml_power_off *power_off = argument;
        union acpi_object *types, *unused;
        acpi_handle object;
        acpi_status status = interpreter_look_up("\\_S5", &object);

        if (ACPI_SUCCESS(status))
                status = interpreter_evaluate(object, NULL, NULL, 0, &types);
        if (ACPI_FAILURE(status))
                return status;
        if (types && types->type == ACPI_TYPE_PACKAGE)
                for (unsigned i = 0; i < 2 && i < types->package.count; i++)
                        if (types->package.elements[i].type == ACPI_TYPE_INTEGER)
                                power_off->type[i] = types->package.elements[i].integer.value & 7;
        acpi_os_free(types);

        power_off->reduced = fadt->flags & ACPI_FADT_HW_REDUCED;
        if (power_off->reduced)
                set_control(power_off, 0, &fadt->sleep_control);
        else {
                set_control(power_off, 0, &fadt->xpm1a_control_block);
                set_control(power_off, 1, &fadt->xpm1b_control_block);
                power_off->smi_command = (uint16_t) fadt->smi_command;
                power_off->enable = fadt->acpi_enable;
        }
        if (!power_off->control[0].address)
                return INTERPRETER_NOT_FOUND;
        if (ACPI_SUCCESS(acpi_get_handle(NULL, "\\_PTS", &object)) &&
            ACPI_SUCCESS(interpreter_evaluate(object, NULL, &state, 1, &unused)))
                acpi_os_free(unused);
        return AE_OK;
}

bool aml_prepare_power_off(struct aml_power_off *ret_power_off, struct failure *ret_error) {
        *ret_power_off = (struct aml_power_off){0};
        return interpreter_run(do_prepare, ret_power_off, ret_error);
}

static uint16_t read_control(const struct aml_power_off *power_off, unsigned index) {
        uint64_t address = power_off->control[index].address;
        uint32_t value = 0;

        if (power_off->control[index].memory)
                return (uint16_t) memory_load(memory_at(address), 2);
        port_read((uint16_t) address, 2, &value);
        return (uint16_t) value;
}

static void write_control(const struct aml_power_off *power_off, unsigned index, unsigned value) {
        uint64_t address = power_off->control[index].address;
        unsigned width = power_off->reduced ? 1 : 2;

        if (power_off->control[index].memory)
                memory_store(memory_at(address), width, value);
        else
                port_write((uint16_t) address, width, value);
}

/* Without that, firmware is free to ignore what is written to PM1. */
static void leave_legacy_mode(const struct aml_power_off *power_off) {
        if (!power_off->smi_command || !power_off->enable || read_control(power_off, 0) & PM1_SCI_ENABLED)
                return;
        port_write(power_off->smi_command, 1, power_off->enable);
        for (unsigned passed = 0; passed < PATIENCE_MICROSECONDS; passed += STEP_MICROSECONDS) {
                if (read_control(power_off, 0) & PM1_SCI_ENABLED)
                        return;
                clock_stall(STEP_MICROSECONDS);
        }
}

void aml_power_off(const struct aml_power_off *power_off) {
        if (power_off->reduced)
                write_control(power_off, 0,
                              (unsigned) power_off->type[0] << CONTROL_SLEEP_TYPE_SHIFT | CONTROL_SLEEP_ENABLE);
        else {
                unsigned value[2] = {0};

                leave_legacy_mode(power_off);
                /* First the type alone, then both together with the order to sleep. */
                for (unsigned i = 0; i < 2 && power_off->control[i].address; i++) {
                        value[i] = read_control(power_off, i) & ~(unsigned) (PM1_SLEEP_TYPE_MASK | PM1_SLEEP_ENABLE);
                        value[i] |= (unsigned) power_off->type[i] << PM1_SLEEP_TYPE_SHIFT;
                        write_control(power_off, i, value[i]);
                }
                for (unsigned i = 0; i < 2 && power_off->control[i].address; i++)
                        write_control(power_off, i, value[i] | PM1_SLEEP_ENABLE);
        }
        clock_stall(PATIENCE_MICROSECONDS);
}
