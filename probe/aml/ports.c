/* SPDX-License-Identifier: BSD-2-Clause */
/* The operation that counts the devices that have an I/O port among their resources. */
#include "interpreter.h"
#include "operation.h"

#define STA_PRESENT 1u

struct claims {
        uint64_t port, count;
        bool claimed; /* by the device that is being looked at */
};

static acpi_status look_at_resource(struct acpi_resource *resource, void *context) {
        const union acpi_resource_data *data = &resource->data;
        struct claims *claims = context;
        uint64_t first = 0, length = 0;

        if (resource->type == ACPI_RESOURCE_TYPE_IO) {
                first = data->io.minimum;
                length = (uint64_t) data->io.maximum - data->io.minimum + data->io.address_length;
        } else if (resource->type == ACPI_RESOURCE_TYPE_FIXED_IO) {
                first = data->fixed_io.address;
                length = data->fixed_io.address_length;
        }
        claims->claimed |= claims->port - first < length;
        return AE_OK;
}

/* A device without a _STA is present. */
static bool is_present(acpi_handle device) {
        union acpi_object *value;
        bool present = true;

        if (ACPI_FAILURE(interpreter_evaluate(device, "_STA", NULL, 0, &value)) || !value)
                return true;
        if (value->type == ACPI_TYPE_INTEGER)
                present = value->integer.value & STA_PRESENT;
        acpi_os_free(value);
        return present;
}

static acpi_status look_at_device(acpi_handle device, u32 level, void *context, void **unused) {
        struct claims *claims = context;
        acpi_status status;

        (void) level, (void) unused;
        claims->claimed = false;
        status = acpi_walk_resources(device, "_CRS", look_at_resource, claims);
        if (ACPI_FAILURE(status))
                return status == AE_NOT_FOUND ? AE_OK : status;
        claims->count += claims->claimed && is_present(device);
        return AE_OK;
}

static acpi_status do_count(void *argument) {
        return acpi_walk_namespace(ACPI_TYPE_DEVICE, ACPI_ROOT_OBJECT, ACPI_UINT32_MAX, look_at_device, NULL, argument,
                                   NULL);
}

/* acpi-claims PORT */
static void operation_acpi_claims(struct call *call) {
        struct claims claims = {0};

        if (call_number(call, 0, "PORT", UINT16_MAX, &claims.port) && interpreter_serve(call, do_count, &claims))
                call_ok_number(call, claims.count);
}

OPERATIONS({"acpi-claims", 1, 1, operation_acpi_claims});
