/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF cores of each machine but x86_64, whose NT_PRSTATUS is Linux's elf_prstatus: 112 bytes, then elf_gregset_t in the order of
 * the machine's <asm/ptrace.h>, then pr_fpvalid and padding to 8 bytes.
 */
#include <elf.h>
#include <fcntl.h>

#include "common.h"
#include "core.h"
#include "vmcore.h"

enum { REGISTERS_AT = 112, FPVALID = 8, CPUS = 2, NOTE_MAX = 1024 };

typedef struct {
        const char *name;
        guint16 machine;
        gboolean big_endian, mapped; /* mapped: libkdumpfile knows it */
        guint registers;             /* words of elf_gregset_t */
        guint ip, sp, frame, link;   /* their numbers among these */
} Machine;

static const Machine machines[] = {
        /* s390_regs: PSW of two words, 16 general registers, 16 access registers of half a word, orig_gpr2 */
        {"s390x", EM_S390, TRUE, TRUE, 27, 1, 2 + 15, 2 + 15, 2 + 14},
        /* ELF_NGREG: 32 general registers, NIP, MSR, orig_gpr3, CTR, LR and others */
        {"ppc64", EM_PPC64, TRUE, TRUE, 48, 32, 1, 1, 36},
        /* user_pt_regs: X0 to X30, SP, PC, PSTATE */
        {"aarch64", EM_AARCH64, FALSE, TRUE, 34, 32, 31, 29, 30},
        /* user_regs_struct: PC, then X1 to X31 */
        {"riscv64", EM_RISCV, FALSE, FALSE, 32, 0, 2, 8, 1},
};

#define IP G_GUINT64_CONSTANT(0x0123456789abcde0)
#define SP G_GUINT64_CONSTANT(0xfedcba9876543210)
#define FRAME G_GUINT64_CONSTANT(0x40000000)
#define LINK G_GUINT64_CONSTANT(0x1111222233334444)
#define STATUS G_GUINT64_CONSTANT(0x0705000180000000) /* of s390x: I/O, external and machine check interrupts on */

static void put(guint8 *at, guint64 value, guint size, gboolean big_endian) {
        for (guint i = 0; i < size; i++)
                at[big_endian ? size - 1 - i : i] = (guint8) (value >> (8 * i));
}

/* A CPU's note, with the registers of that number. Returns its size. */
static gsize put_note(guint8 *note, const Machine *machine, guint cpu, guint64 status, gsize longer) {
        gsize size = REGISTERS_AT + 8 * machine->registers + FPVALID + longer;
        guint8 *description = note + 20, *registers = description + REGISTERS_AT;

        memset(note, 0, NOTE_MAX);
        put(note, 5, 4, machine->big_endian);
        put(note + 4, size, 4, machine->big_endian);
        put(note + 8, NT_PRSTATUS, 4, machine->big_endian);
        memcpy(note + 12, "CORE", 5);
        memset(registers, 0xee, 8 * machine->registers);
        put(registers + 8 * machine->link, LINK + cpu, 8, machine->big_endian);
        put(registers + 8 * machine->frame, FRAME + cpu, 8, machine->big_endian);
        put(registers + 8 * machine->ip, IP + cpu, 8, machine->big_endian);
        put(registers + 8 * machine->sp, SP + cpu, 8, machine->big_endian);
        if (machine->machine == EM_S390)
                put(registers, status, 8, TRUE);
        return 20 + size;
}

/* A header, a segment of notes, and one of a page that begins with 1, 2. */
static void put_headers(guint8 header[64 + 2 * 56], const Machine *machine, gboolean big_endian, gsize notes) {
        guint8 *segment = header + 64;

        memset(header, 0, 64 + 2 * 56);
        memcpy(header, (const char[]){0x7f, 'E', 'L', 'F', ELFCLASS64, big_endian ? ELFDATA2MSB : ELFDATA2LSB, 1}, 7);
        put(header + 16, ET_CORE, 2, big_endian);
        put(header + 18, machine->machine, 2, big_endian);
        put(header + 20, EV_CURRENT, 4, big_endian);
        put(header + 32, 64, 8, big_endian);
        put(header + 52, 64, 2, big_endian);
        put(header + 54, 56, 2, big_endian);
        put(header + 56, 2, 2, big_endian);
        put(segment, PT_NOTE, 4, big_endian);
        put(segment + 8, 64 + 2 * 56, 8, big_endian);
        put(segment + 32, notes, 8, big_endian);
        segment += 56;
        put(segment, PT_LOAD, 4, big_endian);
        put(segment + 8, 4096, 8, big_endian);
        put(segment + 24, 0x40000000, 8, big_endian);
        put(segment + 32, 4096, 8, big_endian);
        put(segment + 40, 4096, 8, big_endian);
}

/* `order`: the byte order that the file claims to have. */
static char *write_core(const Machine *machine, gboolean order, guint64 status, gsize longer) {
        char *path = make_scratch("core");
        guint8 header[64 + 2 * 56], bytes[CPUS * NOTE_MAX], page[4096] = {1, 2};
        int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
        gsize size = 0;

        for (guint cpu = 0; cpu < CPUS; cpu++)
                size += put_note(bytes + size, machine, cpu, status, longer);
        put_headers(header, machine, order, size);
        g_assert_cmpint(write(file, header, sizeof header), ==, sizeof header);
        g_assert_cmpint(write(file, bytes, size), ==, (gssize) size);
        g_assert_cmpint(pwrite(file, page, sizeof page, 4096), ==, sizeof page);
        close(file);
        return path;
}

static void check_registers(const Machine *machine, const TckRegisters *registers, guint cpu) {
        g_assert_cmphex(registers->ip, ==, IP + cpu);
        g_assert_cmphex(registers->sp, ==, SP + cpu);
        g_assert_cmphex(registers->frame, ==, (machine->frame == machine->sp ? SP : FRAME) + cpu);
        g_assert_cmphex(registers->link, ==, LINK + cpu);
        g_assert_nonnull(registers->frames);
}

static TckVmcore *open_vmcore(const Machine *machine, guint64 status) {
        char *path = write_core(machine, machine->big_endian, status, 0);
        GError *error = NULL;
        TckVmcore *core = tck_vmcore_open(path, tck_deadline(PATIENCE), &error);

        g_assert_no_error(error);
        remove_scratch(path);
        return core;
}

static void test_core(void) {
        for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
                char *path = write_core(&machines[i], machines[i].big_endian, 0, 0);
                g_autoptr(TckCore) core = NULL;
                GError *error = NULL;

                core = tck_core_open(path, tck_deadline(PATIENCE), &error);
                g_assert_no_error(error);
                g_assert_cmpstr(core->arch->name, ==, machines[i].name);
                g_assert_cmpint(core->big_endian, ==, machines[i].big_endian);
                g_assert_cmpuint(core->cpu_count, ==, CPUS);
                for (guint cpu = 0; cpu < CPUS; cpu++)
                        check_registers(&machines[i], &core->cpus[cpu], cpu);
                g_assert_cmpuint(core->segment_count, ==, 1);
                g_assert_cmphex(core->segments[0].physical, ==, 0x40000000);
                remove_scratch(path);
        }
}

static void check_memory(TckVmcore *core) {
        GError *error = NULL;
        guint8 bytes[2];

        g_assert_true(tck_vmcore_read_physical(core, 0x40000000, bytes, sizeof bytes, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(bytes[0], ==, 1);
        g_assert_cmpuint(bytes[1], ==, 2);
        g_assert_false(tck_vmcore_read_physical(core, 0x40000fff, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "0x40000fff");
        g_assert_false(tck_vmcore_read_physical(core, 0x3fffffff, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "0x3fffffff");
}

/* The same for a reader of cores of any origin. One that libkdumpfile does not know has its registers, and says what cannot be read. */
static void test_vmcore(void) {
        for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
                g_autoptr(TckVmcore) core = open_vmcore(&machines[i], 0);

                g_assert_cmpstr(core->arch, ==, machines[i].name);
                g_assert_cmpstr(core->machine->name, ==, machines[i].name);
                g_assert_cmpint(core->mapped, ==, machines[i].mapped);
                g_assert_cmpuint(core->cpu_count, ==, CPUS);
                for (guint cpu = 0; cpu < CPUS; cpu++) {
                        g_assert_true(core->cpus[cpu].has_place);
                        check_registers(&machines[i], &core->cpus[cpu].registers, cpu);
                }
                g_assert_cmpuint(core->troubles->len, ==, 1);
                g_test_message("%s", (const char *) core->troubles->pdata[0]);
                g_assert_nonnull(
                        strstr(core->troubles->pdata[0], machines[i].mapped ? "VMCOREINFO" : "does not know riscv64"));
                g_assert_null(tck_vmcore_describe(core, IP));
                check_memory(core);
        }
}

/* A note of another size is that of another machine, and a file in the other byte order is none of QEMU's. */
static void test_flaws(void) {
        for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
                char *longer = write_core(&machines[i], machines[i].big_endian, 0, 8);
                char *swapped = write_core(&machines[i], !machines[i].big_endian, 0, 0);
                GError *error = NULL;

                g_assert_null(tck_core_open(longer, tck_deadline(PATIENCE), &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "an NT_PRSTATUS note has the wrong length for such a CPU");
                g_assert_null(tck_vmcore_open(longer, tck_deadline(PATIENCE), &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "an NT_PRSTATUS note has the wrong length for such a CPU");
                g_assert_null(tck_core_open(swapped, tck_deadline(PATIENCE), &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "note");
                remove_scratch(longer);
                remove_scratch(swapped);
        }
}

/* ---- s390x: the PSW shows whether a CPU has crashed (z/Architecture Principles of Operation, "Program-Status-Word Format") ---- */

static JsonObject *crash_of(guint64 status, guint64 ip) {
        return tck_find_arch("s390x")->crash_of_cpu(&(TckRegisters){.status = status, .ip = ip}, 3);
}

static void test_crash(void) {
        static const guint64 disabled_wait = G_GUINT64_CONSTANT(0x0002000180000000);
        static const guint64 none[] = {0x0000000180000000, /* runs */
                                       0x0202000180000000, /* waits for I/O, */
                                       0x0102000180000000, /* an external interrupt, */
                                       0x0006000180000000 /* a machine check */};
        JsonObject *info = crash_of(disabled_wait, 0xdead);

        g_assert_cmpstr(json_object_get_string_member(info, "type"), ==, "s390");
        g_assert_cmpstr(json_object_get_string_member(info, "reason"), ==, "disabled-wait");
        g_assert_cmpint(json_object_get_int_member(info, "core"), ==, 3);
        g_assert_cmpint(json_object_get_int_member(info, "psw-mask"), ==, disabled_wait);
        g_assert_cmpint(json_object_get_int_member(info, "psw-addr"), ==, 0xdead);
        json_object_unref(info);
        for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
                g_assert_null(crash_of(none[i], 0xdead));
        /* Linux says so that it has shut down. */
        g_assert_null(crash_of(disabled_wait, 0xfff));
        g_assert_null(crash_of(disabled_wait, 0x123fff));
}

static void test_status(void) {
        g_autoptr(TckVmcore) core = open_vmcore(&machines[0], STATUS);

        g_assert_cmphex(core->cpus[0].registers.status, ==, STATUS);
        g_assert_cmphex(core->cpus[1].registers.status, ==, STATUS);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/core/machines/core", test_core);
        g_test_add_func("/core/machines/vmcore", test_vmcore);
        g_test_add_func("/core/machines/flaws", test_flaws);
        g_test_add_func("/core/machines/crash", test_crash);
        g_test_add_func("/core/machines/status", test_status);
        return g_test_run();
}
