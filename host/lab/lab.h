/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lab: a Linux with KVM on a machine that QEMU emulates, in which this program and the QEMU under test run (docs/lab.md). It
 * is built and booted once, and restored from its snapshot from then on.
 */
#pragma once

#include "lab_contents.h"
#include "lab_vm.h"

typedef struct {
        const char *qemu;   /* the one under test */
        const char *guests; /* the folder of the probes' images */
        const TckArch *arch;
        const char *name;      /* QEMU's -name, by which people find the process */
        const char *directory; /* for the machine's console and logs */
        char **files;          /* files that commands find in /with by their base names; NULL: none */
        double timeout;        /* seconds; each of boot, save and restore may take six times that */
        gboolean libvirt;      /* include what the layer libvirt needs */
        gboolean fresh;        /* build it even if it exists */
        void (*tell)(const char *what, gpointer data); /* reports a step: "booting"; or NULL */
        gpointer data;
} TckLabOptions;

/* Where a lab is, and which parts of it exist. */
typedef struct {
        char *kernel;    /* the folder that tck_lab_kernel() gives */
        char *packages;  /* of that folder: "busybox-static 1:1.35.0-4, linux-image-6.1.0-56-cloud-amd64 6.1.192-2" */
        char *program;   /* the QEMU that emulates its machine */
        char *folder;    /* the lab's folder */
        char *initramfs; /* NULL: not built */
        gboolean snapshot;
} TckLabState;

/* Finds the parts, without building anything. TCK_ERROR_ABSENT names a missing package. */
gboolean tck_lab_look(const TckLabOptions *options, TckLabState *ret_state, GError **error);
void tck_lab_state_clear(TckLabState *state);

/* A lab that is ready for a command. */
typedef struct {
        TckLabVm *vm;
        gboolean restored; /* from a snapshot, not booted */
        gint64 boot_us;    /* microseconds from QEMU's start to /dev/kvm, if it was booted; otherwise 0 */
        char *no_snapshot; /* why there is no snapshot to restore; NULL if there is one */
} TckLab;

/* Builds what is missing of it, and starts it. TCK_ERROR_ABSENT names a missing package; any other error tells why it did not start. What
 * commands print is appended to the file `output`. Free with tck_lab_free(). */
TckLab *tck_lab_open(const TckLabOptions *options, int output, GError **error);
void tck_lab_free(TckLab *lab);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckLabState, tck_lab_state_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLab, tck_lab_free)
