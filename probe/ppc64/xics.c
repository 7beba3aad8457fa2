/* SPDX-License-Identifier: BSD-2-Clause */
#include "xics.h"

#include "hcall.h"
#include "msr.h"
#include "rtas.h"
#include "tree.h"

#define PRIORITY_USUAL 5u
#define PRIORITY_LEAST 0xffu /* lets all others in */
#define SOURCE 0xffffffu     /* in what H_XIRR returns */

void xics_start(void) {
        hcall(H_CPPR, PRIORITY_LEAST, 0, 0, 0, NULL);
}

bool xics_route(uint32_t number) {
        const uint32_t arguments[] = {number, tree.cpus[0], PRIORITY_USUAL};

        return rtas_serve("ibm,set-xive", 3, arguments, 1, NULL);
}

/* Takes the one that is there. False if there is none. */
static bool take(void) {
        uint64_t values[HCALL_VALUES];

        if (hcall(H_XIRR, 0, 0, 0, 0, values) != H_SUCCESS || !(values[0] & SOURCE))
                return false;
        hcall(H_EOI, values[0], 0, 0, 0, NULL);
        return true;
}

void xics_interrupt(void) {
        take();
}

/* One that is there is taken without being let in: QEMU's TCG forgets to let a CPU know of it when the guest is restored from a
 * snapshot (docs/findings/ppc64-interrupt-lost.md).
 * The call turns interrupts on, and the one that ends it turns them off again: see trap.c. */
void xics_sleep(void) {
        if (take())
                return;
        hcall(H_CEDE, 0, 0, 0, 0, NULL);
        msr_write(MSR_RUN);
}
