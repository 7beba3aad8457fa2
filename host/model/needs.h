/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case needs besides the VM or the domain that it asks for. Where that is not there, the case is not tested, for exactly that
 * reason.
 */
#pragma once

#include <glib.h>

typedef struct {
        gboolean pci, acpi;  /* the machine type has it; on others the case is not scheduled */
        gboolean untouched;  /* no other case was in the VM since it booted */
        guint bits;          /* the device advertises them (pvpanic.h) */
        const char *command; /* QEMU's monitor has it */
        gboolean hyperv;     /* this machine's KVM has Hyper-V's interface; the VM is KVM's, whatever the run uses */
        const char *
                kernel; /* the host's kernel has what the VM asks for: QEMU does not refuse it in words that match this */
        const char *core; /* QEMU writes cores of that format: "kdump-zlib" */
        const char *since,
                *before; /* the version of what is looked at, QEMU or libvirt: "12.6" or newer; older than that */
        const char *model, *lacks; /* panic models that libvirt's capabilities name, and do not name */
        gboolean hooks;            /* libvirt's qemu hook writes its arguments to a file, a call a line, that
                                     * $TCK_LIBVIRT_HOOKS names */
        gboolean virsh, validator; /* these programs of libvirt's are there */
        gboolean own_device;       /* the device is the hypervisor's own, not one of what stands in for it */
        gboolean log, cores;       /* libvirt's log of the domain, or its folder for cores, can be read */
} TckNeeds;

/* "CRASH_LOADED and SHUTDOWN", for bits that the specification names. Free with g_free(). */
char *tck_bits_text(guint bits);
