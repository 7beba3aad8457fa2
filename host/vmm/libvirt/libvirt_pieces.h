/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of libvirt on this machine: they are in separate packages, and a case must not blame libvirt for a part
 * that is not installed.
 */
#pragma once

#include <glib.h>

typedef enum {
        TCK_PIECE_LIBRARY,
        TCK_PIECE_DRIVER, /* for QEMU: without it there are no domains */
        TCK_PIECE_HELPER, /* through which libvirt writes and reads the memory of a guest */
        TCK_PIECE_DAEMON, /* virtqemud or libvirtd */
        TCK_PIECE_RELAY,  /* connects this process with a daemon */
        TCK_PIECE_VIRSH,
        TCK_PIECE_VALIDATOR, /* of XML, by libvirt's schema; it uses xmllint */
        TCK_PIECE_XMLLINT,
        TCK_PIECES,
} TckPiece;

/* Its file name, and what needs it. */
const char *tck_piece_name(TckPiece piece);
const char *tck_piece_adds(TckPiece piece);

/* Its path; NULL if it is missing. Parts that libvirt loads or starts itself are expected at the paths built into the library. Free with
 * g_free(). */
char *tck_piece_find(TckPiece piece);

/* Its path, or an error if it is missing. */
char *tck_piece_need(TckPiece piece, GError **error);

/* "there is no virsh here (Debian's package libvirt-clients)"; NULL if it is there. Free with g_free(). */
char *tck_piece_missing(TckPiece piece);

/* The folder of libvirt's CPU models, which the library contains the path of; without it, no domain can start. NULL if it is missing.
 * Free with g_free(). */
char *tck_libvirt_cpu_map(void);

/* Why libvirt cannot start domains on this machine: it needs sysfs to find the CPUs, which a chroot(2) often lacks, and does not report
 * its absence. NULL if it can. Free with g_free(). */
char *tck_sysfs_missing(void);

/* Why libvirt's helper does not run, though it is there; NULL if it runs, or does not exist. Free with g_free(). */
char *tck_helper_broken(void);
