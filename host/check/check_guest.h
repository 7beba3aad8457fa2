/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case has the guest do, and what that answers.
 */
#pragma once

#include "check_verdict.h"

/* Has the probe begin an operation, and does not await its answer. */
void tck_start(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The operation begun is over, successfully: the guest runs on. */
void tck_expect_finished(Tck *t);

/* The operation begun is not over, and cannot be: the virtual CPU stands in the middle of it. To be asked once the monitor
 * has said that the guest is stopped. */
void tck_expect_unfinished(Tck *t);

/* Waits until the operation begun is over, the hypervisor has ended, or the guest is stopped. TRUE if the operation is over. An
 * answer other than success is a FAIL. */
gboolean tck_await(Tck *t);

/* Does an operation to its end, or one that has an answer: its first value, which has to be a number. */
void tck_do(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);
guint64 tck_ask(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Does an operation that succeeds or ends in an error of that reason: TRUE if it succeeded. */
gboolean tck_try(Tck *t, const char *reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Has the probe do what it answers before it does it: a reset, a halt. Its effects may come at any time after. */
void tck_order(Tck *t, const char *operation);

/* The values of the answer that came last: how many, and the one at that place, as a text (borrowed until the next
 * operation) or as a number. There has to be one. */
size_t tck_values(const Tck *t);
const char *tck_text(Tck *t, size_t place);
guint64 tck_number(Tck *t, size_t place);

/* That value as bytes: how many. */
size_t tck_bytes(Tck *t, size_t place, guint8 *ret_bytes, size_t size);

/* Does an operation that has to end in an error of that reason. */
void tck_expect_error(Tck *t, const char *reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Does an operation that has to raise the exception of that vector. */
void tck_expect_fault(Tck *t, guint vector, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What the probe tells under that key of `info`, on the first CPU or on that one. */
guint64 tck_info(Tck *t, const char *key);
guint64 tck_cpu_info(Tck *t, guint cpu, const char *key);

/* Has the probe end what goes on until a byte comes in, `count`, and awaits its answer. */
void tck_interrupt(Tck *t);

/* The probe's function at an address of the guest: "operation_out at probe/x86_64/port.c:44 (+0x1b)". NULL if it is not in the
 * probe, if the probe's symbols are not here, or after a verdict. Free with g_free(). */
char *tck_describe(Tck *t, guint64 address);

/* The pvpanic port, wherever the VM has it: reads it, writes it to the end, begins to write it. */
guint64 tck_read_port(Tck *t);
void tck_write_port(Tck *t, guint value);
void tck_start_write_port(Tck *t, guint value);

/* The probe starts anew: the guest was reset. The operation begun, if any, is void. */
void tck_expect_hello(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_start(t, ...) TCK_VERB(t, tck_start(t, __VA_ARGS__))
#define tck_expect_finished(t) TCK_VERB(t, tck_expect_finished(t))
#define tck_expect_unfinished(t) TCK_VERB(t, tck_expect_unfinished(t))
#define tck_await(t) TCK_VALUE(t, tck_await(t))
#define tck_do(t, ...) TCK_VERB(t, tck_do(t, __VA_ARGS__))
#define tck_ask(t, ...) TCK_VALUE(t, tck_ask(t, __VA_ARGS__))
#define tck_try(t, ...) TCK_VALUE(t, tck_try(t, __VA_ARGS__))
#define tck_order(t, ...) TCK_VERB(t, tck_order(t, __VA_ARGS__))
#define tck_text(t, ...) TCK_VALUE(t, tck_text(t, __VA_ARGS__))
#define tck_number(t, ...) TCK_VALUE(t, tck_number(t, __VA_ARGS__))
#define tck_bytes(t, ...) TCK_VALUE(t, tck_bytes(t, __VA_ARGS__))
#define tck_expect_error(t, ...) TCK_VERB(t, tck_expect_error(t, __VA_ARGS__))
#define tck_expect_fault(t, ...) TCK_VERB(t, tck_expect_fault(t, __VA_ARGS__))
#define tck_info(t, ...) TCK_VALUE(t, tck_info(t, __VA_ARGS__))
#define tck_cpu_info(t, ...) TCK_VALUE(t, tck_cpu_info(t, __VA_ARGS__))
#define tck_interrupt(t) TCK_VERB(t, tck_interrupt(t))
#define tck_describe(t, ...) TCK_VALUE(t, tck_describe(t, __VA_ARGS__))
#define tck_read_port(t) TCK_VALUE(t, tck_read_port(t))
#define tck_write_port(t, ...) TCK_VERB(t, tck_write_port(t, __VA_ARGS__))
#define tck_start_write_port(t, ...) TCK_VERB(t, tck_start_write_port(t, __VA_ARGS__))
#define tck_expect_hello(t) TCK_VERB(t, tck_expect_hello(t))
#endif
