/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A libvirt's private root: a folder that is kept between runs, because libvirt's cache of QEMU's capabilities is in it, and so
 * is the state of domains that a killed harness left. Only one process uses it at a time.
 */
#pragma once

#include <glib.h>

typedef struct {
        char *path;
        int lock;
} TckLibvirtRoot;

/* Takes a root of this user that no other process uses: one in which a domain was left running, or else the first, below
 * $XDG_CACHE_HOME/pvpanic-tck if that is writable and not too long for sockets, else below /var/tmp. Created if necessary. Free with
 * tck_libvirt_root_free(). */
TckLibvirtRoot *tck_libvirt_root_take(GError **error);

/* Whether libvirt's folder with the state of running domains has any; TRUE if it cannot be read. */
gboolean tck_libvirt_has_states(const char *folder);

/* Releases the root, with its contents, for the next process. NULL is fine. */
void tck_libvirt_root_free(TckLibvirtRoot *root);

/* Makes a folder in it, by that path, with its parents. Free with g_free(). */
char *tck_libvirt_root_folder(const TckLibvirtRoot *root, const char *path, int mode, GError **error);

/* libvirt's QEMU driver needs a prepared system if it runs as root. So a process of root becomes another user, who gets the
 * folder, until it becomes root again. Other users stay the same. Before and after, no other thread may run. */
gboolean tck_step_down(const char *folder, GError **error);
gboolean tck_step_up(GError **error);

/* ---- processes that libvirt does not know ---- */

/* Kills this user's hypervisor processes of the kit's domains in that root, which this process has to own and which has to be
 * without domains, and awaits their end. */
gboolean tck_end_strays(const char *root, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLibvirtRoot, tck_libvirt_root_free)
