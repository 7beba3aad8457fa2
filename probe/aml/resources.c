/* SPDX-License-Identifier: BSD-2-Clause */
/* The operation that lists the resources of a device. */
#include "interpreter.h"
#include "operation.h"

struct resources {
        const char *path;
        struct acpi_resource *first; /* the last one is the end tag */
};

static acpi_status do_resources(void *argument) {
        struct acpi_buffer buffer = {.length = ACPI_ALLOCATE_BUFFER};
        struct resources *resources = argument;
        acpi_handle object;
        acpi_status status = interpreter_look_up(resources->path, "_CRS", &object);

        if (ACPI_SUCCESS(status))
                status = acpi_get_parent(object, &object);
        if (ACPI_SUCCESS(status))
                status = acpi_get_current_resources(object, &buffer);
        resources->first = ACPI_SUCCESS(status) ? buffer.pointer : NULL;
        return status;
}

static void put(struct wire_writer *answer, uint64_t value) {
        wire_put_text(answer, ":");
        wire_put_value(answer, value);
}

/* Appends KIND:VALUE:… */
static void put_values(struct wire_writer *answer, const char *kind, const uint64_t *values, size_t count) {
        wire_put_word(answer, kind);
        for (size_t i = 0; i < count; i++)
                put(answer, values[i]);
}

#define PUT(answer, kind, ...)                                    \
        put_values(answer, kind, (const uint64_t[]){__VA_ARGS__}, \
                   sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

/* One of the address space descriptors, which differ only in width. */
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
        PUT(answer, kind, address.address.minimum, address.address.maximum, address.address.granularity,
            address.address.address_length);
}

static void put_resource(struct wire_writer *answer, const struct acpi_resource *resource) {
        const union acpi_resource_data *data = &resource->data;

        switch (resource->type) {
        case ACPI_RESOURCE_TYPE_IO:
                PUT(answer, data->io.io_decode == ACPI_DECODE_16 ? "io" : "io10", data->io.minimum, data->io.maximum,
                    data->io.alignment, data->io.address_length);
                break;
        case ACPI_RESOURCE_TYPE_FIXED_IO:
                PUT(answer, "fixed-io", data->fixed_io.address, data->fixed_io.address_length);
                break;
        case ACPI_RESOURCE_TYPE_MEMORY24:
                PUT(answer, "memory24", data->memory24.minimum, data->memory24.maximum, data->memory24.alignment,
                    data->memory24.address_length);
                break;
        case ACPI_RESOURCE_TYPE_MEMORY32:
                PUT(answer, "memory32", data->memory32.minimum, data->memory32.maximum, data->memory32.alignment,
                    data->memory32.address_length);
                break;
        case ACPI_RESOURCE_TYPE_FIXED_MEMORY32:
                PUT(answer, "fixed-memory32", data->fixed_memory32.address, data->fixed_memory32.address_length);
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

        if (!interpreter_serve(call, do_resources, &resources))
                return;
        call_ok(call);
        for (resource = resources.first; resource->type != ACPI_RESOURCE_TYPE_END_TAG;
             resource = ACPI_NEXT_RESOURCE(resource))
                put_resource(call->answer, resource);
        if (call->answer->overflow)
                call_error(call, "failed", "the resources do not fit into an answer");
        acpi_os_free(resources.first);
}

OPERATIONS({"acpi-crs", 1, 1, operation_acpi_crs});
