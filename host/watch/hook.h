/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The user's command for each incident.
 *
 * The command gets the record on stdin, and in its environment PVPANIC_TCK_KIND, PVPANIC_TCK_GUEST and PVPANIC_TCK_DIRECTORY, the
 * incident's folder; its output goes to hook.log there.
 */
#pragma once

#include "incident.h"

/* Runs the command, which is split into words like in a shell, and waits for it. FALSE with an error if it cannot be started, fails, or
 * does not end by the deadline: then it is killed, with all processes that it started. */
gboolean tck_hook_run(const char *command, const TckIncident *incident, const char *directory, gint64 deadline,
                      GError **error);
