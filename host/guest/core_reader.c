/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_reader.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

/* ---- the file ---- */

gboolean tck_core_file_open(const char *path, gint64 deadline, TckCoreFile *ret_file, GError **error) {
        struct stat status;

        *ret_file = (TckCoreFile){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .deadline = deadline};
        if (ret_file->fd < 0 || fstat(ret_file->fd, &status) < 0)
                return tck_error_set_errno(error, "cannot open it");
        if (!S_ISREG(status.st_mode))
                return tck_core_malformed(error, "it is not a regular file");
        ret_file->size = (guint64) status.st_size;
        return TRUE;
}

gboolean tck_core_malformed(GError **error, const char *what) {
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s", what);
}

gboolean tck_core_in_time(gint64 deadline, GError **error) {
        if (g_get_monotonic_time() < deadline)
                return TRUE;
        return tck_error_set(error, TCK_ERROR_TIMEOUT, "reading it takes too long");
}

gboolean tck_core_lies_within(guint64 offset, guint64 length, guint64 size) {
        return offset <= size && length <= size - offset;
}

gboolean tck_core_read_at(int fd, guint64 offset, void *ret_bytes, gsize length, GError **error) {
        guint8 *to = ret_bytes;

        while (length) {
                ssize_t n = offset > G_MAXINT64 ? 0 : pread(fd, to, length, (off_t) offset);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return tck_error_set_errno(error, "cannot read it");
                if (n == 0)
                        return tck_core_malformed(error, "the file is too short");
                to += n;
                offset += (guint64) n;
                length -= (gsize) n;
        }
        return TRUE;
}

gboolean tck_core_copy(const TckCoreFile *file, guint64 from, int to_fd, guint64 to, guint64 length, GError **error) {
        const guint64 most = 1 << 20; /* between checks of the deadline */
        off_t place = (off_t) from;

        if (lseek(to_fd, (off_t) to, SEEK_SET) < 0)
                return tck_error_set_errno(error, "cannot rearrange it in a temporary file");
        while (length) {
                ssize_t n;

                if (!tck_core_in_time(file->deadline, error))
                        return FALSE;
                n = sendfile(to_fd, file->fd, &place, (size_t) MIN(length, most));
                if (n < 0 && errno != EINTR)
                        return tck_error_set_errno(error, "cannot rearrange it in a temporary file");
                if (n == 0)
                        return tck_core_malformed(error, "the file is too short");
                length -= (guint64) MAX(n, 0);
        }
        return TRUE;
}

/* ---- notes ---- */

void tck_core_notes_init(TckCoreNotes *notes) {
        notes->arch = tck_default_arch();
        notes->cpus = g_array_new(FALSE, FALSE, sizeof(TckRegisters));
        notes->states = g_array_new(FALSE, FALSE, sizeof(TckRegisters));
        notes->big_endian = FALSE;
        notes->guest = NULL;
        notes->vmcoreinfo = NULL;
}

void tck_core_notes_clear(TckCoreNotes *notes) {
        g_array_unref(notes->cpus);
        g_array_unref(notes->states);
        g_clear_pointer(&notes->guest, g_bytes_unref);
        g_free(notes->vmcoreinfo);
}

/* ---- one note ---- */

typedef struct {
        guint32 type;
        const char *name;
        gsize name_size; /* including the NUL */
        const guint8 *description;
        gsize size;
} Note;

static guint32 number32(const TckCoreNotes *notes, const guint8 *bytes) {
        guint32 value;

        memcpy(&value, bytes, sizeof value);
        return notes->big_endian ? GUINT32_FROM_BE(value) : GUINT32_FROM_LE(value);
}

static gboolean is_named(const Note *note, const char *name) {
        return note->name_size == strlen(name) + 1 && memcmp(note->name, name, note->name_size) == 0;
}

static gboolean add_registers(GArray *cpus, const TckRegisters *registers, GError **error) {
        if (cpus->len >= TCK_CORE_CPUS_MAX)
                return tck_core_malformed(error, "it has the registers of too many CPUs");
        g_array_append_vals(cpus, registers, 1);
        return TRUE;
}

void tck_core_notes_set_vmcoreinfo(TckCoreNotes *notes, const guint8 *text, gsize size) {
        g_autofree char *copy = g_strndup((const char *) text, size);

        g_clear_pointer(&notes->guest, g_bytes_unref);
        notes->guest = g_bytes_new(text, size);
        g_free(notes->vmcoreinfo);
        notes->vmcoreinfo = g_utf8_make_valid(copy, -1);
}

/* Registers in the other byte order are not read: a guest of ppc64 may have either. */
static gboolean take_note(TckCoreNotes *notes, const Note *note, GError **error) {
        gboolean prstatus = is_named(note, "CORE") && note->type == NT_PRSTATUS;
        const TckArch *arch = notes->arch;
        TckRegisters registers = {0};

        if (prstatus)
                notes->prstatus = note->size;
        if (prstatus && arch && arch->prstatus->size && arch->big_endian == notes->big_endian) {
                if (!tck_arch_read_prstatus(arch, note->description, note->size, &registers))
                        return tck_core_malformed(error, "an NT_PRSTATUS note has the wrong length for such a CPU");
                return add_registers(notes->cpus, &registers, error);
        }
        if (is_named(note, "QEMU") && arch && arch->read_state) {
                if (!arch->read_state(note->description, note->size, &registers))
                        return tck_core_malformed(error, "a note named QEMU is not a CPU state of version 1");
                return add_registers(notes->states, &registers, error);
        }
        if (is_named(note, "VMCOREINFO"))
                tck_core_notes_set_vmcoreinfo(notes, note->description, note->size);
        return TRUE;
}

/* A note consists of the sizes of its name and description, its type, the name, and the description. The last two are padded to four
 * bytes; the padding of the last note may be missing. */
gboolean tck_core_notes_take(TckCoreNotes *notes, const guint8 *bytes, gsize length, GError **error) {
        enum { HEADER = 12 };
        gsize place = 0;

        while (length - place >= HEADER) {
                gsize name_size = number32(notes, bytes + place), size = number32(notes, bytes + place + 4);
                Note note = {.type = number32(notes, bytes + place + 8), .name_size = name_size, .size = size};
                gsize padded = (name_size + 3) & ~(gsize) 3;

                place += HEADER;
                if (padded > length - place || size > length - place - padded)
                        return tck_core_malformed(error, "a note extends beyond its segment");
                note.name = (const char *) bytes + place;
                note.description = bytes + place + padded;
                if (!take_note(notes, &note, error))
                        return FALSE;
                place += padded;
                place += MIN((size + 3) & ~(gsize) 3, length - place);
        }
        return TRUE;
}
