/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The platform of a probe: what differs between the kernel in boot/ and the UEFI application in efi/. Each of them
 * fills this in and calls probe_main(); nothing in probe/ depends on which of them did.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct platform {
        const char *name;    /* boot= in the hello line */
        uint64_t image;      /* the image's address: backtraces in an oops are relative to it */
        uint64_t image_size; /* 0 if unknown */
        uint32_t low_page;   /* a page below 1 MiB for the probe, mapped at its physical address; 0 if there is none */
        uint64_t page_zero;  /* where physical page 0 is mapped */
        uint8_t fault_stack; /* the number of the double fault's interrupt stack; 0 if there is none */
        bool bounded_stack;  /* the page below the stack is not mapped, so an overflow faults */
        bool returns;        /* probe_main() can return to firmware */
        uint64_t (*rsdp)(void);  /* the address of ACPI's root pointer, 0 without ACPI */
        uint64_t system_table;   /* the address of UEFI's EFI_SYSTEM_TABLE, 0 without UEFI */
        uint64_t device_tree;    /* that of the device tree that UEFI passes on, 0 if it passes on none */
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

/* The address at which physical memory is mapped. */
void *memory_at(uint64_t address);

/*
 * Runs the probe, with the options that its loader passed; they are not trusted, and are modified. If named, the first
 * word may be the image's name. Returns at the end of the probe: true if none of its own checks failed.
 */
bool probe_main(char *words, bool named);
