/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole VM: other clients of its monitor, migrations, its end.
 */
#pragma once

#include "check_verdict.h"

/* Another client of the monitor, which attaches now if it has not before: it is told the event, or the status. */
void tck_attach_second_client(Tck *t);
void tck_expect_second_event(Tck *t, const char *name, const char *members);
void tck_expect_second_status(Tck *t, const char *status);

/* Moves the guest, which has to stand still, to another QEMU by a migration through a file: from then on the case is about
 * that one, which is not continued. The first one stands in postmigrate then, and may have told of nothing. Or has the
 * migration fail, because nothing receives it. */
void tck_migrate(Tck *t);
void tck_fail_migration(Tck *t);

/* QEMU dies of that signal. */
void tck_expect_killed(Tck *t, int number);

/* QEMU ends by itself, with this exit status. */
void tck_expect_exit(Tck *t, int status);

#ifndef TCK_CHECK_PRIVATE
#define tck_attach_second_client(t) TCK_VERB(t, tck_attach_second_client(t))
#define tck_expect_second_event(t, ...) TCK_VERB(t, tck_expect_second_event(t, __VA_ARGS__))
#define tck_expect_second_status(t, ...) TCK_VERB(t, tck_expect_second_status(t, __VA_ARGS__))
#define tck_migrate(t) TCK_VERB(t, tck_migrate(t))
#define tck_fail_migration(t) TCK_VERB(t, tck_fail_migration(t))
#define tck_expect_killed(t, ...) TCK_VERB(t, tck_expect_killed(t, __VA_ARGS__))
#define tck_expect_exit(t, ...) TCK_VERB(t, tck_expect_exit(t, __VA_ARGS__))
#endif
