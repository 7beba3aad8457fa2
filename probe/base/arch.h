/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an architecture provides to the probe: probe/ARCH/ defines everything that is declared here, and operations of its own
 * (operation.h). No other file of the probe has instructions or headers of an architecture.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

/* Its name in the hello line. */
extern const char arch_name[];

/* Appends this architecture's own values to the answer of `info`, as KEY=NUMBER. */
void arch_put_info(struct wire_writer *answer);

/* ---- this CPU ---- */

/* Stops it for good. */
_Noreturn void cpu_stop(void);

/* Makes it loop for good, with interrupts disabled. */
_Noreturn void cpu_hang(void);

/* Tells it, and the hypervisor below it, that this is a waiting loop. */
void cpu_relax(void);

/* ---- exceptions: survived where an operation asks for that, printed as an oops everywhere else ---- */

/* An exception that was survived: its number, what the CPU says of its cause, and the address of the instruction. */
struct trap {
        uint64_t vector, error, pc;
};

/* Prepares for exceptions. After an oops is printed, report() is called, and the CPU stops if it returns. */
void trap_prepare(void (*report)(void));

/* Handles all exceptions from now on, and disables interrupts: there is no firmware, or no longer any. */
void trap_install(void);

/*
 * Calls function(argument) with interrupts disabled. True if it returned; false, with *ret_trap set, if an exception ended
 * it. What the function calls must not rely on firmware.
 */
bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap);

/* ---- the other CPUs: a CPU that waits, for work or for another one's work, counts ---- */

#define CPUS_MAX 4u

/* One for each CPU. The first is the one that the probe was started on. */
extern volatile uint64_t cpus_counters[CPUS_MAX];

/* The number of the CPU that asks. */
unsigned cpus_current(void);

/*
 * Starts the others, until so many are up in all, once. False with *ret_reason and *ret_text, a word for programs and a
 * text for people, if that cannot be done.
 */
bool cpus_start(unsigned wanted, const char **ret_reason, const char **ret_text);

/* How many are up. */
unsigned cpus_count(void);

/* Calls function(argument) on another CPU than the first, and returns when it has returned. */
void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument);

/* ---- time: by a counter that needs neither firmware nor interrupts ---- */

/* Finds out how fast the counter counts, once. Uses the platform: not for guarded calls. */
void clock_start(void);

/* Microseconds since some time in the past. Needs clock_start(). */
uint64_t clock_now(void);

/* Waits for so many microseconds. Needs clock_start(). */
void clock_stall(uint64_t microseconds);

/* Waits for about so many microseconds, even before clock_start(). Takes over a timer that firmware may use. */
void timer_stall(uint32_t microseconds);

/* ---- serial lines ---- */

enum line {
        LINE_CONSOLE, /* for people */
        LINE_WIRE,    /* for the host */
};

#define LINE_AT_ONCE 14u /* bytes */

/* Sets a line up, empty. False if the machine does not have it; the other functions then do nothing. */
bool line_open(enum line line);

/* The wire has the console's line from now on, before it is set up; the console has none: for machines with one line. */
void line_give_console_to_wire(void);

/* Sends bytes as they are. What the line does not take for a long while is dropped. */
void line_send(enum line line, const char *text, size_t length);

/* Sends text for a terminal, where a line ends with CR and LF. */
void line_print(enum line line, const char *text, size_t length);

/* Returns when the last byte has left. */
void line_drain(enum line line);

/* True if a byte has come in. */
bool line_pending(enum line line);

/* Takes the bytes that have come in, and says how many. */
size_t line_receive(enum line line, uint8_t ret_bytes[static LINE_AT_ONCE]);

/* Returns when a byte has come in. Sleeps until then, if it can; but if one should come soon, only after a while. */
void line_await(enum line line, bool soon);

/* ---- memory and buses ---- */

/* True if reading any of the length bytes at address would raise no page fault. */
bool paging_maps(uint64_t address, size_t length);

/* Read or write an I/O port, 1, 2 or 4 bytes wide. False if the architecture has no I/O ports. */
bool port_read(uint16_t port, unsigned width, uint32_t *ret_value);
bool port_write(uint16_t port, unsigned width, uint32_t value);

/* True if there is PCI configuration space. */
bool pci_present(void);

/*
 * Read or write 1, 2 or 4 bytes of it at an offset that is a multiple of that. A function is given as
 * bus << 8 | device << 3 | function. Not to be called if there is none.
 */
uint32_t pci_read(uint16_t bdf, unsigned width, uint8_t offset);
void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value);

/* QEMU's fw_cfg: select an item, and take its next bytes: anything at all if there is no such device. */
void fw_cfg_select(uint16_t key);
void fw_cfg_take(void *ret_bytes, size_t length);

/* Starts its transfer of the request at that address, which is in the device's byte order. */
void fw_cfg_transfer(const volatile void *request);
