/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations of the guest, and their answers.
 */
#pragma once

#include "check_verdict.h"

/* Starts an operation of the probe, without awaiting its answer. */
void tck_start(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Expects that the started operation has succeeded: the guest runs on. */
void tck_expect_finished(Tck *t);

/* Expects that the started operation is not over, because the virtual CPU is stopped in the middle of it. To be called after the monitor
 * has reported that the guest is stopped. */
void tck_expect_unfinished(Tck *t);

/* Waits until the started operation is over, the hypervisor has ended, or the guest is stopped. TRUE if the operation is over. An
 * answer other than success is a FAIL. */
gboolean tck_await(Tck *t);

/* Performs an operation; and one with an answer, whose first value has to be a number, and is returned. */
void tck_do(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);
guint64 tck_ask(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Performs an operation that may fail with an error of that reason: TRUE if it succeeded. */
gboolean tck_try(Tck *t, const char *reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Performs an operation that the probe answers before it acts: a reset, a halt. Its effects may come at any time afterwards. */
void tck_order(Tck *t, const char *operation);

/* The values of the last answer: how many, and the one at that place, as a text (borrowed until the next
 * operation) or as a number. It has to exist. */
size_t tck_values(const Tck *t);
const char *tck_text(Tck *t, size_t place);
guint64 tck_number(Tck *t, size_t place);

/* That value as bytes; returns how many. */
size_t tck_bytes(Tck *t, size_t place, guint8 *ret_bytes, size_t size);

/* Performs an operation that has to fail with an error of that reason. */
void tck_expect_error(Tck *t, const char *reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Performs an operation that has to raise the exception of that vector. */
void tck_expect_fault(Tck *t, guint vector, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The value of a key in the probe's `info`, on the first CPU or on the given one. */
guint64 tck_info(Tck *t, const char *key);
guint64 tck_cpu_info(Tck *t, guint cpu, const char *key);

/* Ends an operation that goes on until a byte arrives, `count`, and awaits its answer. */
void tck_interrupt(Tck *t);

/* Describes an address of the guest: "operation_out at probe/x86_64/port.c:44 (+0x1b)". NULL if it is not in the
 * probe, if the probe's symbols are missing, or after a verdict. Free with g_free(). */
char *tck_describe(Tck *t, guint64 address);

/* The VM's pvpanic port: reads it, writes it, starts to write it. */
guint64 tck_read_port(Tck *t);
void tck_write_port(Tck *t, guint value);
void tck_start_write_port(Tck *t, guint value);

/* Expects a hello: the guest was reset. A started operation is void. */
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
