/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypervisors that libvirt has no record of: a process that is killed while it starts a domain may leave one.
 */
#pragma once

#include <glib.h>

/* Kills the processes of this user's that are a hypervisor of one of our domains in that root, which has to be ours alone and
 * without domains, and awaits their end. */
gboolean tck_end_strays(const char *root, gint64 deadline, GError **error);
