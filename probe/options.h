/* SPDX-License-Identifier: BSD-2-Clause */
/* What a probe is told when it is started. Nothing here touches a machine. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct options {
        bool agent;     /* wait for commands for ever */
        bool automatic; /* wait for none */
        bool panic;     /* and end with a panic, by the port */
        bool acpi;      /* or by what ACPI has for that */
        bool bare_exit; /* do nothing at all: write to isa-debug-exit */
        uint16_t port;  /* where the device is */
};

#define OPTIONS_INITIAL \
        { .port = PVPANIC_PORT }

/*
 * Reads words, in place; later ones win. Calls complain() for each that is not an option. If named, it does not for the
 * first: loaders put the image's own name there.
 */
void options_read(struct options *options, char *words, bool named, void (*complain)(const char *word));
