/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The platform of a probe: all that differs between a kernel of boot/ and the UEFI application of efi/. Each fills this in and
 * calls probe_main(); nothing in probe/ depends on which of them it was.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct platform {
        const char *name;        /* boot= in the hello line */
        uint64_t image;          /* the address of the image's first byte: what addresses in an oops are relative to */
        uint64_t image_size;     /* 0 if that is not known */
        uint32_t low_page;       /* a page below 1 MiB for the probe, mapped where it lies; 0 if there is none */
        uint64_t page_zero;      /* where physical page 0 can be read, if not at 0 */
        uint8_t fault_stack;     /* the number of the stack that a double fault gets; 0 if there is none */
        bool bounded_stack;      /* the page below the stack is not mapped, so that an overflow faults */
        bool returns;            /* there is firmware that probe_main() can return to */
        uint64_t (*rsdp)(void);  /* the address of ACPI's root pointer, 0 without ACPI */
        uint64_t system_table;   /* the address of UEFI's EFI_SYSTEM_TABLE, 0 without UEFI */
        void (*reset)(void);     /* resets the machine; returns only if that fails */
        void (*power_off)(void); /* powers the machine off; returns only if that fails; NULL if it cannot */

        /* Prints on the console, for people. A line ends with LF. */
        void (*print)(const char *text, size_t length);

        /* Waits for about so many microseconds. */
        void (*stall)(uint32_t microseconds);

        /* Ends the firmware's boot services; NULL if there are none. May change all of the above. */
        bool (*exit_boot_services)(void);
};

extern struct platform platform;

/* Where physical memory is mapped. */
void *memory_at(uint64_t address);

/*
 * Runs the probe, with the words that its loader was given as options; they are not trusted, and are modified. If named, the
 * first may be the image's own name. Returns when the probe is done: true if no check of its own failed.
 */
bool probe_main(char *words, bool named);
