/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connecting to a Unix socket that may not be there yet.
 */
#pragma once

#include <glib.h>

/* Connects as soon as somebody listens at that path; waits for it as long as it takes. -1 with an error: TCK_ERROR_CANCELLED
 * after tck_cancel(), or once stop_fd has something to read; TCK_ERROR_ENVIRONMENT if nobody ever can (there is no such
 * folder, or it is not ours to use). */
int tck_arrival_connect(const char *path, int stop_fd, GError **error);
