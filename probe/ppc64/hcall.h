/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the hypervisor (LoPAR, "Hypervisor Call Functions"), and the one of QEMU's own (QEMU, docs/specs/ppc-spapr-hcalls). */
#pragma once

#include <stdint.h>

#define H_GET_TERM_CHAR 0x54u
#define H_PUT_TERM_CHAR 0x58u
#define H_EOI 0x64u
#define H_CPPR 0x68u
#define H_XIRR 0x74u
#define H_CEDE 0xe0u
#define H_RTAS 0xf000u

enum { H_SUCCESS = 0, H_BUSY = 1 };

enum { HCALL_VALUES = 3 };

/* A call with up to four arguments. Its status; what else it returned is in ret_values, unless that is NULL. */
static inline int64_t hcall(uint64_t function, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t *ret_values) {
        register uint64_t r3 __asm__("3") = function;
        register uint64_t r4 __asm__("4") = a;
        register uint64_t r5 __asm__("5") = b;
        register uint64_t r6 __asm__("6") = c;
        register uint64_t r7 __asm__("7") = d;

        __asm__ volatile("sc 1"
                         : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
                         :
                         : "0", "8", "9", "10", "11", "12", "ctr", "xer", "cr0", "cr1", "cr5", "cr6", "cr7", "memory");
        if (ret_values) {
                ret_values[0] = r4;
                ret_values[1] = r5;
                ret_values[2] = r6;
        }
        return (int64_t) r3;
}
