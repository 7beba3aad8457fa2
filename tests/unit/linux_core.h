/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores of Linux, made by tests: ELF, of an x86_64 kernel whose first 2 MiB are mapped, and whose log is a buffer of
 * text.
 */
#pragma once

#include "cores.h"

enum {
        PAGE = 4096,
        PAGES = 16,
        TABLES = 1 * PAGE, /* three pages */
        OTHER = 4 * PAGE,  /* something that resembles VMCOREINFO */
        INFO = 5 * PAGE,
        VARIABLES = 6 * PAGE,
        LOG = 7 * PAGE,
        ONES = 10 * PAGE, /* a page of ones */
        LOG_SIZE = PAGE,
};

#define KERNEL G_GUINT64_CONSTANT(0xffffffff80000000)
#define LOG_TEXT "<4>[    1.000000] one\n<0>[    2.000000] two\n"
static const guint64 huge = G_GUINT64_CONSTANT(100) << 30;

/* A core that is being made. */
typedef struct {
        guint8 memory[PAGES * PAGE];
        GByteArray *notes;
        guint64 hole;          /* bytes of memory before the kernel, a hole in the file */
        guint16 machine;       /* e_machine; 0: EM_X86_64 */
        gboolean bad_sections; /* an invalid section header for the table of names */
} Made;

static inline char *make_info(const char *more) {
        return g_strdup_printf(
                "OSRELEASE=6.1.0-test\nPAGESIZE=4096\nSYMBOL(init_top_pgt)=%" G_GINT64_MODIFIER
                "x\nNUMBER(phys_base)=0\nNUMBER(pgtable_l5_enabled)=0\nSYMBOL(log_buf)=%" G_GINT64_MODIFIER
                "x\nSYMBOL(log_buf_len)=%" G_GINT64_MODIFIER "x\nSYMBOL(log_end)=%" G_GINT64_MODIFIER "x\n%s",
                KERNEL + TABLES, KERNEL + VARIABLES, KERNEL + VARIABLES + 8, KERNEL + VARIABLES + 16, more);
}

static inline void put_log(Made *made, const char *text) {
        put32(made->memory + VARIABLES + 16, (guint32) strlen(text));
        memcpy(made->memory + LOG, text, strlen(text));
}

/* The kernel's memory: tables of four levels, which map a page of 2 MiB, and a log. */
static inline Made *made_new(void) {
        const guint64 present = 3, large = 0x80;
        guint8 prstatus[PRSTATUS_SIZE] = {0};
        Made *made = g_new0(Made, 1);

        put64(made->memory + TABLES + 511 * 8, (TABLES + PAGE) | present);
        put64(made->memory + TABLES + PAGE + 510 * 8, (TABLES + 2 * PAGE) | present);
        put64(made->memory + TABLES + 2 * PAGE, 0 | present | large);
        put64(made->memory + VARIABLES, KERNEL + LOG);
        put32(made->memory + VARIABLES + 8, LOG_SIZE);
        put_log(made, LOG_TEXT);
        memset(made->memory + ONES, 0xff, PAGE);
        made->notes = g_byte_array_new();
        put64(prstatus + 112 + 8 * 16, 0x10141d);
        put64(prstatus + 112 + 8 * 19, 0x153fc8);
        put32(prstatus + 32, 1234); /* the task's PID */
        add_note(made->notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        return made;
}

static inline void made_free(Made *made) {
        g_byte_array_unref(made->notes);
        g_free(made);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Made, made_free)

static inline void put_info(Made *made, guint place, const char *more) {
        g_autofree char *text = make_info(more);

        memcpy(made->memory + place, text, strlen(text));
}

/* One segment contains the kernel; the hole, if any, is a segment before it. They are contiguous. */
static inline char *write_core(const Made *made) {
        Elf64_Ehdr header = {.e_type = ET_CORE,
                             .e_machine = made->machine ? made->machine : EM_X86_64,
                             .e_version = EV_CURRENT,
                             .e_phoff = sizeof header,
                             .e_ehsize = sizeof header,
                             .e_phentsize = sizeof(Elf64_Phdr),
                             .e_phnum = 3};
        Elf64_Phdr segments[] = {{.p_type = PT_NOTE, .p_filesz = made->notes->len},
                                 {.p_type = PT_LOAD, .p_paddr = 1 << 30, .p_filesz = made->hole, .p_memsz = made->hole},
                                 {.p_type = PT_LOAD, .p_filesz = sizeof made->memory, .p_memsz = sizeof made->memory}};
        char *path = make_scratch("core");
        int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

        memcpy(header.e_ident, (const char[]){0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT}, 7);
        segments[0].p_offset = sizeof header + sizeof segments;
        segments[1].p_offset = segments[0].p_offset + made->notes->len;
        segments[2].p_offset = segments[1].p_offset + made->hole;
        if (made->bad_sections) {
                header.e_shoff = segments[2].p_offset + ONES;
                header.e_shentsize = sizeof(Elf64_Shdr);
                header.e_shnum = 2;
                header.e_shstrndx = 1;
        }
        g_assert_cmpint(write(file, &header, sizeof header), ==, sizeof header);
        g_assert_cmpint(write(file, segments, sizeof segments), ==, sizeof segments);
        g_assert_cmpint(write(file, made->notes->data, made->notes->len), ==, made->notes->len);
        g_assert_cmpint(pwrite(file, made->memory, sizeof made->memory, (off_t) segments[2].p_offset), ==,
                        sizeof made->memory);
        close(file);
        return path;
}
