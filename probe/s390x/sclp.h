/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The service-call logical processor, by which a guest of z/Architecture asks its machine for things. IBM's description is not public:
 * what is here is as in Linux (drivers/s390/char/sclp.h), and QEMU (include/hw/s390x/sclp.h).
 */
#pragma once

#include "arch.h"

#define SCLP_READ_CPU_INFO 0x00010001u
#define SCLP_READ_EVENT_DATA 0x00770005u
#define SCLP_WRITE_EVENT_DATA 0x00760005u
#define SCLP_WRITE_EVENT_MASK 0x00780005u

#define SCLP_DONE 0x20u /* response codes, in the upper byte of which the class is */
#define SCLP_DONE_READING 0x10u

#define SCCB_SIZE 4096u

/* A control block begins like this. */
struct sccb {
        uint16_t length;
        uint8_t function;
        uint8_t control[3];
        uint16_t response;
} __attribute__((packed));

/* Lets interruptions in where the probe waits for them. */
void sclp_listen(void);

/* Makes a call, with a control block in one page, and waits until it is complete. False if there is no such processor. */
bool sclp_call(uint32_t command, void *sccb);

/* True if the machine has announced an event that has not been read. Looks once. */
bool sclp_pending(void);

/* Sleeps until it has. */
void sclp_await(void);

/* Calls SCLP_READ_EVENT_DATA, after which what was announced is no longer pending. */
bool sclp_read_events(void *sccb);

/* Takes the interruption that has come in. */
void sclp_interrupt(void);
