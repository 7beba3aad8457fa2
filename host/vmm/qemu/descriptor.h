/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firmware descriptors: JSON files in which distributions describe installed firmware, its features, and how QEMU is
 * given it (QEMU, docs/interop/firmware.json). They are not trusted.
 */
#pragma once

#include <glib.h>

typedef enum {
        TCK_FIRMWARE_BIOS,   /* into memory, by -bios */
        TCK_FIRMWARE_FLASH,  /* into chips, by -drive if=pflash */
        TCK_FIRMWARE_KERNEL, /* as a kernel, by -kernel */
} TckFirmwareDevice;

/* A file with an image, and its format, by the name in QEMU's block layer: raw, qcow2. */
typedef struct {
        char *path;
        char *format;
} TckFirmwareFile;

/* How a VM is given its firmware. */
typedef struct {
        TckFirmwareDevice device;
        TckFirmwareFile code;
        TckFirmwareFile variables; /* flash: the template of the second chip, path NULL if there is no such chip */
        gboolean combined;         /* flash: code and variables are in one chip, which the guest writes to */
        gboolean smm;              /* the machine has to emulate System Management Mode */
        gboolean secure;           /* only SMM may write to the flash */
} TckFirmwareImage;

void tck_firmware_image_clear(TckFirmwareImage *image);

typedef struct {
        char *architecture;
        GPtrArray *machines; /* char *: patterns as of glob(7) */
} TckDescriptorTarget;

/* A descriptor. Callers only read it. */
typedef struct {
        char *name; /* of its file */
        char *description;
        char *device; /* as in the descriptor */
        gboolean uefi;
        gboolean stateful;   /* its variables are in a device of QEMU */
        GPtrArray *features; /* char * */
        GPtrArray *targets;  /* TckDescriptorTarget * */
        TckFirmwareImage image;
} TckDescriptor;

/* Reads a descriptor from a file, or from text that came from that path. Fails on a malformed one, and says where. Free
 * with tck_descriptor_free(). */
TckDescriptor *tck_descriptor_load(const char *path, GError **error);
TckDescriptor *tck_descriptor_parse(const char *path, const char *text, gsize length, GError **error);
void tck_descriptor_free(TckDescriptor *descriptor);

/* "secure-boot, requires-smm"; "pc-q35-* of x86_64". Free with g_free(). */
char *tck_descriptor_features(const TckDescriptor *descriptor);
char *tck_descriptor_targets(const TckDescriptor *descriptor);

/* NULL if the firmware can start the kit's application in a QEMU for that architecture; otherwise the reason, as the end of a
 * sentence that begins with its name. Free with g_free(). */
char *tck_descriptor_cannot(const TckDescriptor *descriptor, const char *architecture);

/* The same for a machine type, by its full name, not an alias. */
char *tck_descriptor_cannot_on(const TckDescriptor *descriptor, const char *architecture, const char *machine);

/* Whether the text is one of these (char *). */
gboolean tck_descriptor_has(const GPtrArray *texts, const char *text);

/* ---- the folders of descriptors ---- */

typedef struct {
        char *name;
        char *path;
        gboolean hides; /* an empty file, which hides files of the same name in less specific directories */
} TckDescriptorFile;

/* $XDG_CONFIG_HOME/qemu/firmware, /etc/qemu/firmware, and qemu/firmware in each of $XDG_DATA_DIRS: from the most specific to
 * the least. Free with g_strfreev(). */
GStrv tck_descriptor_directories(void);

/* The files in these directories, sorted by name; of several with the same name, the most specific: TckDescriptorFile *. Free with
 * g_ptr_array_unref(). */
GPtrArray *tck_descriptor_list(const char *const *directories);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDescriptor, tck_descriptor_free)
