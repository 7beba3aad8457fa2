/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nearly all lines of a console begin nothing: this finds, at the speed of memory, those that may.
 */
#pragma once

#include <glib.h>

/* The first place at which there may be words of a form with which a boot or a report begins or ends, in whatever reader; NULL if there
 * is none. */
const char *tck_console_skim(const char *bytes, gsize length);
