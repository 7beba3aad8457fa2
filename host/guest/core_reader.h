/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers of a core's file, for core.c: common functions (core_reader.c), and a reader for each format of the file.
 */
#pragma once

#include "core.h"

typedef struct {
        int fd;
        guint64 size;    /* bytes */
        gint64 deadline; /* for all reads */
} TckCoreFile;

/* Opens a regular file. FALSE with TCK_ERROR_ENVIRONMENT, or TCK_ERROR_PROTOCOL for another kind of file; even then the caller closes its descriptor,
 * unless it is -1. */
gboolean tck_core_file_open(const char *path, gint64 deadline, TckCoreFile *ret_file, GError **error);

/* Sets TCK_ERROR_PROTOCOL. Returns FALSE. */
gboolean tck_core_malformed(GError **error, const char *what);

/* FALSE with TCK_ERROR_TIMEOUT once the deadline has passed. */
gboolean tck_core_in_time(gint64 deadline, GError **error);

/* Whether the range is within the size. */
gboolean tck_core_lies_within(guint64 offset, guint64 length, guint64 size);

/* Reads all of length bytes at an offset of a file. TCK_ERROR_PROTOCOL if the file ends before. */
gboolean tck_core_read_at(int fd, guint64 offset, void *ret_bytes, gsize length, GError **error);

/* Copies length bytes from one place of the file to another of a second one. */
gboolean tck_core_copy(const TckCoreFile *file, guint64 from, int to_fd, guint64 to, guint64 length, GError **error);

/* ---- notes: those of ELF, whatever the format of the memory ---- */

typedef struct {
        const TckArch *arch; /* of the guest; NULL if it is not known, and then no registers are read */
        gboolean big_endian;
        GArray *cpus;     /* TckRegisters, of NT_PRSTATUS */
        GArray *states;   /* TckRegisters, of QEMU's own notes */
        GBytes *guest;    /* the guest's VMCOREINFO, unchanged; NULL if there is none */
        char *vmcoreinfo; /* the same as text, valid UTF-8 */
        gsize prstatus;   /* bytes of an NT_PRSTATUS, 0 if there is none */
} TckCoreNotes;

void tck_core_notes_init(TckCoreNotes *notes);
void tck_core_notes_clear(TckCoreNotes *notes);

/* Adds the contents of so many bytes of notes. */
gboolean tck_core_notes_take(TckCoreNotes *notes, const guint8 *bytes, gsize length, GError **error);

/* Copies the guest's VMCOREINFO, replacing an earlier one. */
void tck_core_notes_set_vmcoreinfo(TckCoreNotes *notes, const guint8 *text, gsize size);

/* ---- ELF files ---- */

typedef struct {
        guint header_size; /* e_ehsize, bytes */
        guint machine;     /* e_machine */
        guint word;        /* bytes: 8 of ELFCLASS64, otherwise 4 */
        GArray *segments;  /* TckCoreSegment, of PT_LOAD */
} TckCoreElf;

/* Whether a file that begins with these bytes is ELF. */
enum { TCK_ELF_SIGNATURE = 4 };
gboolean tck_core_elf_is_one(const guint8 beginning[TCK_ELF_SIGNATURE]);

/* Reads the headers of a core of any architecture into `elf`, whose segments are an empty array, and the notes into `notes`. */
gboolean tck_core_elf_read(const TckCoreFile *file, TckCoreElf *elf, TckCoreNotes *notes, GError **error);

/* Reads memory that is in one of its segments, in linear time of their number. TCK_ERROR_REFUSED if it is in none. */
gboolean tck_core_elf_read_memory(const TckCoreFile *file, const TckCoreElf *elf, guint64 physical, void *ret_bytes,
                                  gsize length, GError **error);

/* A copy of an ELF core without its section headers, in an unnamed file: QEMU writes wrong ones on some architectures, and
 * libkdumpfile then refuses the core. Holes are kept. The new file is in the directory if possible, or where temporary files go. FALSE
 * without an error if there are none, or if they are needed; its descriptor is to be closed unless it is -1. */
gboolean tck_core_elf_strip(const TckCoreFile *file, const char *directory, TckCoreFile *ret_file, GError **error);

/* ---- kdump: the headers of compressed cores as makedumpfile has them, of version 6 (its IMPLEMENTATION, and QEMU's
 * include/sysemu/dump.h). They are under test themselves, and libkdumpfile does not give access to them. ---- */

/* Whether a file that begins with these bytes is one that is not flattened. */
enum { TCK_KDUMP_SIGNATURE = 8 };
gboolean tck_kdump_is_one(const guint8 beginning[TCK_KDUMP_SIGNATURE]);

/* Reads the headers and the notes of a core that is not flattened, and checks that its bitmaps are within the file. */
gboolean tck_kdump_read(const TckCoreFile *file, TckKdump *ret_header, TckCoreNotes *notes, GError **error);

/* Whether the file of such a core ends before pages that it should have; only the last ones are looked at. libkdumpfile takes them for
 * zeroes. */
gboolean tck_kdump_is_cut(const TckCoreFile *file, const TckKdump *header);

/* ---- flattened files (makedumpfile, IMPLEMENTATION): records, each with the offset of its bytes in the core. They are
 * copied there, in an unnamed file that belongs to the object. ---- */

/* Whether a file that begins with these bytes is flattened. */
enum { TCK_FLAT_SIGNATURE = 16 };
gboolean tck_flat_is_one(const guint8 beginning[TCK_FLAT_SIGNATURE]);

typedef struct TckFlat TckFlat;

/* Copies the beginning of the core to its place, with all headers and notes. The new file is in the directory if possible,
 * or where temporary files go. Free with tck_flat_free(). */
TckFlat *tck_flat_open(const TckCoreFile *file, const char *directory, GError **error);
void tck_flat_free(TckFlat *flat);

/* The core, as far as it has been copied. The file has its final size. */
TckCoreFile tck_flat_file(const TckFlat *flat);

/* Copies the rest. Does nothing if that has been done. */
gboolean tck_flat_rearrange(TckFlat *flat, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckFlat, tck_flat_free)
