/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lab's machine: a QEMU that emulates an AMD CPU with SVM, so that KVM works in its Linux. Commands and messages use a
 * virtio-serial port; once that is closed the machine is of no use. The messages are untrusted.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "child.h"

/* Its RAM in MiB, for the initramfs, artifacts, and the VMs in it with their snapshots. */
enum { TCK_LAB_MEMORY = 1024 };

typedef struct {
        const char *program; /* the QEMU that emulates it, "qemu-system-x86_64" */
        const char *kernel;  /* the kernel's image */
        const char *initramfs;
        const char *name;      /* QEMU's -name, by which people find the process */
        const char *directory; /* for its console, its command line and QEMU's output; created if necessary */
        int output;            /* what commands in the lab print is appended to this file; not -1 */
        int disk;              /* the file that is its disk, opened read-only; not -1 */
} TckLabMachine;

typedef struct TckLabVm TckLabVm;

/* Boots it and waits until it has KVM. Its RAM is the file `ram`, or QEMU's own memory if that is -1. Free with tck_lab_vm_free(). */
TckLabVm *tck_lab_vm_boot(const TckLabMachine *machine, int ram, gint64 deadline, GError **error);

/* Saves its state to the file, without the RAM, which has to be in a file. The machine is stopped afterwards. */
gboolean tck_lab_vm_save(TckLabVm *vm, int state, gint64 deadline, GError **error);

/* Starts it from a saved state; its RAM is a private copy of the file `ram`. Free with tck_lab_vm_free(). */
TckLabVm *tck_lab_vm_restore(const TckLabMachine *machine, int ram, int state, gint64 deadline, GError **error);

/* Ends it. NULL is fine. */
void tck_lab_vm_free(TckLabVm *vm);

/* Sends it a line for its shell to run. */
gboolean tck_lab_vm_command(TckLabVm *vm, const char *line, gint64 deadline, GError **error);

/* The next message, which is an object. The deadline is extended while a busy host keeps QEMU waiting. TCK_ERROR_CLOSED: the machine
 * ended; the error tells how, and the most telling line of its console. TCK_ERROR_PROTOCOL: not a message. Free with json_object_unref(). */
JsonObject *tck_lab_vm_next(TckLabVm *vm, gint64 deadline, GError **error);

/* Waits until everything printed before the last message is in the file `output`, which has a port of its own. */
gboolean tck_lab_vm_flush(TckLabVm *vm, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabVm, tck_lab_vm_free)
