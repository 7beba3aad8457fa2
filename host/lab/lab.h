/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lab: a Linux with KVM on a machine that QEMU emulates, in which this program and the QEMU under test run (docs/lab.md). It is made
 * once, booted once, and restored after that.
 */
#pragma once

#include "lab_contents.h"
#include "lab_vm.h"

typedef struct {
        const char *qemu;   /* the one under test */
        const char *guests; /* the folder of the probes' images */
        const TckArch *arch;
        const char *name;      /* marks the process */
        const char *directory; /* for what the machine leaves */
        char **files;          /* that commands find in /with, by their names; NULL: none */
        double timeout;        /* seconds to wait for anything; six times that for the machine to boot */
        gboolean libvirt;      /* with what the layer libvirt takes */
        gboolean fresh;        /* make it anew, whatever there is */
        void (*tell)(const char *what, gpointer data); /* what goes on: "booting"; or NULL */
        gpointer data;
} TckLabOptions;

/* Where a lab is, and what there is of it. */
typedef struct {
        char *kernel; /* the folder that tck_lab_kernel() gives */
        char *packages; /* what that is made of: "busybox-static 1:1.35.0-4, linux-image-6.1.0-56-cloud-amd64 6.1.192-2" */
        char *program;   /* the QEMU that emulates its machine */
        char *folder;    /* its own */
        char *initramfs; /* NULL: it is not made */
        gboolean snapshot;
} TckLabState;

/* Looks what there is, and makes nothing. TCK_ERROR_ABSENT: a package is missing, which it names. */
gboolean tck_lab_look(const TckLabOptions *options, TckLabState *ret_state, GError **error);
void tck_lab_state_clear(TckLabState *state);

/* A lab that is ready for a command. */
typedef struct {
        TckLabVm *vm;
        gboolean restored; /* and not booted */
        char *no_snapshot; /* why it could not be restored; NULL if it was, or need not be */
} TckLab;

/* Makes it as far as need be, and starts it. TCK_ERROR_ABSENT: a package is missing, which it names; another error tells why it did not
 * come up. What commands print goes to the file `output`. Free with tck_lab_free(). */
TckLab *tck_lab_open(const TckLabOptions *options, int output, GError **error);
void tck_lab_free(TckLab *lab);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckLabState, tck_lab_state_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLab, tck_lab_free)
