/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sharing CPUs with other runs: a run that was started by `pvpanic-tck matrix` has a VM only while it has a slot.
 */
#pragma once

#include <glib.h>

/* What a run writes to the other side of its socket; each byte that it reads is a slot that it was given. */
enum { TCK_SLOT_WANTED = 'w', TCK_SLOT_RETURNED = 'r' };

typedef struct TckSlots TckSlots;

/* The run has one slot from its beginning. The descriptor, a socket, is owned from now on. Free with tck_slots_free(). */
TckSlots *tck_slots_new(int fd);
void tck_slots_free(TckSlots *slots);

/* Waits for a slot, which has to be given back. FALSE after a cancellation, and if there is nobody any more who gives slots. NULL stands
 * for as many slots as one likes. For any thread. */
gboolean tck_slots_take(TckSlots *slots);
void tck_slots_give_back(TckSlots *slots);
