/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case needs besides its VM or its domain. If a need is not met, the case is skipped for exactly that
 * reason.
 */
#pragma once

#include <glib.h>

typedef struct {
        gboolean pci, acpi; /* the machine type has it; on others the case is not scheduled */
        /* Without these, the case is not scheduled either. */
        gboolean fw_cfg;      /* the kit can put files of its own into the machine's fw_cfg */
        gboolean ports;       /* guests have I/O ports, with or without a device at them */
        gboolean firmware;    /* it has set the machine up before the probe runs */
        gboolean device_tree; /* it describes the machine to the probe */

        gboolean untouched;  /* no other case has used the VM since it booted */
        guint bits;          /* the device advertises them (pvpanic.h) */
        const char *command; /* a command that QEMU's monitor has */
        gboolean hyperv;     /* this machine's KVM has Hyper-V's interface; the VM is KVM's, whatever the run uses */
        const char *
                arch; /* guests of this architecture; on others it is not scheduled. NULL: those that its VM or domain fits */
        const char *
                kernel; /* the host's kernel has what the VM asks for: QEMU does not refuse it in words that match this */
        const char *core;           /* QEMU writes cores of that format: "kdump-zlib" */
        const char *since, *before; /* the version of QEMU or libvirt: `since` "12.6" or newer; older than `before` */
        const char *model, *lacks;  /* a panic model that libvirt's capabilities have, and one that they do not have */
        gboolean hooks;            /* libvirt's qemu hook writes its arguments to the file, one line for each call, that
                                     * $TCK_LIBVIRT_HOOKS names */
        gboolean virsh, validator; /* these programs of libvirt are installed */
        gboolean own_device;       /* the device is the hypervisor's own, not that of a stand-in */
        gboolean log, cores;       /* libvirt's log of the domain, or its folder for cores, can be read */
} TckNeeds;

/* "CRASH_LOADED and SHUTDOWN", for bits that the specification names. Free with g_free(). */
char *tck_bits_text(guint bits);
