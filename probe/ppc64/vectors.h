/* SPDX-License-Identifier: BSD-2-Clause */
/* What assembly and C have in common: offsets, which percpu.h and trap.h check. */
#pragma once

#define CALLEE 32    /* what a caller leaves at the stack pointer: ELF V2 ABI, "The Stack Frame" */
#define RED_ZONE 288 /* what code may use below it */

/* In struct percpu. */
#define PERCPU_STACK 0
#define PERCPU_STACK_SIZE 8
#define PERCPU_TRAP_STACK 16
#define PERCPU_MAIN_STACK 24
#define PERCPU_HANDLE 32
#define PERCPU_START 40
#define PERCPU_SAVED 48

/* In struct trap_frame. */
#define FRAME_PC 256
#define FRAME_MSR 264
#define FRAME_CTR 272
#define FRAME_LR 280
#define FRAME_XER 288
#define FRAME_CR 296
#define FRAME_DAR 304
#define FRAME_DSISR 312
#define FRAME_VECTOR 320
#define FRAME_SIZE 336
