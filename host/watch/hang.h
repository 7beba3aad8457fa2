/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a guest that runs hangs: by looks at its CPUs, one after another.
 */
#pragma once

#include "qmp.h"

typedef struct {
        GPtrArray *looks; /* of tck_vcpu_look(), since the CPUs last did something else */
        gint64 first;     /* when the first of them was taken */
        gboolean told;
} TckHang;

void tck_hang_init(TckHang *hang);
void tck_hang_clear(TckHang *hang);

/* The guest has given a sign of life. */
void tck_hang_forget(TckHang *hang);

/* Whether an event of that name is one, for the guest does something else from there on. Of a client of its display, of a disk, there may
 * be events as long as it hangs. */
gboolean tck_hang_is_ended_by(const char *event);

/* Takes one more look, by that deadline; `process` is QEMU's, or 0. TRUE once if there has been no sign of life for so many
 * seconds. */
gboolean tck_hang_look(TckHang *hang, Qmp *qmp, GPid process, double seconds, gint64 deadline);

/* Adds what each CPU does, as the last look has it: a text for each, to be freed with g_free(). */
void tck_hang_list_cpus(const TckHang *hang, GPtrArray *texts);
