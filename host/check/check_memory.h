/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of the guest: by the monitor, in cores, and what is kept of it.
 */
#pragma once

#include "check_verdict.h"
#include "dump.h"

/* The 64-bit number at that physical address, as the monitor reads it: whether the guest runs or not. */
guint64 tck_peek(Tck *t, guint64 address);

/* The guest increments the number at that address all the time; or it does not, to be asked once the monitor has said that the
 * guest is stopped. */
void tck_expect_counting(Tck *t, const char *who, guint64 address);
void tck_expect_standstill(Tck *t, const char *who, guint64 address);

/* Has QEMU write a core of the guest, and opens it: it is among the artifacts of the VM, unless the case passes. Borrowed
 * until the end of the case; NULL after a verdict. */
const TckCore *tck_take_core(Tck *t, const TckCoreOptions *options);

/* Reads the guest's memory out of a core. What the core does not have is a FAIL, and all zeroes; what this machine cannot read (a
 * compression that its libkdumpfile was built without) an ERROR. */
void tck_read_core(Tck *t, const TckCore *core, guint64 physical, void *ret_bytes, gsize length);

/* Keeps an ACPI table among the artifacts of the VM, as NAME.aml, and where there is iasl what it says of the pvpanic device
 * as source. */
void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length);

#ifndef TCK_CHECK_PRIVATE
#define tck_peek(t, ...) TCK_VERB_NUMBER(t, tck_peek(t, __VA_ARGS__))
#define tck_expect_counting(t, ...) TCK_VERB(t, tck_expect_counting(t, __VA_ARGS__))
#define tck_expect_standstill(t, ...) TCK_VERB(t, tck_expect_standstill(t, __VA_ARGS__))
#define tck_take_core(t, ...) TCK_VERB_POINTER(t, tck_take_core(t, __VA_ARGS__))
#define tck_read_core(t, ...) TCK_VERB(t, tck_read_core(t, __VA_ARGS__))
#define tck_save_table(t, ...) TCK_VERB(t, tck_save_table(t, __VA_ARGS__))
#endif
