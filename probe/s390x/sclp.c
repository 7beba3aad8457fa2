/* SPDX-License-Identifier: BSD-2-Clause */
#include "sclp.h"

#include "trap.h"

#define CONTROL_SERVICE_SIGNAL 0x200ull /* of control register 0: it lets these interruptions in */
#define EXTERNAL_SERVICE_SIGNAL 0x2401u

#define PARAMETER_EVENT 0x00000001u

enum { ACCEPTED, BUSY = 2, ABSENT };

static volatile bool event; /* there is one to be read */

void sclp_listen(void) {
        uint64_t control;

        __asm__ volatile("stctg 0,0,%0" : "=Q"(control));
        control |= CONTROL_SERVICE_SIGNAL;
        __asm__ volatile("lctlg 0,0,%0" : : "Q"(control));
}

void sclp_interrupt(void) {
        volatile struct lowcore *lowcore = lowcore_own();

        if (lowcore->external_code == EXTERNAL_SERVICE_SIGNAL && lowcore->external_parameter & PARAMETER_EVENT)
                event = true;
}

/* Lets an interruption in that is pending: after it they are off again. */
static void look(void) {
        static const uint8_t on = PSW_EXTERNAL >> 56, off = 0;

        __asm__ volatile("ssm %0\n\tssm %1" : : "Q"(on), "Q"(off) : "memory");
}

static int service_call(uint32_t command, uint32_t address) {
        int code;

        __asm__ volatile(".insn rre,0xb2200000,%1,%2\n\tipm %0\n\tsrl %0,28"
                         : "=d"(code)
                         : "d"((uint64_t) command), "a"((uint64_t) address)
                         : "cc", "memory");
        return code;
}

/* That it is complete is seen by the response, not by the interruption: QEMU's TCG loses a pending one when the guest is restored from a
 * snapshot. */
bool sclp_call(uint32_t command, void *sccb) {
        volatile struct sccb *header = sccb;
        int code;

        header->response = 0;
        while ((code = service_call(command, (uint32_t) (uint64_t) sccb)) == BUSY)
                look();
        while (code == ACCEPTED && !header->response)
                look();
        look();
        return code == ACCEPTED;
}

bool sclp_pending(void) {
        if (!event)
                look();
        return event;
}

void sclp_await(void) {
        struct psw wait = {PSW_RUN | PSW_WAIT | PSW_EXTERNAL, 0};

        while (!event)
                __asm__ volatile("larl %%r1,0f\n\tstg %%r1,8(%0)\n\tlpswe 0(%0)\n0:"
                                 :
                                 : "a"(&wait)
                                 : "1", "memory", "cc");
}

bool sclp_read_events(void *sccb) {
        event = false; /* should more than one be there, the end of the call says so */
        return sclp_call(SCLP_READ_EVENT_DATA, sccb);
}
