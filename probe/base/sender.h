/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends lines on the wire: answers and remarks. Before sender_open() it sends nothing. */
#pragma once

#include "arch.h"

/* Sets the functions that send on the wire: the architecture's line_send() and line_drain(). */
void sender_open(void (*send)(enum line line, const char *text, size_t length), void (*drain)(enum line line));

/* Sends a line. */
void send_line(struct wire_writer *line);

/* Sends a remark. */
void send_remark(const char *text);

/* Begins a remark, for wire_put_…() and send_line(). All remarks share one buffer. */
struct wire_writer *send_begin_remark(const char *text);

/* Returns when the last byte has been sent. */
void send_drain(void);
