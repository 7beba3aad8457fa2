/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libvirt's private root folder. It is kept between runs for libvirt's cache of QEMU's capabilities and for the state of domains
 * that a killed harness left. Only one process uses it at a time, until it ends: libvirt's embedded driver keeps the root that it was
 * opened in, also when its connection is closed.
 */
#pragma once

#include <glib.h>

/* Takes a root of this user that no other process uses: one in which a domain was left running, or else the first, below
 * $XDG_CACHE_HOME/pvpanic-tck if that is writable and not too long for sockets, else below /var/tmp. Created if necessary. It stays taken
 * until this process ends. Returns its path; free with g_free(). */
char *tck_libvirt_root_take(GError **error);

/* Whether there is a state of a running domain in the folder; TRUE if it cannot be read. */
gboolean tck_libvirt_has_states(const char *folder);

/* Makes a folder in the root, with its parents. Free with g_free(). */
char *tck_libvirt_root_folder(const char *root, const char *path, int mode, GError **error);

/* libvirt's QEMU driver needs a prepared system if it runs as root. So a process of root becomes the user nobody, who becomes the owner
 * of the folder, until it becomes root again. For other users nothing changes. No other thread may run at either time. Folders in it whose
 * names begin with one of `names` (NULL-terminated, or NULL) are to be used: it is an error if an earlier run of root's has left one. */
gboolean tck_step_down(const char *folder, const char *const *names, GError **error);
gboolean tck_step_up(GError **error);

/* ---- processes unknown to libvirt ---- */

/* Kills this user's hypervisor processes of the kit's domains in the root, and waits for their end. This process has to own the root, and
 * libvirt must know of no domain in it. */
gboolean tck_end_strays(const char *root, gint64 deadline, GError **error);
