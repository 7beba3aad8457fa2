/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core_reader.h"
#include "error.h"
#include "file.h"

/* Offsets of the header's fields about sections. */
typedef struct {
        gsize offset, offset_size, numbers; /* e_shoff; e_shentsize, e_shnum and e_shstrndx, two bytes each */
        gsize segments;                     /* e_phnum, two bytes */
} Fields;

static const Fields small = {G_STRUCT_OFFSET(Elf32_Ehdr, e_shoff), 4, G_STRUCT_OFFSET(Elf32_Ehdr, e_shentsize),
                             G_STRUCT_OFFSET(Elf32_Ehdr, e_phnum)};
static const Fields large = {G_STRUCT_OFFSET(Elf64_Ehdr, e_shoff), 8, G_STRUCT_OFFSET(Elf64_Ehdr, e_shentsize),
                             G_STRUCT_OFFSET(Elf64_Ehdr, e_phnum)};

enum { NUMBERS_SIZE = 6 };

/* Copies the data, but not the holes, of the file. */
static gboolean copy_data(const TckCoreFile *file, int to_fd, GError **error) {
        off_t at = 0, end;

        while ((at = lseek(file->fd, at, SEEK_DATA)) >= 0) {
                end = lseek(file->fd, at, SEEK_HOLE);
                if (end < 0)
                        return tck_error_set_errno(error, "cannot read it");
                if (!tck_core_copy(file, (guint64) at, to_fd, (guint64) at, (guint64) (end - at), error))
                        return FALSE;
                at = end;
        }
        if (errno != ENXIO || ftruncate(to_fd, (off_t) file->size) < 0)
                return tck_error_set_errno(error, "cannot copy it to a temporary file");
        return TRUE;
}

static gboolean clear(int fd, gsize offset, gsize size, GError **error) {
        static const char zeroes[8];

        return pwrite(fd, zeroes, size, (off_t) offset) == (ssize_t) size ||
               tck_error_set_errno(error, "cannot copy it to a temporary file");
}

gboolean tck_core_elf_strip(const TckCoreFile *file, const char *directory, TckCoreFile *ret_file, GError **error) {
        guint8 header[sizeof(Elf64_Ehdr)];
        const Fields *fields;

        *ret_file = (TckCoreFile){.fd = -1, .size = file->size, .deadline = file->deadline};
        if (!tck_core_read_at(file->fd, 0, header, sizeof header, error))
                return FALSE;
        fields = header[EI_CLASS] == ELFCLASS64 ? &large : &small;
        /* With more segments than e_phnum can express, their number is in the first section header, which has to stay. */
        if ((header[fields->segments] == 0xff && header[fields->segments + 1] == 0xff) ||
            (!header[fields->numbers + 2] && !header[fields->numbers + 3]))
                return FALSE;
        ret_file->fd = tck_open_unnamed(directory, error);
        return ret_file->fd >= 0 && copy_data(file, ret_file->fd, error) &&
               clear(ret_file->fd, fields->offset, fields->offset_size, error) &&
               clear(ret_file->fd, fields->numbers, NUMBERS_SIZE, error);
}
