/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first two pages of real storage, of which each CPU has its own by its prefix: what the architecture puts there (z/Architecture
 * Principles of Operation, "Assigned Storage Locations"), and what vectors.S needs.
 */
#pragma once

#define LOWCORE_SIZE 0x2000

/* Offsets, which vectors.S uses. */
#define LOWCORE_RESTART_OLD 0x120
#define LOWCORE_EXTERNAL_OLD 0x130
#define LOWCORE_SVC_OLD 0x140
#define LOWCORE_PROGRAM_OLD 0x150
#define LOWCORE_MACHINE_OLD 0x160
#define LOWCORE_IO_OLD 0x170
#define LOWCORE_SAVED 0x200
#define LOWCORE_RETURN 0x280
#define LOWCORE_STACK 0x290
#define LOWCORE_STACK_SIZE 0x298
#define LOWCORE_TRAP_STACK 0x2a0
#define LOWCORE_MAIN_STACK 0x2a8
#define LOWCORE_HANDLE 0x2b0
#define LOWCORE_START 0x2b8

/* Kinds of interruptions. */
#define TRAP_RESTART 0
#define TRAP_EXTERNAL 1
#define TRAP_SVC 2
#define TRAP_PROGRAM 3
#define TRAP_MACHINE 4
#define TRAP_IO 5
#define TRAP_KINDS 6

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

#include "psw.h"

struct trap_frame;

struct lowcore {
        uint8_t unused_0[0x80];
        uint32_t external_parameter;
        uint16_t external_cpu, external_code;
        uint32_t svc;
        uint16_t program_length, program_code;
        uint8_t unused_90[0xa8 - 0x90];
        uint64_t translation_exception;
        uint8_t unused_b0[0xe8 - 0xb0];
        uint64_t machine_code;
        uint8_t unused_f0[0x120 - 0xf0];
        struct psw old[TRAP_KINDS];
        uint8_t unused_180[0x1a0 - 0x180];
        struct psw new[TRAP_KINDS];

        /* the probe's own */
        uint64_t saved[16];                       /* registers */
        struct psw returning;                     /* what an interruption goes back to */
        uint64_t stack, stack_size;               /* where the stack pointer may be */
        uint64_t trap_stack;                      /* where it is put if it is anywhere else */
        uint64_t main_stack;                      /* where it is when the CPU starts */
        void (*handle)(struct trap_frame *frame); /* what interruptions are given to */
        void (*start)(void);                      /* where the CPU goes when it starts */
        uint64_t number;                          /* the CPU's */
};

_Static_assert(offsetof(struct lowcore, old) == LOWCORE_RESTART_OLD, "");
_Static_assert(offsetof(struct lowcore, old[TRAP_IO]) == LOWCORE_IO_OLD, "");
_Static_assert(offsetof(struct lowcore, new) == 0x1a0, "");
_Static_assert(offsetof(struct lowcore, saved) == LOWCORE_SAVED, "");
_Static_assert(offsetof(struct lowcore, returning) == LOWCORE_RETURN, "");
_Static_assert(offsetof(struct lowcore, stack) == LOWCORE_STACK, "");
_Static_assert(offsetof(struct lowcore, main_stack) == LOWCORE_MAIN_STACK, "");
_Static_assert(offsetof(struct lowcore, handle) == LOWCORE_HANDLE, "");
_Static_assert(offsetof(struct lowcore, start) == LOWCORE_START, "");
_Static_assert(sizeof(struct lowcore) <= LOWCORE_SIZE, "");

/* This CPU's. The compiler takes a small number for a null pointer. */
static inline volatile struct lowcore *lowcore_own(void) {
        uintptr_t address = 0;

        __asm__("" : "+a"(address));
        return (volatile struct lowcore *) address;
}

#endif
