/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frames of functions on a stack in a core, each of which points to its caller's, as a compiler makes them for -fno-omit-frame-pointer, or
 * an ABI prescribes them.
 */
#pragma once

#include "arch.h"

/* Reads the integer of 8 bytes at an address. FALSE if it is not in the core. */
typedef gboolean (*TckReadWord)(gpointer data, guint64 address, guint64 *ret_word);

/* Follows the frames from that one, and returns the number of return addresses, innermost first. `link`: the innermost one if it still is in its
 * register, and perhaps in no frame; otherwise 0. The chain ends where it leads out of the core, or does not lead up the stack. */
guint tck_frames_walk(const TckFrames *form, guint64 frame, guint64 link, TckReadWord read, gpointer data,
                      guint64 *ret_addresses, guint max);
