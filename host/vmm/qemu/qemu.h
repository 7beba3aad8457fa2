/* SPDX-License-Identifier: BSD-2-Clause */
/* The adapter to QEMU: its command line, and the capabilities of the QEMU under test. */
#pragma once

#include "arch.h"
#include "firmware.h"
#include "qmp.h"
#include "vmspec.h"

/* A QEMU and its capabilities. Callers only read it. */
typedef struct {
        const TckArch *arch; /* of its guests */
        char *program, *accel;
        guint version;      /* comparable as Qmp.version */
        char *version_text; /* "7.2.22" */
        char *architecture; /* the emulated architecture, by QMP's name: "x86_64" */
        TckFirmware *firmware;
        char *guests;         /* the folder of the probes' images */
        GStrv arguments;      /* NULL if there are none */
        GHashTable *machines; /* name or alias → the maximal number of CPUs */
        GHashTable *aliases;  /* alias → name */
        char *old;            /* the oldest versioned PC, NULL if there is none */
        GHashTable *events;   /* a device's type → the bits that it supports; without missing devices */
        GStrv cpu_properties; /* those of its CPUs, NULL if none were asked for */
        gboolean has_action;  /* -action, since 6.0 */
        gboolean has_kvm;
        gboolean has_vmcoreinfo;
} TckQemu;

/* The user's options; NULL is the default. Borrowed as long as the TckQemu exists. */
typedef struct {
        const TckArch *arch;          /* of its guests: tck_default_arch() */
        const char *program;          /* that of the architecture, from PATH */
        const char *firmware;         /* as tck_firmware_new() takes it */
        const char *accel;            /* tcg by default: it is fast enough, and works everywhere */
        const char *guests;           /* the folder of the probes' images: see tck_guests_directory() */
        const char *const *arguments; /* for each VM, unchanged, after the kit's own; NULL-terminated */
} TckQemuOptions;

/* The program that emulates the architecture: the given one, or of a given folder the architecture's; NULL stands for that of PATH. Free
 * with g_free(). */
char *tck_qemu_program(const TckArch *arch, const char *given);

/* Starts the program once, without a machine, and asks for its capabilities. Free with tck_qemu_free(). */
TckQemu *tck_qemu_new(const TckQemuOptions *options, gint64 deadline, GError **error);
void tck_qemu_free(TckQemu *qemu);

/* Starts a QEMU once, without a machine, by that accelerator or, if NULL, its own choice, and has the function ask its monitor. FALSE if that
 * returned FALSE or could not be called, which the error explains. */
typedef gboolean (*TckQemuQuestion)(Qmp *qmp, gint64 deadline, gpointer data, GError **error);
gboolean tck_qemu_ask(const char *program, const char *accel, TckQemuQuestion question, gpointer data, gint64 deadline,
                      GError **error);

/* The name of the VM's firmware, as tck_firmware_name(); NULL if it has none that the kit chose, or an unknown one. */
const char *tck_qemu_firmware(const TckQemu *qemu, const TckVmConfig *config);

/* Whether the VM has firmware that is EDK2. */
gboolean tck_qemu_boots_edk2(const TckQemu *qemu, const TckVmConfig *config);

/* The boot method by which the VM gets its probe: its own; or that by a disk, if its firmware takes no application from QEMU. NULL if
 * there is none. */
const TckBoot *tck_qemu_given_boot(const TckQemu *qemu, const TckVmConfig *config);

/* The image for a boot method. Free with g_free(). */
char *tck_qemu_image(const TckQemu *qemu, const TckBoot *boot);

/* The path of the ELF file with the symbols of the probe for that boot method, which may not exist. Free with g_free(). */
char *tck_qemu_symbols_file(const TckQemu *qemu, const TckBoot *boot);

gboolean tck_qemu_has_machine(const TckQemu *qemu, const char *machine);

/* QEMU's name for a machine type: "pc-i440fx-2.0" for "old", NULL if there is none. Borrowed. */
const char *tck_qemu_machine_type(const TckQemu *qemu, const char *machine);

/* The same, but never an alias. */
const char *tck_qemu_full_machine_type(const TckQemu *qemu, const char *machine);

/* Whether its CPUs have that property, "hv-crash". */
gboolean tck_qemu_has_cpu_property(const TckQemu *qemu, const char *name);

/* The bits that its device of that channel supports; 0 if there is no such device. */
guint tck_qemu_device_bits(const TckQemu *qemu, const char *channel);

/* NULL if this QEMU can run such a VM; otherwise the reason, for a SKIP, and whether the firmware is the reason,
 * and not QEMU. Free with g_free(). */
char *tck_qemu_cannot(const TckQemu *qemu, const TckVmConfig *config, gboolean *ret_firmware);

/* The size of the file for the VM's RAM: firmware writes so much of its RAM that a snapshot without it is restored in
 * half the time. 0: its RAM is QEMU's own. */
guint64 tck_qemu_ram_size(const TckQemu *qemu, const TckVmConfig *config);

/* The descriptors that QEMU inherits, starting at 3. */
enum {
        TCK_QEMU_QMP,
        TCK_QEMU_WIRE,
        TCK_QEMU_CONSOLE,
        TCK_QEMU_SECOND_QMP,
        TCK_QEMU_RAM, /* the file that holds the VM's RAM, if tck_qemu_ram_size() is not 0 */
        TCK_QEMU_FDS,
};

/* How a VM begins. */
typedef enum {
        TCK_ORIGIN_BOOT,     /* at its firmware */
        TCK_ORIGIN_INCOMING, /* with a state that is migrated in */
        TCK_ORIGIN_SNAPSHOT, /* with a state without RAM; the RAM is a private copy of its file */
} TckOrigin;

/* The command line for a VM that waits for `cont`, or for `migrate-incoming` first, and whose RAM is in a file if `ram`: a
 * NULL-terminated GPtrArray of strings of its own. The name marks the process. Free with g_ptr_array_unref(). */
GPtrArray *tck_qemu_command_line(const TckQemu *qemu, const TckVmConfig *config, const char *name, TckOrigin origin,
                                 gboolean ram);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckQemu, tck_qemu_free)
