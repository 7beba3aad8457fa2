/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The times that hypervisors and their managers write before a line.
 */
#pragma once

#include <json-glib/json-glib.h>

/* "2026-11-21 07:55:42.440+0000: " of libvirt, "2026-11-21T07:55:42.440348Z " of QEMU: in microseconds since 1970, and what is behind it.
 * FALSE if the line does not begin so: then nothing is set. */
gboolean tck_stamp_read(const char *line, gint64 *ret_time, const char **ret_rest);

/* The time of a QMP event, in the same; 0 if it has none. */
gint64 tck_stamp_of_event(JsonObject *event);
