/* SPDX-License-Identifier: BSD-2-Clause */
/* The agent: takes commands from the wire and answers them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "call.h"
#include "wire.h"

/* Opens the wire; false if the machine has none. Everything else here may be called all the same, and does nothing. */
bool agent_open(void);

/* Says hello: from here on the host may send commands. */
void agent_hello(void);

/* Serves commands until one of them ends that. */
void agent_serve(void);

/* The same if a first byte comes in within about that many milliseconds; otherwise false. */
bool agent_serve_within(unsigned milliseconds);

/* True if the host has sent something that has not been looked at. */
bool agent_pending(void);

/* Does the operation of that name. */
void agent_perform(struct call *call, const char *name);

/* True if there is such an operation, and another CPU than the first can do it. */
bool agent_can_move(const char *name);

/* Sends a line. */
void agent_send(struct wire_writer *line);

/* Sends a remark. */
void agent_remark(const char *text);

/* Begins a remark, for wire_put_...() and agent_send(). */
struct wire_writer *agent_begin_remark(const char *text);

/* Returns when the last byte has been sent. */
void agent_drain(void);
