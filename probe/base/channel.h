/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways in which a guest tells its host that it panicked. Each is a file that registers itself, in probe/channel/, or in
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

/* The built-in round: its options, and the result of the last check. */
struct round {
        uint16_t port;   /* of the device on the ISA bus */
        const char *why; /* set by a check that failed or was skipped */
};

struct check {
        const char *claim;
        enum verdict (*run)(struct round *round);
};

struct channel {
        const char *word; /* its word in options and `on-oops` */

        /* What a probe can check with no host to help it. Checks run in their order. */
        const struct check *checks;
        size_t count;

        /* Why a panic cannot be reported through it, from the results of the checks; NULL if it can. */
        const char *(*obstacle)(void);

        /* Prepares for tell(), before a crash. NULL if that takes nothing. */
        bool (*prepare)(struct failure *ret_failure);

        /* Tells the host of these events, and the console of what it does, in a line that begins with the prefix. */
        void (*tell)(const char *prefix, uint8_t events);
};

/* Registers the channel of a file. */
#define CHANNEL(...)                                          \
        static const struct channel channel_ = {__VA_ARGS__}; \
        REGISTER(channels, struct channel, channel_)

/* All channels, in the order of their files; the linker scripts define these. */
extern const struct channel *const channels_start[], *const channels_end[];

/* The channel with that word; NULL if there is none. */
const struct channel *channel_find(const char *word);

/* The verdict of a check: PASS if good, otherwise FAIL for that reason. */
enum verdict check_verdict(struct round *round, bool good, const char *why);

/* The verdict of a check that does not apply. */
enum verdict check_skip(struct round *round, const char *why);
