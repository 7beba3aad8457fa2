/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The architectures of guests, and the host's side of each. An architecture is a file in this folder that registers it, besides
 * its folders in probe/ and boot/; there is no list to edit.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "vmspec.h"
#include "case.h"

/* The name for the oldest versioned machine type of a hypervisor. */
#define TCK_MACHINE_OLD "old"

/* A machine type that cases run on, and what it lacks. */
typedef struct {
        const char *name;
        gboolean no_pci, no_acpi;
        gboolean no_firmware; /* UEFI firmware is not built for it */
        gboolean no_dma;      /* its fw_cfg has no DMA, without which guests cannot write to it */
        gboolean domains;     /* libvirt's domains use it */
        /* A kernel that is started without firmware finds it as it was switched on, and a device tree: no ACPI, no addresses in BARs. */
        gboolean bare;
} TckMachine;

/* QEMU's device pci-serial in libvirt's XML, on the first bus: without firmware, a guest finds no others. */
#define TCK_DOMAIN_PCI_SERIAL                                                    \
        "<target type='pci-serial' port='1'><model name='pci-serial'/></target>" \
        "<address type='pci' domain='0' bus='0' slot='0x10' function='0'/>"

/* What libvirt's domains with such guests have. */
typedef struct {
        const char *usual;          /* their usual panic model: "isa"; NULL: libvirt's domains are not tested */
        const char *const *models;  /* all panic models that they can have, up to NULL */
        const char *wire, *console; /* the <target> of their serial devices, in libvirt's XML, and what follows it */
        gboolean offered; /* not every libvirt has the usual model: those that do offer it in their capabilities */
        gboolean acpi;
} TckDomains;

/* The state of a virtual CPU, from its registers. */
typedef struct {
        guint index;
        gboolean halted;     /* waiting for an interrupt */
        gboolean interrupts; /* interrupts are enabled */
        guint64 ip;          /* the instruction pointer */
        guint64 ran;         /* CPU time on the host in microseconds; 0 if unknown */
} TckVcpu;

/* How the frames of functions point to each other, by offsets from a frame's address. */
typedef struct {
        gint previous;       /* of the address of the caller's frame */
        gint caller;         /* of the return address; */
        gboolean in_callers; /* from the address of the caller's frame instead */
        gboolean
                leaves; /* a function that calls none has the address of the caller's frame where others have the return address */
} TckFrames;

/* Linux's elf_prstatus, a note of a core for each CPU: with an ELF machine, its size and where its registers are. */
typedef struct {
        guint machine; /* e_machine of ELF cores */
        gsize size;    /* bytes */
        gsize word;    /* of a register, bytes */
        gsize ip, sp;  /* where these begin, bytes */
        gsize status;  /* and the status register: the mask of a PSW; 0: it is not read */
        gsize frame;   /* the register with the address of a function's frame; 0: its frames are not read */
        gsize link;    /* the register with the return address, until it is used for something else; 0: there is none */
        TckFrames frames;
        gboolean either_order; /* kernels of the other byte order have such notes, too */
        /* For libkdumpfile, if it knows such guests: its names of the architecture and of these registers, and the names of the machine in
         * uname(2), up to NULL. */
        const char *library, *library_ip, *library_sp;
        const char *const *unames;
} TckPrstatus;

/* A CPU's registers in a core. */
typedef struct {
        guint64 ip, sp;
        guint64 status;          /* the status register; 0 if it is not read */
        guint64 frame, link;     /* the innermost frame, and perhaps the return address, */
        const TckFrames *frames; /* and how frames point to each other; NULL: they are not read */
        guint64 page_table;      /* the physical address of its top-level page table; 0 if unknown */
} TckRegisters;

typedef struct {
        const char *name;           /* "x86_64", the name in QEMU and libvirt */
        const char *program;        /* the QEMU that emulates it */
        const char *package;        /* Debian's package of that QEMU */
        const char *compiler;       /* Debian's package of the compiler of its guests; NULL: the native one */
        const char *usual_machines; /* the machine types that cases run on unless the user names others: "pc,q35" */
        /* The channels of its guests, up to NULL; a VM that names none has the first. */
        const char *const *channels;
        const TckMachine *machines; /* ended by one without a name; the first is used for libvirt's domains */
        const TckBoot *boots;       /* ended by one without a name; the first is used for libvirt's domains */
        const char *wire;           /* QEMU's serial device for the character device `wire`, */
        const char *console;        /* and that for `console`; NULL: the machine's own serial port */
        guint64 free_address; /* for BARs to which the firmware gave none: near the end of the bus's 32-bit memory, where nothing else is */
        guint64 bios_end; /* below this address a machine without UEFI firmware runs its BIOS, and no probe; 0: it has none */
        /* UEFI firmware for -bios, in one image, where distributions install it, up to NULL; and Debian's package of it. NULL: there is
         * none. */
        const char *const *firmware;
        const char *firmware_package;
        TckDomains domains;

        /* A VM with several CPUs is booted each time: not all of it comes back from a snapshot. */
        gboolean no_snapshot_of_cpus;
        /* Its machines have no fw_cfg that takes files: the probe takes its options from the kernel's command line. */
        gboolean no_fw_cfg;

        /* Of what follows, NULL stands for what is not there. */

        /* Options of -machine that a machine type needs: "isa-serial=off"; NULL: none. */
        const char *(*machine_options)(const char *type);
        /* The CPU model that a machine type needs; NULL: its default. */
        const char *(*cpu)(const char *type);
        const char *plain_cpu; /* the CPU model whose properties are listed; NULL: there are none */
        /* Whether EDK2 boots on it without ACPI; NULL: it does. */
        gboolean (*edk2_without_acpi)(const char *type);
        /* The version in the name of a versioned machine type, of the family that has the oldest versions; greater is newer. 0 for any
         * other name. */
        guint (*machine_version)(const char *name);

        /* QEMU's targets with such CPUs, ended by NULL. */
        const char *const *targets;
        /* Parses one CPU in QEMU's `info registers`. FALSE if it is not of this architecture. */
        gboolean (*read_registers)(const char *text, const char *end, TckVcpu *ret_cpu);

        guint64 ram;             /* where its machines' RAM begins */
        gboolean big_endian;     /* QEMU's cores of its guests */
        guint page_size;         /* of its kernels in kdump cores, bytes; 0: 4096 */
        TckPrstatus prstatus[2]; /* the forms of its guests' NT_PRSTATUS; size 0 for none: such notes are not read */
        /* Reads QEMU's own note of a core. FALSE if it is malformed. */
        gboolean (*read_state)(const guint8 *note, gsize size, TckRegisters *ret_registers);
        /* The information that a panic's event would have, for a CPU with these registers; NULL if they do not show a panic. */
        JsonObject *(*crash_of_cpu)(const TckRegisters *registers, guint number);
} TckArch;

/* Registers an architecture: TCK_ARCH(.name = "x86_64", ...). */
#define TCK_ARCH(...)                                                  \
        static const TckArch arch = {__VA_ARGS__};                     \
        __attribute__((constructor)) static void register_arch(void) { \
                tck_register_arch(&arch);                              \
        }

void tck_register_arch(const TckArch *arch);

/* The architecture of that name; NULL if it is unknown. */
const TckArch *tck_find_arch(const char *name);

/* Whether the registers that a target of QEMU prints can be parsed. */
gboolean tck_target_has_registers(const char *target);

/* The architecture whose cores have this e_machine; NULL if it is unknown. */
const TckArch *tck_find_arch_of_core(guint machine);

/* The architecture whose kdump cores have this machine in their header ("Unknown" in QEMU's current ones), byte order, and size of
 * NT_PRSTATUS; NULL if it is unknown. */
const TckArch *tck_find_arch_of_kdump(const char *machine, gboolean big_endian, gsize prstatus);

/* The form of notes whose guests libkdumpfile knows: of ELF cores with this e_machine; of kdump cores with this machine in their header,
 * or, if that is "Unknown", with this byte order and size of NT_PRSTATUS; and of its own name of the architecture. NULL: there is none. */
const TckPrstatus *tck_find_library_of_core(guint machine);
const TckPrstatus *tck_find_library_of_kdump(const char *machine, gboolean big_endian, gsize prstatus);
const TckPrstatus *tck_find_library(const char *name);

/* The default architecture of guests. */
const TckArch *tck_default_arch(void);

/* All architectures, in no order: const TckArch *. Owned by the library. */
const GPtrArray *tck_all_archs(void);

/* Its boot method of that name; NULL if it has none. */
const TckBoot *tck_arch_boot(const TckArch *arch, const char *name);

/* The plain VM of that machine type, by that boot method. */
TckVmConfig tck_arch_vm(const TckArch *arch, const char *machine, const TckBoot *boot);

/* The architecture of the VM, which is one that registered itself. */
const TckArch *tck_arch_of_vm(const TckVmConfig *config);

/* What its functions of these names return; NULL or 0 where it has none. */
const char *tck_arch_machine_options(const TckArch *arch, const char *type);
const char *tck_arch_cpu(const TckArch *arch, const char *type);
guint tck_arch_machine_version(const TckArch *arch, const char *name);

/* Whether its guests have that channel. */
gboolean tck_arch_has_channel(const TckArch *arch, const char *channel);

/* The number after a name in QEMU's list of registers, "RIP=", in that base; FALSE if the name does not occur before `end`. */
gboolean tck_register_value(const char *text, const char *end, const char *name, guint base, guint64 *ret_value);

/* Reads a note NT_PRSTATUS. FALSE if the architecture has none of that size. */
gboolean tck_arch_read_prstatus(const TckArch *arch, const guint8 *note, gsize size, TckRegisters *ret_registers);

/* ---- which cases concern a machine type ---- */

/* The panic model that a domain's device has. */
const char *tck_arch_panic_model(const TckArch *arch, const TckPanicDevice *device);

/* Gives the VM of a case that is about no channel the usual one of the architecture. */
void tck_arch_choose_channel(const TckArch *arch, const TckCase *tested, TckVmSpec *spec);

/* Whether the case concerns the machine type, booted by that method. A case about KVM's Hyper-V interface does not depend on the boot
 * method, and runs with the first one only. A machine type that the architecture does not list counts as complete. */
gboolean tck_machine_concerns(const TckArch *arch, const char *machine, const TckBoot *boot, const TckCase *tested);
