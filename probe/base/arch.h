/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an architecture provides to the probe: probe/ARCH/ defines everything that is declared here, and its own
 * operations (operation.h). No other file of the probe contains instructions, or includes headers, of an architecture.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

/* The architecture's name in the hello line. */
extern const char arch_name[];

/* Appends values of this architecture to the answer of `info`, as KEY=NUMBER. */
void arch_put_info(struct wire_writer *answer);

/* ---- this CPU ---- */

/* Stops this CPU for good. */
_Noreturn void cpu_stop(void);

/* Makes this CPU loop forever, with interrupts disabled. */
_Noreturn void cpu_hang(void);

/* A hint for the CPU and the hypervisor in a loop that waits. */
void cpu_relax(void);

/* ---- exceptions: caught in guarded calls, printed as an oops everywhere else ---- */

/* An exception that was caught: its number, the CPU's error code, and the address of the instruction. */
struct trap {
        uint64_t vector, error, pc;
};

/* Prepares for exceptions. report() is called after an oops has been printed; if it returns, the CPU stops. */
void trap_prepare(void (*report)(void));

/* Handles all exceptions from now on, and disables interrupts: there are no firmware handlers to preserve. */
void trap_install(void);

/*
 * Calls function(argument) with interrupts disabled. True if it returned; false, with *ret_trap set, if an exception
 * ended it. The function must not call firmware.
 */
bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap);

/* ---- other CPUs ---- */

#define CPUS_MAX 4u

/* One counter per CPU, which the CPU increments while it waits. CPU 0 is the one that started the probe. */
extern volatile uint64_t cpus_counters[CPUS_MAX];

/* The number of the calling CPU. */
unsigned cpus_current(void);

/*
 * Starts the other CPUs, once, until this many are running in all. On failure returns false, with a keyword in
 * *ret_reason and a message in *ret_text.
 */
bool cpus_start(unsigned wanted, const char **ret_reason, const char **ret_text);

/* The number of CPUs that are running. */
unsigned cpus_count(void);

/* The number of CPUs that the machine has; 0 if only fw_cfg tells. */
unsigned cpus_configured(void);

/* Calls function(argument) on a CPU other than the first, and waits until it has returned. */
void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument);

/* ---- time: from a counter that needs neither firmware nor interrupts ---- */

/* Measures the counter's frequency, once. Uses the platform, so guarded calls must not call it. */
void clock_start(void);

/* Microseconds since an arbitrary time. Needs clock_start(). */
uint64_t clock_now(void);

/* Waits for so many microseconds. Needs clock_start(). */
void clock_stall(uint64_t microseconds);

/* Waits for about so many microseconds, also before clock_start(). Takes over a timer that firmware may be using. */
void timer_stall(uint32_t microseconds);

/* ---- serial lines ---- */

enum line {
        LINE_CONSOLE, /* for people */
        LINE_WIRE,    /* for the host */
};

#define LINE_AT_ONCE 14u /* bytes */

/* Sets a line up, with empty buffers. False if the machine does not have it; the other functions then do nothing. */
bool line_open(enum line line);

/*
 * Gives the console's line to the wire, before either is set up; there is then no console: for machines with one line.
 */
void line_give_console_to_wire(void);

/* Sends bytes unchanged. Bytes are dropped if the line accepts none for a long time. */
void line_send(enum line line, const char *text, size_t length);

/* Sends text to a terminal, with LF converted to CR LF. */
void line_print(enum line line, const char *text, size_t length);

/* Returns when the last byte has been sent. */
void line_drain(enum line line);

/* True if a byte has been received. */
bool line_pending(enum line line);

/* Takes the received bytes; returns their number. */
size_t line_receive(enum line line, uint8_t ret_bytes[static LINE_AT_ONCE]);

/* Returns when a byte has been received. Sleeps meanwhile, if interrupts work; if soon, polls for a while first. */
void line_await(enum line line, bool soon);

/* ---- memory and buses ---- */

/* True if reading any of the length bytes at address would not raise a page fault. */
bool paging_maps(uint64_t address, size_t length);

/* Read or write an I/O port, 1, 2 or 4 bytes wide. False if the architecture has no I/O ports. */
bool port_read(uint16_t port, unsigned width, uint32_t *ret_value);
bool port_write(uint16_t port, unsigned width, uint32_t value);

/* True if there is PCI configuration space. */
bool pci_present(void);

/*
 * Read or write 1, 2 or 4 bytes of it, at an offset that is a multiple of the width. A function is given as bus << 8 |
 * device << 3 | function. Not to be called if there is none.
 */
uint32_t pci_read(uint16_t bdf, unsigned width, uint8_t offset);
void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value);

/* QEMU's fw_cfg: select an item, and read its next bytes. Without the device the bytes are arbitrary. */
void fw_cfg_select(uint16_t key);
void fw_cfg_take(void *ret_bytes, size_t length);

/* Starts the DMA transfer whose request is at that address; the request is big-endian. */
void fw_cfg_transfer(const volatile void *request);
