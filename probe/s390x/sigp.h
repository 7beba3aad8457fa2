/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGNAL PROCESSOR (z/Architecture Principles of Operation, "CPU Signaling and Response"). */
#pragma once

#include "arch.h"

enum {
        SIGP_SENSE = 0x01,
        SIGP_START = 0x04,
        SIGP_STOP = 0x05,
        SIGP_RESTART = 0x06,
        SIGP_SET_PREFIX = 0x0d,

        SIGP_ACCEPTED = 0, /* condition codes */
        SIGP_STATUS_STORED = 1,
        SIGP_BUSY = 2,
};

#define SIGP_STATUS_STOPPED 0x40u

/* Signals a CPU, by its number, which is its address; again as long as it is busy. The condition code; a status, if one was stored. */
int sigp(unsigned cpu, unsigned order, uint64_t parameter, uint32_t *ret_status);

/* True if the CPU is in the stopped state. */
bool sigp_is_stopped(unsigned cpu);
