/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a probe, which probe_main() combines. */
#pragma once

#include <stdbool.h>

#include "options.h"

/* ---- the agent: takes commands from the wire and answers them ---- */

/* Opens the wire; false if the machine has none. The other functions then do nothing. */
bool agent_open(void);

/* Sends the hello line: from here on the host may send commands. */
void agent_hello(void);

/* Executes commands until one of them stops the agent. */
void agent_serve(void);

/* Executes commands if a first byte arrives within about so many milliseconds; otherwise returns false. */
bool agent_serve_within(unsigned milliseconds);

/* True if the host has sent something that has not been read. */
bool agent_pending(void);

/* ---- what it can do without a host ---- */

/* Runs all checks and prints them as TAP 13 on the console. True if none failed. */
bool round_run(const struct options *options);

/* Does what `on-oops` asked for, after an oops has been printed. Returns if the machine is to go on. */
void crash_report(void);
