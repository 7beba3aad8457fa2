/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"

void cpu_stop(void) {
        for (;;)
                __asm__ volatile("cli; hlt" : : : "memory");
}

void cpu_hang(void) {
        __asm__ volatile("cli" : : : "memory");
        for (;;)
                cpu_relax();
}

void cpu_relax(void) {
        __asm__ volatile("pause" : : : "memory");
}
