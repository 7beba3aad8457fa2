/* SPDX-License-Identifier: BSD-2-Clause */
/* What a virtual machine is to be like, in the kit's terms. How a hypervisor is told so is the adapter's affair (qemu.h). */
#pragma once

#include <glib.h>

/* What the hypervisor is given the probe on. */
typedef enum {
        TCK_MEDIUM_KERNEL, /* loads it itself, or has its firmware load it */
        TCK_MEDIUM_CD,
        TCK_MEDIUM_DISK,
} TckMedium;

/* A way by which the probe gets into the guest. Each architecture has its own (arch.h). */
typedef struct {
        const char *name;    /* "multiboot" */
        const char *image;   /* its file, among the probes' images */
        const char *symbols; /* and the ELF file that has the probe's symbols */
        TckMedium medium;
        gboolean firmware; /* the guest's firmware starts it, which takes seconds */
        gboolean usual;    /* one of those that are meant by all */
} TckBoot;

/* Devices that a VM can have. */
enum { TCK_DEVICES_MAX = 2 };

/* In the place of a channel: no device at all. */
#define TCK_NO_DEVICE "none"

/* What a case asks of its VM. Zeroed it is the plain one: an ISA device with the hypervisor's defaults, one CPU, and a
 * panic that pauses the guest. */
typedef struct {
        const char
                *devices[TCK_DEVICES_MAX]; /* the channels of its devices (channel.h), "pci"; all NULL: one of "isa" */
        guint cpus;                        /* 0: one */
        gboolean kvm;                      /* it is KVM's, whatever the run uses */
        const char *cpu;      /* properties of its CPU, beside those of its channels: "hv-relaxed=on,hv-spinlocks=64" */
        gboolean no_acpi;     /* the hypervisor offers no ACPI tables */
        gboolean vmcoreinfo;  /* there is a device that guests tell of what to put into a core */
        const char *ioport;   /* the port the ISA device is told to have, in hexadecimal; NULL: its default */
        const char *events;   /* the bits the device is told to advertise; NULL: its default */
        const char *panic;    /* what the hypervisor does on a panic: pause (NULL), none, shutdown, exit-failure */
        const char *shutdown; /* what it does on a shutdown: poweroff (NULL), pause */
        const char *reboot;   /* what it does on a reset by the guest: reset (NULL), shutdown */
        gboolean no_reboot;   /* a reset by the guest ends the hypervisor instead */
        gboolean no_shutdown; /* a shutdown stops the hypervisor but does not end it */
} TckVmSpec;

/* A case's wishes on one machine type, booted in one way. */
typedef struct {
        TckVmSpec spec;
        const char *machine;
        const TckBoot *boot;
} TckVmConfig;

/* Its RAM, in MiB: what firmware asks for, or as little as does, for it is saved, restored and dumped. */
guint tck_vm_config_memory(const TckVmConfig *config);

/* The part of a VM's name that two VMs share if and only if a snapshot of one can be restored into the other: the bits that a
 * device advertises are not part of its state, and the probe keeps nothing that it read of them before its hello. */
char *tck_vm_config_hardware(const TckVmConfig *config);

/* The part of it that says what the hypervisor makes: it makes two VMs that share that, or neither. */
char *tck_vm_config_make(const TckVmConfig *config);

/* A name for the VM, the same for two that are alike: "pc-multiboot", "q35-efi-none-panic-shutdown". */
char *tck_vm_config_name(const TckVmConfig *config);

/* The channel of the VM's device of that number; NULL if it has no more. */
const char *tck_vm_spec_device(const TckVmSpec *spec, guint number);

/* Whether the VM has a device of that channel. */
gboolean tck_vm_spec_has(const TckVmSpec *spec, const char *channel);

/* ---- domains ---- */

/* One <panic/> of a domain. */
typedef struct {
        const char *model;  /* "isa", "hyperv", ...; "": none is named */
        const char *iobase; /* the port of its address, in hexadecimal; NULL: no address is given */
} TckPanicDevice;

enum { TCK_PANIC_DEVICES_MAX = 3 };

/* Zeroed it is a domain without a panic device that says nothing of what becomes of it. */
typedef struct {
        TckPanicDevice panic[TCK_PANIC_DEVICES_MAX]; /* up to the first without a model */
        const char *on_crash;                        /* NULL: left out */
        gboolean persistent;                         /* defined, then started; else transient */
        gboolean monitor;                            /* with a monitor of QEMU's for the kit alone */
        gboolean kvm;                                /* by KVM, whatever the run uses */
        gboolean saves;                              /* its memory goes to a file: by itself for one with a core */
        gboolean daemon;                             /* by a daemon, for a second client */
        gboolean own_daemon;                         /* by a daemon of its own, which the case may end */
        const char *config;                          /* lines of its own daemon's qemu.conf: %s is a folder for cores */
        gboolean small_disk;                         /* ... which lies on a file system too small for a core */
} TckDomainSpec;

/* Whether libvirt is to write the memory of the guest to a file, or to read it from one. */
gboolean tck_domain_spec_saves(const TckDomainSpec *spec);
