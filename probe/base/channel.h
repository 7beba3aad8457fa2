/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channels: ways to report a panic to the host. Each is a file that registers itself, in probe/channel/, or in
 * probe/ARCH/ if it needs an architecture's instructions.
 */
#pragma once

#include "call.h"
#include "registry.h"

enum verdict {
        PASS,
        FAIL,
        SKIP,
};

/* The state of the built-in checks: their options, and the reason of the last verdict. */
struct round {
        uint16_t port;   /* of the device on the ISA bus */
        const char *why; /* the reason, set by a check that failed or was skipped */
};

struct check {
        const char *claim;
        enum verdict (*run)(struct round *round);
};

struct channel {
        const char *word; /* its name in options and `on-oops` */

        /* What a probe can check without a host, in order. */
        const struct check *checks;
        size_t count;

        /* Why a panic cannot be reported through this channel, according to the checks; NULL if it can. */
        const char *(*obstacle)(void);

        /* Prepares for tell(), before a crash. NULL if there is nothing to prepare. */
        bool (*prepare)(struct failure *ret_failure);

        /*
         * Reports these events to the host, and prints what it does on the console, in a line that begins with the
         * prefix.
         */
        void (*tell)(const char *prefix, uint8_t events);
};

/* Registers a channel. */
#define CHANNEL(...)                                          \
        static const struct channel channel_ = {__VA_ARGS__}; \
        REGISTER(channels, struct channel, channel_)

/* All channels; the linker scripts define these symbols. */
extern const struct channel *const channels_start[], *const channels_end[];

/* The channel of that name; NULL if there is none. */
const struct channel *channel_find(const char *word);

/* The verdict of a check: PASS if good, otherwise FAIL with that reason. */
enum verdict check_verdict(struct round *round, bool good, const char *why);

/* The verdict of a check that does not apply, with the reason. */
enum verdict check_skip(struct round *round, const char *why);
