/* SPDX-License-Identifier: BSD-2-Clause */
/* Interruptions. */
#pragma once

#include "arch.h"
#include "lowcore.h"

/* What vectors.S leaves on the stack. */
struct trap_frame {
        uint64_t registers[16];
        struct psw psw;
        uint64_t kind;
};

/* The state that an interruption of a guarded call goes back to. */
struct trap_guard {
        uint64_t stack, pc; /* written by vectors.S */
        struct trap trap;
};

/* Codes of program interruptions: Principles of Operation, "Program-Interruption Conditions". */
enum {
        PROGRAM_OPERATION = 0x01,
        PROGRAM_PRIVILEGED = 0x02,
        PROGRAM_PROTECTION = 0x04,
        PROGRAM_ADDRESSING = 0x05,
        PROGRAM_SPECIFICATION = 0x06,
        PROGRAM_DATA = 0x07,
        PROGRAM_FIXED_DIVIDE = 0x09,
        PROGRAM_CODE = 0xff, /* without the bit of PER */
};

/* What a guarded call reports of an interruption that is none of the program's: the kind, above all codes. */
#define TRAP_VECTOR(kind) (0x10000u + (kind))

/* Fills the lowcore of a CPU, which may be that CPU's prefix area as another one sees it. The stack grows down from its end. */
void trap_fill(volatile struct lowcore *lowcore, unsigned number, uint8_t *stack, size_t size);

/* A restart interruption, which is what the monitor's inject-nmi causes, is an oops, instead of only being counted. */
extern bool trap_restart_is_fatal;

/* Calls function(argument), and an interruption of any kind ends it, as an exception ends trap_guarded(). */
bool trap_interrupted(void (*function)(void *argument), void *argument, struct trap *ret_trap);

/* From now on an interruption of code on the stack that interruptions are given leaves that code's part of it alone. */
void trap_keep_stack(void);

/* What is called for an interruption that nothing expects; it must not return. */
extern void (*trap_unhandled)(const struct trap_frame *frame);

/* vectors.S */
bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument);
extern const char trap_entry_restart[], trap_entry_external[], trap_entry_svc[], trap_entry_program[],
        trap_entry_machine[], trap_entry_io[], trap_entry_start[];
