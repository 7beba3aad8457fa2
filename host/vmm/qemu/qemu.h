/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The adapter to QEMU: the one place that knows its command line, and what the QEMU at hand can do.
 */
#pragma once

#include "arch.h"
#include "child.h"
#include "qmp.h"
#include "vmspec.h"

typedef struct TckQemu TckQemu;

/* What the user chose; NULL everywhere is the default. Borrowed for the life of the TckQemu. */
typedef struct {
        const TckArch *arch;          /* of its guests: tck_default_arch() */
        const char *program;          /* that of the architecture, from PATH */
        const char *firmware;         /* as tck_firmware_new() takes it */
        const char *accel;            /* tcg: a bare-metal boot is fast enough, and works everywhere */
        const char *guests;           /* the folder of the probes' images: see tck_guests_directory() */
        const char *const *arguments; /* for each VM, as they are, behind the kit's own; NULL-terminated */
} TckQemuOptions;

/* Starts the program once, without a machine, and asks it what it is. Free with tck_qemu_free(). */
TckQemu *tck_qemu_new(const TckQemuOptions *options, gint64 deadline, GError **error);
void tck_qemu_free(TckQemu *qemu);

/* "7.2.22"; comparable as in qmp_version(). Borrowed. */
const char *tck_qemu_version_text(const TckQemu *qemu);
guint tck_qemu_version(const TckQemu *qemu);
const char *tck_qemu_program(const TckQemu *qemu);
const char *tck_qemu_accel(const TckQemu *qemu);

/* What it emulates, as QMP names it: x86_64. Borrowed. */
const char *tck_qemu_architecture(const TckQemu *qemu);
const TckArch *tck_qemu_arch(const TckQemu *qemu);

/* The image that it boots in that way. Free with g_free(). */
char *tck_qemu_image(const TckQemu *qemu, const TckBoot *boot);

/* The ELF file that has the symbols of the probe that is booted so, whether it is there or not. Free with g_free(). */
char *tck_qemu_symbols_file(const TckQemu *qemu, const TckBoot *boot);

gboolean tck_qemu_has_machine(const TckQemu *qemu, const char *machine);

/* QEMU's own name for a machine type: "pc-i440fx-2.0" for "old", NULL if it has none for that. Borrowed. */
const char *tck_qemu_machine_type(const TckQemu *qemu, const char *machine);

/* The bits that its device of that channel knows; 0 if there is no such device. */
guint tck_qemu_device_bits(const TckQemu *qemu, const char *channel);

/* NULL if this QEMU can make such a VM; otherwise the reason why not, for a SKIP, and whether it is the firmware that is not fit,
 * and not QEMU. Free with g_free(). */
char *tck_qemu_cannot(const TckQemu *qemu, const TckVmConfig *config, gboolean *ret_firmware);

/* How many bytes the file has that holds the VM's RAM: of firmware's, so much is written to that a snapshot without it is restored in
 * half the time. 0: its RAM is QEMU's own. */
guint64 tck_qemu_ram_size(const TckQemu *qemu, const TckVmConfig *config);

/* The descriptors that QEMU inherits. */
typedef struct {
        int qmp, wire, console, second_qmp;
        int ram; /* the file that holds the VM's RAM; -1 if tck_qemu_ram_size() is 0 */
} TckQemuFds;

enum { TCK_QEMU_FDS = 5 };

/* How a VM begins. */
typedef enum {
        TCK_ORIGIN_BOOT,     /* at its firmware */
        TCK_ORIGIN_INCOMING, /* with a state that is migrated in */
        TCK_ORIGIN_SNAPSHOT, /* with a state but for its RAM, which is a private copy of what its file holds */
} TckOrigin;

/* The command line for a VM that waits for `cont`, or for `migrate-incoming` first: a NULL-terminated GPtrArray of strings of its
 * own, and how the descriptors are numbered in the child, and how many they are. The name marks the process. Free with
 * g_ptr_array_unref(). */
GPtrArray *tck_qemu_command_line(const TckQemu *qemu, const TckVmConfig *config, const char *name, TckOrigin origin,
                                 const TckQemuFds *fds, TckChildFd ret_child_fds[TCK_QEMU_FDS], guint *ret_count);

/* Up to the last few hundred bytes of a file that a program printed to, as valid UTF-8 on one line. Free with g_free(). */
char *tck_qemu_last_words(int fd);

/* Turns the error of a VM whose QEMU has ended by itself into one that says how, with the last that it printed to
 * output_fd. Leaves the error alone if QEMU lives on to the deadline. */
void tck_qemu_explain_end(const TckQemu *qemu, TckChild *child, int output_fd, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckQemu, tck_qemu_free)
