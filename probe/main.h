/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a probe, which probe_main() puts together. */
#pragma once

#include <stdbool.h>

#include "options.h"

/* ---- the agent: takes commands from the wire and answers them ---- */

/* Opens the wire; false if the machine has none. The other functions may be called all the same, and then do nothing. */
bool agent_open(void);

/* Says hello: from here on the host may send commands. */
void agent_hello(void);

/* Serves commands until one of them ends that. */
void agent_serve(void);

/* Serves commands if a first byte comes in within about so many milliseconds; otherwise false. */
bool agent_serve_within(unsigned milliseconds);

/* True if the host has sent something that has not been looked at. */
bool agent_pending(void);

/* ---- what it can do with no host to help it ---- */

/* Runs all checks and prints them as TAP 13 on the console. True if none failed. */
bool round_run(const struct options *options);

/* Does what `on-oops` has asked for, once an oops is on the console. Returns if the machine goes on. */
void crash_report(void);
