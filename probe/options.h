/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of a probe. Does not access hardware. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct channel;

struct options {
        bool agent;     /* wait for commands without a limit */
        bool automatic; /* do not wait for commands */
        bool one_line;  /* the machine has one serial line: it is the wire, and there is no console */
        bool bare_exit; /* do nothing but write to isa-debug-exit */
        uint16_t port;  /* of the device on the ISA bus */

        const struct channel *panic; /* end with a panic, reported through this channel; NULL: no panic */
};

#define OPTIONS_INITIAL \
        { .port = PVPANIC_PORT }

/* The functions that options_read() needs. */
struct options_reader {
        const struct channel *(*find_channel)(const char *word); /* NULL if there is no channel of that name */
        void (*complain)(const char *word);                      /* reports a word that is not an option */
};

/*
 * Reads words, in place; later ones take precedence. If named, an unknown first word is not reported: loaders put the
 * image's name there.
 */
void options_read(struct options *options, char *words, bool named, const struct options_reader *reader);
