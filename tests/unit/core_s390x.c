/* SPDX-License-Identifier: BSD-2-Clause */
/* kdump cores whose numbers are big-endian: those of s390x. */
#include <elf.h>
#include <glib/gstdio.h>

#include "common.h"
#include "core.h"

enum {
        BLOCK = 4096, /* in the other byte order, this is a valid block size, too */
        STATUS = 424,
        NOTES_AT = BLOCK + 512,
        PRSTATUS = 336,
        NOTE = 12 + 8 + PRSTATUS,
        BLOCKS = 4,
};

static void put(guint8 *at, guint64 value, gsize size) {
        for (gsize i = 0; i < size; i++)
                at[i] = (guint8) (value >> 8 * (size - 1 - i));
}

/* Headers and one CPU's note, without pages. */
static void write_core(const char *path, const char *machine) {
        g_autofree guint8 *bytes = g_malloc0(BLOCKS * BLOCK);
        guint8 *status = bytes + STATUS, *sub_header = bytes + BLOCK, *note = bytes + NOTES_AT, *prstatus = note + 20;

        memcpy(bytes, "KDUMP   ", 8);
        put(bytes + 8, 6, 4);
        memcpy(bytes + 272, machine, strlen(machine));
        put(status, TCK_KDUMP_ZLIB, 4);
        put(status + 4, BLOCK, 4);
        put(status + 8, 1, 4);
        put(status + 12, 2, 4);
        put(status + 36, 1, 4);
        put(sub_header + 48, NOTES_AT, 8);
        put(sub_header + 56, NOTE, 8);
        put(note, strlen("CORE") + 1, 4);
        put(note + 4, PRSTATUS, 4);
        put(note + 8, NT_PRSTATUS, 4);
        memcpy(note + 12, "CORE", strlen("CORE"));
        put(prstatus + 112, G_GUINT64_CONSTANT(0x0002000180000000), 8);
        put(prstatus + 120, G_GUINT64_CONSTANT(0x123456789abcde), 8);
        put(prstatus + 128 + 8 * 15, 0x1fe00, 8);
        g_assert_true(g_file_set_contents(path, (const char *) bytes, BLOCKS * BLOCK, NULL));
}

static void test_machines(void) {
        static const char *const machines[] = {"S390X", "s390x", "Unknown"};

        for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
                g_autofree char *directory = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", NULL),
                                *path = g_build_filename(directory, "core", NULL);
                g_autoptr(TckCore) core = NULL;
                GError *error = NULL;

                g_test_message("%s", machines[i]);
                write_core(path, machines[i]);
                core = tck_core_open(path, tck_deadline(PATIENCE), &error);
                g_assert_no_error(error);
                g_assert_cmpstr(core->arch->name, ==, "s390x");
                g_assert_true(core->big_endian && core->kdump->big_endian);
                g_assert_cmpuint(core->kdump->version, ==, 6);
                g_assert_cmpuint(core->kdump->block_size, ==, BLOCK);
                g_assert_cmpuint(core->cpu_count, ==, 1);
                g_assert_cmphex(core->cpus[0].ip, ==, G_GUINT64_CONSTANT(0x123456789abcde));
                g_assert_cmphex(core->cpus[0].sp, ==, 0x1fe00);
                g_assert_no_errno(g_unlink(path));
                g_assert_no_errno(g_rmdir(directory));
        }
}

/* The same size of a note in the other byte order is another architecture's. */
static void test_find(void) {
        g_assert_cmpstr(tck_find_arch_of_kdump("Unknown", TRUE, PRSTATUS)->name, ==, "s390x");
        g_assert_cmpstr(tck_find_arch_of_kdump("Unknown", FALSE, PRSTATUS)->name, ==, "x86_64");
        g_assert_cmpstr(tck_find_arch_of_kdump("x86_64", FALSE, 0)->name, ==, "x86_64");
        g_assert_null(tck_find_arch_of_kdump("Unknown", TRUE, 1));
        g_assert_null(tck_find_arch_of_kdump("Unknown", FALSE, 0));
        g_assert_cmpstr(tck_find_arch_of_core(EM_S390)->name, ==, "s390x");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/core/s390x/machines", test_machines);
        g_test_add_func("/core/s390x/find", test_find);
        return g_test_run();
}
