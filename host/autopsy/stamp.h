/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The times at the beginning of lines of hypervisors and their managers.
 */
#pragma once

#include <json-glib/json-glib.h>

/* "2026-11-21 07:55:42.440+0000: " of libvirt, "2026-11-21T07:55:42.440348Z " of QEMU: in microseconds since 1970, and the text after it.
 * FALSE, without setting anything, if the line does not begin with a time. */
gboolean tck_stamp_read(const char *line, gint64 *ret_time, const char **ret_rest);

/* The time of a QMP event, in the same; 0 if it has none. */
gint64 tck_stamp_of_event(JsonObject *event);
