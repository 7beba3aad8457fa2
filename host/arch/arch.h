/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The architectures of guests, and what each of them has on the host's side. An architecture is a file in this folder that declares
 * it, beside its folders in probe/ and boot/: no list names it.
 */
#pragma once

#include "vmspec.h"
#include "case.h"

/* The machine type that stands for the oldest versioned one that a hypervisor still has. */
#define TCK_MACHINE_OLD "old"

/* A machine type that cases run on, and what it lacks. */
typedef struct {
        const char *name;
        gboolean no_pci, no_acpi;
        gboolean no_firmware; /* UEFI firmware is not built for it */
        gboolean no_dma;      /* its fw_cfg takes no DMA, by which a guest writes to it */
        gboolean domains;     /* libvirt's domains have it */
} TckMachine;

/* What a virtual CPU is at, by its registers. */
typedef struct {
        guint index;
        gboolean halted;     /* it waits for an interrupt */
        gboolean interrupts; /* and takes them */
        guint64 ip;          /* where it is */
        guint64 ran;         /* microseconds of CPU time that the host has given it, 0 if that cannot be had */
} TckVcpu;

/* Where a CPU was when a core was taken. */
typedef struct {
        guint64 ip, sp;
        guint64 page_table; /* the physical address of its topmost table; 0 where that is not told */
} TckRegisters;

typedef struct {
        const char *name;           /* "x86_64", as QEMU and libvirt call it */
        const char *program;        /* the QEMU that emulates it, */
        const char *package;        /* and Debian's package of that */
        const char *usual_machines; /* the machine types that cases run on unless the user names others: "pc,q35" */
        const TckMachine *
                machines; /* those that are meant by all, up to one without a name; the first is that of libvirt's domains */
        const TckBoot *boots; /* the ways to boot, up to one without a name; the first is that of libvirt's domains */
        const char *wire,
                *console; /* QEMU's devices of a serial port with the character devices `wire` and `console` */

        /* What a machine type is to be told besides its name, as options of -machine: "isa-serial=off"; NULL: nothing. */
        const char *(*machine_options)(const char *type);
        /* The CPU that it needs; NULL: its default does. */
        const char *(*cpu)(const char *type);
        const char *plain_cpu; /* the CPU that is asked for properties; NULL: there are none to ask for */
        /* Whether EDK2 comes up on it without ACPI. */
        gboolean (*edk2_without_acpi)(const char *type);
        /* The version in the name of a versioned machine type of the family that goes back furthest, greater for a newer one; 0 for any
         * other name. */
        guint (*machine_version)(const char *name);

        /* QEMU's targets with such CPUs, up to NULL. */
        const char *const *targets;
        /* Takes apart what QEMU's `info registers` prints of a CPU: FALSE if that is not one of this architecture. */
        gboolean (*read_registers)(const char *text, const char *end, TckVcpu *ret_cpu);

        /* Whether an ELF core of its guests has that e_machine. */
        gboolean (*is_core)(guint machine);
        /* Reads the description of a core's note: NT_PRSTATUS, or QEMU's own. FALSE if it is not as such a note is. */
        gboolean (*read_prstatus)(const guint8 *note, gsize size, TckRegisters *ret_registers);
        gboolean (*read_state)(const guint8 *note, gsize size, TckRegisters *ret_registers);
} TckArch;

/* Registers an architecture: TCK_ARCH(.name = "x86_64", ...). */
#define TCK_ARCH(...)                                                  \
        static const TckArch arch = {__VA_ARGS__};                     \
        __attribute__((constructor)) static void register_arch(void) { \
                tck_register_arch(&arch);                              \
        }

void tck_register_arch(const TckArch *arch);

/* The architecture of that name; NULL if it is not known. */
const TckArch *tck_find_arch(const char *name);

/* Whether what QEMU's target of that name prints of its CPUs can be taken apart. */
gboolean tck_target_has_registers(const char *target);

/* The architecture whose cores have that e_machine; NULL if it is not known. */
const TckArch *tck_find_arch_of_core(guint machine);

/* That of guests unless the user says otherwise. */
const TckArch *tck_default_arch(void);

/* All of them, in no order: const TckArch *. Owned by the library. */
const GPtrArray *tck_all_archs(void);

/* Its way to boot of that name; NULL if it has none. */
const TckBoot *tck_arch_boot(const TckArch *arch, const char *name);

/* The number behind a name in QEMU's list of registers, "RIP=", in that base; FALSE if the name is not there before the end. */
gboolean tck_register_value(const char *text, const char *end, const char *name, guint base, guint64 *ret_value);

/* ---- which cases concern a machine type ---- */

/* Whether the case can tell anything of a machine type of that architecture, booted in that way: what KVM has of Hyper-V's interface, it
 * has whatever was booted, and the first way to boot does. One that the architecture does not
 * name is taken to lack nothing. */
gboolean tck_machine_concerns(const TckArch *arch, const char *machine, const TckBoot *boot, const TckCase *tested);
