/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A libvirt's private root: a folder that stays from run to run, for what libvirt learns of a QEMU is kept in it, and so
 * is what a harness that was killed left running. At any time one process has it.
 */
#pragma once

#include <glib.h>

typedef struct {
        char *path;
        int lock;
} TckLibvirtRoot;

/* Takes a root of this user that no other process has: one in which a domain was left running, or else the first, below
 * $XDG_CACHE_HOME/pvpanic-tck if that can be written and is not too long for sockets, else below /var/tmp. Made if need be. Free with
 * tck_libvirt_root_free(). */
TckLibvirtRoot *tck_libvirt_root_take(GError **error);

/* Whether the folder, in which libvirt keeps the state of domains that run, has any. One that may not be looked at may. */
gboolean tck_libvirt_has_states(const char *folder);

/* Leaves the root, and what is in it, to whoever comes next. NULL is fine. */
void tck_libvirt_root_free(TckLibvirtRoot *root);

/* Makes a folder in it, by that path, with its parents. Free with g_free(). */
char *tck_libvirt_root_folder(const TckLibvirtRoot *root, const char *path, int mode, GError **error);

/* libvirt's QEMU driver as root wants a system set up for it. So a process that is root becomes another user, who gets the
 * folder, until it comes back. The others stay who they are. Before and after, no other thread may run. */
gboolean tck_step_down(const char *folder, GError **error);
gboolean tck_step_up(GError **error);

/* ---- what libvirt has no record of ---- */

/* Kills the processes of this user's that are a hypervisor of one of our domains in that root, which has to be ours alone and
 * without domains, and awaits their end. */
gboolean tck_end_strays(const char *root, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLibvirtRoot, tck_libvirt_root_free)
