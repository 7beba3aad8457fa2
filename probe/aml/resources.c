/* SPDX-License-Identifier: BSD-2-Clause */
/* The operation that says what resources a device has. */
#include "interpreter.h"
#include "operation.h"

#define RESOURCES_MAX (WIRE_WORDS_MAX - 2) /* beside the sequence number and "ok" */

struct resources {
        const char *path;
        struct acpi_resource *first; /* the end tag is the last */
};

static acpi_status do_resources(void *argument) {
        struct acpi_buffer buffer = {.length = ACPI_ALLOCATE_BUFFER};
        struct resources *resources = argument;
        acpi_handle device, object;
        acpi_status status = interpreter_look_up(resources->path, &device);

        if (ACPI_FAILURE(status))
                return status;
        if (ACPI_FAILURE(acpi_get_handle(device, "_CRS", &object)))
                return INTERPRETER_NOT_FOUND;
        status = acpi_get_current_resources(device, &buffer);
        resources->first = ACPI_SUCCESS(status) ? buffer.pointer : NULL;
        return status;
}

static void put(struct wire_writer *answer, uint64_t value) {
        wire_put_text(answer, ":");
        wire_put_value(answer, value);
}

static void put_range(struct wire_writer *answer, const char *kind, uint64_t minimum, uint64_t maximum,
                      uint64_t alignment, uint64_t length) {
        wire_put_word(answer, kind);
        put(answer, minimum);
        put(answer, maximum);
        put(answer, alignment);
        put(answer, length);
}

static void put_fixed(struct wire_writer *answer, const char *kind, uint64_t address, uint64_t length) {
        wire_put_word(answer, kind);
        put(answer, address);
        put(answer, length);
}

/* One of the address space descriptors, which differ only in their width. */
static void put_address(struct wire_writer *answer, const struct acpi_resource *resource) {
        struct acpi_resource_address64 address;
        const char *kind = "address-other";

        if (ACPI_FAILURE(acpi_resource_to_address64((struct acpi_resource *) resource, &address)))
                return;
        if (address.resource_type == ACPI_MEMORY_RANGE)
                kind = "address-memory";
        else if (address.resource_type == ACPI_IO_RANGE)
                kind = "address-io";
        else if (address.resource_type == ACPI_BUS_NUMBER_RANGE)
                kind = "address-bus";
        put_range(answer, kind, address.address.minimum, address.address.maximum, address.address.granularity,
                  address.address.address_length);
}

static void put_resource(struct wire_writer *answer, const struct acpi_resource *resource) {
        const union acpi_resource_data *data = &resource->data;

        switch (resource->type) {
        case ACPI_RESOURCE_TYPE_IO:
                put_range(answer, data->io.io_decode == ACPI_DECODE_16 ? "io" : "io10", data->io.minimum,
                          data->io.maximum, data->io.alignment, data->io.address_length);
                break;
        case ACPI_RESOURCE_TYPE_FIXED_IO:
                put_fixed(answer, "fixed-io", data->fixed_io.address, data->fixed_io.address_length);
                break;
        case ACPI_RESOURCE_TYPE_MEMORY24:
                put_range(answer, "memory24", data->memory24.minimum, data->memory24.maximum, data->memory24.alignment,
                          data->memory24.address_length);
                break;
        case ACPI_RESOURCE_TYPE_MEMORY32:
                put_range(answer, "memory32", data->memory32.minimum, data->memory32.maximum, data->memory32.alignment,
                          data->memory32.address_length);
                break;
        case ACPI_RESOURCE_TYPE_FIXED_MEMORY32:
                put_fixed(answer, "fixed-memory32", data->fixed_memory32.address, data->fixed_memory32.address_length);
                break;
        case ACPI_RESOURCE_TYPE_ADDRESS16:
        case ACPI_RESOURCE_TYPE_ADDRESS32:
        case ACPI_RESOURCE_TYPE_ADDRESS64:
        case ACPI_RESOURCE_TYPE_EXTENDED_ADDRESS64:
                put_address(answer, resource);
                break;
        case ACPI_RESOURCE_TYPE_IRQ:
                wire_put_word(answer, "irq");
                for (unsigned i = 0; i < data->irq.interrupt_count; i++)
                        put(answer, (&data->irq.interrupts[0])[i]);
                break;
        case ACPI_RESOURCE_TYPE_EXTENDED_IRQ:
                wire_put_word(answer, "irq");
                for (unsigned i = 0; i < data->extended_irq.interrupt_count; i++)
                        put(answer, (&data->extended_irq.interrupts[0])[i]);
                break;
        case ACPI_RESOURCE_TYPE_DMA:
                wire_put_word(answer, "dma");
                for (unsigned i = 0; i < data->dma.channel_count; i++)
                        put(answer, (&data->dma.channels[0])[i]);
                break;
        default:
                wire_put_word(answer, "other");
                put(answer, resource->type);
        }
}

/* acpi-crs PATH */
static void operation_acpi_crs(struct call *call) {
        struct resources resources = {.path = call->argument[0]};
        const struct acpi_resource *resource;
        size_t count = 0;

        if (!interpreter_serve(call, do_resources, &resources))
                return;
        call_ok(call);
        for (resource = resources.first; resource->type != ACPI_RESOURCE_TYPE_END_TAG;
             resource = ACPI_NEXT_RESOURCE(resource), count++)
                put_resource(call->answer, resource);
        if (count > RESOURCES_MAX || call->answer->overflow)
                call_error(call, "failed", "the resources are too many for an answer");
        acpi_os_free(resources.first);
}

static const struct operation operations[] = {
        {"acpi-crs", 1, 1, operation_acpi_crs},
};

OPERATIONS(operations);
