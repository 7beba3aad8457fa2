/* SPDX-License-Identifier: BSD-2-Clause */
/* What a probe is told when it is started. Nothing here touches a machine. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct channel;

struct options {
        bool agent;     /* wait for commands for ever */
        bool automatic; /* wait for no command */
        bool one_line;  /* the machine has one serial line: it is the wire, and the console has none */
        bool bare_exit; /* do nothing at all: write to isa-debug-exit */
        uint16_t port;  /* of the device on the ISA bus */

        const struct channel *panic; /* end with a panic that is told this way; NULL: with none */
};

#define OPTIONS_INITIAL \
        { .port = PVPANIC_PORT }

/* What options_read() asks and tells others. */
struct options_reader {
        const struct channel *(*find_channel)(const char *word); /* NULL if there is none that is called so */
        void (*complain)(const char *word);                      /* of a word that is not an option */
};

/*
 * Reads words, in place; later ones win. If named, it does not complain of the first: loaders put the image's own name
 * there.
 */
void options_read(struct options *options, char *words, bool named, const struct options_reader *reader);
