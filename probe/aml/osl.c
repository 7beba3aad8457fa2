/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPICA's operating system services layer: the functions that the linked parts of ACPICA need. They are called in
 * guarded calls, so they do not use the platform.
 */
#include <acpi/acpi.h>

#include "acpi_tables.h"
#include "heap.h"
#include "limits.h"
#include "arch.h"
#include "memory.h"
#include "pci.h"
#include "platform.h"

acpi_status acpi_os_initialize(void) {
        return AE_OK;
}

acpi_status acpi_os_terminate(void) {
        return AE_OK;
}

/* ---- tables: unmodified, as the firmware left them ---- */

acpi_physical_address acpi_os_get_root_pointer(void) {
        return platform.rsdp();
}

acpi_status acpi_os_predefined_override(const struct acpi_predefined_names *name, acpi_string *ret_value) {
        *ret_value = NULL;
        return AE_OK;
}

acpi_status acpi_os_table_override(struct acpi_table_header *table, struct acpi_table_header **ret_table) {
        *ret_table = NULL;
        return AE_OK;
}

acpi_status acpi_os_physical_table_override(struct acpi_table_header *table, acpi_physical_address *ret_address,
                                            u32 *ret_length) {
        *ret_address = 0;
        *ret_length = 0;
        return AE_OK;
}

/* ---- memory ---- */

void *acpi_os_allocate(acpi_size size) {
        return limits_allocate(size);
}

void acpi_os_free(void *memory) {
        heap_free(memory);
}

void *acpi_os_map_memory(acpi_physical_address address, acpi_size length) {
        return length <= TABLE_LENGTH_MAX ? memory_view(address, length) : NULL;
}

void acpi_os_unmap_memory(void *at, acpi_size length) {
}

/* ---- locks: there is one thread, so they are always free ---- */

acpi_status acpi_os_create_lock(acpi_spinlock *ret_lock) {
        *ret_lock = NULL;
        return AE_OK;
}

void acpi_os_delete_lock(acpi_spinlock lock) {
}

acpi_cpu_flags acpi_os_acquire_lock(acpi_spinlock lock) {
        return 0;
}

void acpi_os_release_lock(acpi_spinlock lock, acpi_cpu_flags flags) {
}

/* ---- semaphores, also used as mutexes: with one thread, waiting for a unit would never end ---- */

acpi_status acpi_os_create_semaphore(u32 max_units, u32 units, acpi_semaphore *ret_semaphore) {
        u32 *count = limits_allocate(sizeof(*count));

        if (!count)
                return AE_NO_MEMORY;
        *count = units;
        *ret_semaphore = count;
        return AE_OK;
}

acpi_status acpi_os_delete_semaphore(acpi_semaphore semaphore) {
        heap_free(semaphore);
        return AE_OK;
}

acpi_status acpi_os_wait_semaphore(acpi_semaphore semaphore, u32 units, u16 timeout) {
        u32 *count = semaphore;

        if (*count < units)
                return AE_TIME;
        *count -= units;
        return AE_OK;
}

acpi_status acpi_os_signal_semaphore(acpi_semaphore semaphore, u32 units) {
        u32 *count = semaphore;

        if (*count > UINT32_MAX - units)
                return AE_LIMIT;
        *count += units;
        return AE_OK;
}

/* ---- threads: there is one ---- */

acpi_thread_id acpi_os_get_thread_id(void) {
        return 1;
}

acpi_status acpi_os_execute(acpi_execute_type type, acpi_osd_exec_callback function, void *context) {
        function(context);
        return AE_OK;
}

acpi_status acpi_os_signal(u32 function, void *info) {
        /* AML's Fatal ends with an error in any case */
        return AE_OK;
}

/* ---- time ---- */

u64 acpi_os_get_timer(void) {
        return limits_time() * 10; /* in units of 100 ns */
}

void acpi_os_stall(u32 microseconds) {
        limits_stall(microseconds);
}

void acpi_os_sleep(u64 milliseconds) {
        limits_stall(milliseconds * 1000);
}

/* ---- ports ---- */

acpi_status acpi_os_read_port(acpi_io_address address, u32 *ret_value, u32 bits) {
        return port_read((uint16_t) address, bits / 8, ret_value) ? AE_OK : AE_SUPPORT;
}

acpi_status acpi_os_write_port(acpi_io_address address, u32 value, u32 bits) {
        return port_write((uint16_t) address, bits / 8, value) ? AE_OK : AE_SUPPORT;
}

/* ---- PCI configuration space: the first 256 bytes of each function in segment 0 ---- */

static bool reaches(const struct acpi_pci_id *id, u32 offset, u32 bits) {
        return pci_present() && !id->segment && offset <= PCI_OFFSET_MAX && !(offset % (bits / 8)) && bits <= 32;
}

static uint16_t bdf(const struct acpi_pci_id *id) {
        return (uint16_t) (id->bus << 8 | (id->device & 0x1f) << 3 | (id->function & 7));
}

acpi_status acpi_os_read_pci_configuration(struct acpi_pci_id *id, u32 offset, u64 *ret_value, u32 bits) {
        if (!reaches(id, offset, bits))
                return AE_SUPPORT;
        *ret_value = pci_read(bdf(id), bits / 8, (uint8_t) offset);
        return AE_OK;
}

acpi_status acpi_os_write_pci_configuration(struct acpi_pci_id *id, u32 offset, u64 value, u32 bits) {
        if (!reaches(id, offset, bits))
                return AE_SUPPORT;
        pci_write(bdf(id), bits / 8, (uint8_t) offset, (uint32_t) value);
        return AE_OK;
}
