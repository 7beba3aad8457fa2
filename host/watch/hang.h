/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Detects a hang of a running guest, by samples of its CPUs.
 */
#pragma once

#include "qmp.h"

typedef struct {
        GPtrArray *looks; /* of tck_vcpu_look(), since the last sign of life */
        gint64 first;     /* when the first of them was taken */
        gboolean reported;
} TckHang;

void tck_hang_init(TckHang *hang);
void tck_hang_clear(TckHang *hang);

/* To be called at a sign of life: forgets the samples. */
void tck_hang_forget(TckHang *hang);

/* Whether an event of that name is a sign of life, because the guest does something else afterwards. Events about a display's client or a
 * disk also occur while it hangs. */
gboolean tck_hang_is_ended_by(const char *event);

/* Takes a sample, with a deadline; `process` is QEMU's, or 0. TRUE once if there was no sign of life for so many seconds. */
gboolean tck_hang_look(TckHang *hang, Qmp *qmp, GPid process, double seconds, gint64 deadline);

/* Adds the state of each CPU in the last sample: a text for each, to be freed with g_free(). */
void tck_hang_list_cpus(const TckHang *hang, GPtrArray *texts);
