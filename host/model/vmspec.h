/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration of a virtual machine, in the kit's terms. The adapter of a hypervisor translates it (qemu.h). */
#pragma once

#include <glib.h>

/* The medium on which the hypervisor gets the probe. */
typedef enum {
        TCK_MEDIUM_KERNEL, /* a kernel image, loaded by the hypervisor or its firmware */
        TCK_MEDIUM_CD,
        TCK_MEDIUM_DISK,
} TckMedium;

/* A boot method: how the probe gets into the guest. Each architecture has its own (arch.h). */
typedef struct {
        const char *name;    /* "multiboot" */
        const char *image;   /* its file name in the folder of the probes' images */
        const char *symbols; /* the ELF file with the probe's symbols */
        TckMedium medium;
        const char *machine; /* options of the machine type that it takes: "x-vof=on"; NULL: none */
        guint memory;        /* RAM that it takes, in MiB; 0: as little as any */
        gboolean firmware;   /* UEFI firmware starts it, which takes seconds */
        gboolean slow;       /* other firmware does, which takes seconds, too */
        gboolean usual;      /* one of those that `--boot all` stands for */
} TckBoot;

/* A boot by firmware may take so many times as long as others. */
enum { TCK_FIRMWARE_PATIENCE = 6 };

/* Devices that a VM can have. */
enum { TCK_DEVICES_MAX = 2 };

/* Instead of a channel: no device. */
#define TCK_NO_DEVICE "none"

/* The VM that a case needs. All zero it is the plain one: an ISA device with the hypervisor's defaults, one CPU, and a
 * panic that pauses the guest. */
typedef struct {
        const char
                *devices[TCK_DEVICES_MAX]; /* the channels of its devices (channel.h), "pci"; all NULL: one of "isa" */
        guint cpus;                        /* 0: one */
        gboolean kvm;                      /* it is KVM's, whatever the run uses */
        const char *cpu;      /* properties of its CPU, beside those of its channels: "hv-relaxed=on,hv-spinlocks=64" */
        gboolean no_acpi;     /* the hypervisor offers no ACPI tables */
        gboolean vmcoreinfo;  /* the VM has a device vmcoreinfo */
        gboolean no_medium;   /* there is nothing to boot, and so no probe: the VM waits for the case to start it */
        const char *ioport;   /* ioport= of the ISA device, in hexadecimal; NULL: its default */
        const char *events;   /* events= of the device; NULL: its default */
        const char *panic;    /* the action on a panic: pause (NULL), none, shutdown, exit-failure */
        const char *shutdown; /* the action on a shutdown: poweroff (NULL), pause */
        const char *reboot;   /* the action on a reset by the guest: reset (NULL), shutdown */
        gboolean no_reboot;   /* a reset by the guest ends the hypervisor instead */
        gboolean no_shutdown; /* a shutdown stops the hypervisor but does not end it */
} TckVmSpec;

/* A case's VM on one machine type, by one boot method. */
typedef struct {
        TckVmSpec spec;
        const char *arch; /* the architecture's name, if it is not the default one (arch.h): NULL for that */
        const char *machine;
        const TckBoot *boot;
} TckVmConfig;

/* Its RAM, in MiB: what firmware needs, or as little as possible, because it is saved, restored and dumped. */
guint tck_vm_config_memory(const TckVmConfig *config);

/* The part of a VM's name that two VMs have in common if and only if a snapshot of one can be restored into the other: the bits that a
 * device advertises are not part of its state, and the probe does not read them before its hello. */
char *tck_vm_config_hardware(const TckVmConfig *config);

/* The part of its name that decides whether the hypervisor can create it: of two VMs with the same part, it can create both or neither. */
char *tck_vm_config_make(const TckVmConfig *config);

/* The VM's name; VMs with equal configurations have the same name: "pc-multiboot", "q35-efi-none-panic-shutdown". Architectures other than
 * the default one come first, because several have a machine type of the same name: "riscv64-virt-kernel". */
char *tck_vm_config_name(const TckVmConfig *config);

/* The channel of the VM's device with that number; NULL if it has fewer. */
const char *tck_vm_spec_device(const TckVmSpec *spec, guint number);

/* Whether the VM has a device of that channel. */
gboolean tck_vm_spec_has(const TckVmSpec *spec, const char *channel);

/* ---- domains ---- */

/* In place of a panic model: the usual one of the architecture. */
#define TCK_USUAL_MODEL "usual"

/* One <panic/> of a domain. */
typedef struct {
        const char *model;  /* "isa", "hyperv", TCK_USUAL_MODEL, ...; "": without a model */
        const char *iobase; /* the port of its address, in hexadecimal; NULL: without an address */
} TckPanicDevice;

enum { TCK_PANIC_DEVICES_MAX = 3 };

/* All zero it is a domain without a panic device and without on_crash. */
typedef struct {
        TckPanicDevice panic[TCK_PANIC_DEVICES_MAX]; /* up to the first without a model */
        const char *on_crash;                        /* NULL: left out */
        const char *hyperv;      /* the elements of <hyperv> with their states or values: "synic=on,stimer/direct=off,
                                  * spinlocks=8191", the second a <direct> in a <stimer> that is on; NULL: none */
        const char *hyperv_mode; /* "passthrough"; NULL: left out */
        gboolean hypervclock;    /* the clock has the timer of that name */
        gboolean
                own_firmware; /* its machine's own firmware boots it, as for any other domain, even if that takes seconds */
        gboolean persistent; /* defined, then started; otherwise transient */
        gboolean monitor;    /* with a second QEMU monitor, for the kit */
        gboolean kvm;        /* with KVM, whatever accelerator the run uses */
        gboolean saves;      /* its memory is written to a file; implied if libvirt takes a core */
        gboolean daemon;     /* through a daemon, for a second client */
        gboolean own_daemon; /* through a separate daemon, which the case may end */
        const char *config;  /* lines for the separate daemon's qemu.conf: %s is a folder for cores */
        gboolean small_disk; /* ... which is on a file system that is too small for a core */
} TckDomainSpec;

/* A domain's only panic device, of the usual model: .panic = TCK_USUAL_PANIC. */
#define TCK_USUAL_PANIC                      \
        {                                    \
                { .model = TCK_USUAL_MODEL } \
        }

/* Whether libvirt writes the guest's memory to a file, or reads it from one. */
gboolean tck_domain_spec_saves(const TckDomainSpec *spec);
