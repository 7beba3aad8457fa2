/* SPDX-License-Identifier: BSD-2-Clause */
/* The agent: takes commands from the wire and answers them. */
#pragma once

#include <stdbool.h>

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
