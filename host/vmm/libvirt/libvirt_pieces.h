/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libvirt is made of on this machine: packages bring its pieces one by one, and a case is not to blame libvirt for one
 * that is not installed.
 */
#pragma once

#include <glib.h>

typedef enum {
        TCK_PIECE_LIBRARY,
        TCK_PIECE_DRIVER, /* for QEMU: without it there are no domains */
        TCK_PIECE_HELPER, /* through which libvirt writes and reads the memory of a guest */
        TCK_PIECE_DAEMON, /* virtqemud or libvirtd */
        TCK_PIECE_RELAY,  /* between a connection of this process and a daemon */
        TCK_PIECE_VIRSH,
        TCK_PIECE_VALIDATOR, /* of XML, by libvirt's schema; it uses xmllint */
        TCK_PIECE_XMLLINT,
        TCK_PIECES,
} TckPiece;

/* Its file's name, and what it adds to a run. */
const char *tck_piece_name(TckPiece piece);
const char *tck_piece_adds(TckPiece piece);

/* Where it is; NULL if it is nowhere. What libvirt loads or starts by itself is looked for in the places that the library in
 * this process has built in. Free with g_free(). */
char *tck_piece_find(TckPiece piece);

/* The same; if it is nowhere, an error that says so. */
char *tck_piece_need(TckPiece piece, GError **error);

/* "there is no virsh here (Debian's package libvirt-clients)"; NULL if it is there. Free with g_free(). */
char *tck_piece_missing(TckPiece piece);

/* The folder of what libvirt knows of CPUs, which comes with the library: without it no domain has one. NULL if it is nowhere. Free with
 * g_free(). */
char *tck_libvirt_cpu_map(void);

/* Why libvirt starts no domain on this machine, in a chroot(2) above all, without saying so: it asks the kernel for its CPUs. NULL
 * if it can. Free with g_free(). */
char *tck_sysfs_missing(void);

/* Why libvirt's helper does not run, though it is there; NULL if it runs, or is not there. Free with g_free(). */
char *tck_helper_broken(void);
