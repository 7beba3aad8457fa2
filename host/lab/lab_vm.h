/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lab's machine: a QEMU that emulates an AMD CPU with SVM, in which Linux's KVM works. It is spoken to over a virtio-serial port,
 * and is done for once that is closed. What it says is untrusted.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "child.h"

/* Its RAM, in MiB: the initramfs, artifacts, and the VMs in it with their snapshots. */
enum { TCK_LAB_MEMORY = 1024 };

typedef struct {
        const char *program; /* the QEMU that emulates it, "qemu-system-x86_64" */
        const char *kernel;  /* the kernel's image */
        const char *initramfs;
        const char *name;      /* marks the process */
        const char *directory; /* for its console, its command line and what QEMU prints; made if need be */
        int output;            /* what commands in the lab print is appended to this file; not -1 */
        int disk;              /* the file that is its disk, open for reading alone; not -1 */
} TckLabMachine;

typedef struct TckLabVm TckLabVm;

/* Boots it, until it has KVM. Its RAM is that file, or QEMU's own if it is -1. Free with tck_lab_vm_free(). */
TckLabVm *tck_lab_vm_boot(const TckLabMachine *machine, int ram, gint64 deadline, GError **error);

/* Writes its state to the file, but for the RAM, which has to be in a file. The machine stands still afterwards. */
gboolean tck_lab_vm_save(TckLabVm *vm, int state, gint64 deadline, GError **error);

/* Starts it in the state that was saved; its RAM is a private copy of that in the file. Free with tck_lab_vm_free(). */
TckLabVm *tck_lab_vm_restore(const TckLabMachine *machine, int ram, int state, gint64 deadline, GError **error);

/* Ends it. NULL is fine. */
void tck_lab_vm_free(TckLabVm *vm);

/* Has it run a shell's command, a line. */
gboolean tck_lab_vm_command(TckLabVm *vm, const char *line, gint64 deadline, GError **error);

/* The next message, which is an object. The deadline is put off while a busy machine keeps QEMU waiting. TCK_ERROR_CLOSED: the machine has
 * ended, with how, and the telling line of its console; TCK_ERROR_PROTOCOL: what came is not a message. Free with json_object_unref(). */
JsonObject *tck_lab_vm_next(TckLabVm *vm, gint64 deadline, GError **error);

/* Waits until what was printed before the last message is in the file `output`: it takes another way. */
gboolean tck_lab_vm_flush(TckLabVm *vm, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabVm, tck_lab_vm_free)
