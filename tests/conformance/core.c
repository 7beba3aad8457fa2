/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores of a panicked guest: processors, memory, and VMCOREINFO. */
#include "check_psw.h"
#include "panic.h"

#define PAGE 4096u
#define MARK 0x63696e6170767021u

/* Takes a core of the page around an address, which has all notes and is written quickly. */
static const TckCore *take_page(Tck *t, guint64 address, gboolean paging) {
        return tck_take_core(
                t, &(TckCoreOptions){.paging = paging, .begin = address & ~(guint64) (PAGE - 1), .length = PAGE});
}

static guint64 ram(const Tck *t) {
        return tck_arch(t)->ram;
}

/* ---- ELF ---- */

static void header_is_as_long_as_it_says(Tck *t) {
        const TckCore *core;

        panic(t);
        core = take_page(t, ram(t), FALSE);
        go_on(t);
        tck_expect_no_event(t);
        if (core)
                tck_expect_number(t, "e_ehsize", core->header_size, 64);
}

static void each_cpu_has_notes(Tck *t) {
        guint cpus = MAX(tck_spec(t)->cpus, 1);
        const TckCore *core;

        panic(t);
        core = take_page(t, ram(t), FALSE);
        if (core)
                tck_expect_number(t, "NT_PRSTATUS notes,", core->cpu_count, cpus);
        if (core && tck_arch(t)->read_state)
                tck_expect_number(t, "QEMU's own notes,", core->state_count, cpus);
        for (guint i = 0; tck_arch(t)->read_state && i < cpus && !tck_over(t); i++) {
                tck_expect_number(t, "in both the RIP", core->states[i].ip, core->cpus[i].ip);
                tck_expect_number(t, "in both the RSP", core->states[i].sp, core->cpus[i].sp);
        }
        go_on(t);
}

static void rip_is_in_the_panic(Tck *t) {
        guint64 image = tck_info(t, "image"), size = tck_info(t, "image-size"), rip = 0;
        g_autofree char *symbol = NULL;
        const TckCore *core;

        panic(t);
        core = take_page(t, ram(t), FALSE);
        if (core && core->cpu_count)
                rip = core->cpus[0].ip;
        if (!tck_over(t) && rip - image >= size)
                tck_fail(t, "an RIP within the probe's image", "0x%" G_GINT64_MODIFIER "x", rip);
        go_on(t);
        symbol = tck_describe(t, rip);
        if (symbol && !g_str_has_prefix(symbol, "operation_out "))
                tck_fail(t, "an RIP within operation_out, which writes the port", "%s", symbol);
}

/* The address of the PSW is where the CPU waits; nothing else has it. */
static void psw_is_the_last_one(Tck *t) {
        static const guint64 address = G_GUINT64_CONSTANT(0x123456789abcde);
        const TckCore *core;

        tck_start_psw(t, TCK_PSW_DISABLED_WAIT, address);
        tck_expect_disabled_wait(t, "pause", 0, TCK_PSW_DISABLED_WAIT, address);
        tck_expect_event(t, "STOP", "");
        core = take_page(t, ram(t), FALSE);
        if (core && core->cpu_count)
                tck_expect_number(t, "the address of the PSW", core->cpus[0].ip, address);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_wake(t, address);
}

/* The core contains the number that the guest stored last, at the address that the guest reports. */
static void expect_mark(Tck *t, const TckCore *core, guint64 marker) {
        guint64 value;

        if (tck_over(t))
                return;
        tck_read_core(t, core, marker, &value, sizeof value);
        tck_expect_number(t, "at the address of the marker",
                          core->big_endian ? GUINT64_FROM_BE(value) : GUINT64_FROM_LE(value), MARK);
}

static void memory_is_as_the_guest_left_it(Tck *t) {
        guint64 marker = tck_info(t, "marker");

        tck_do(t, "mark %#" G_GINT64_MODIFIER "x", (guint64) MARK);
        panic(t);
        expect_mark(t, tck_take_core(t, &(TckCoreOptions){0}), marker);
        go_on(t);
        tck_do(t, "mark 0");
}

static guint64 total_length(const TckCore *core) {
        guint64 length = 0;

        for (guint i = 0; i < core->segment_count; i++)
                length += core->segments[i].length;
        return length;
}

static void only_what_was_asked_for(Tck *t) {
        guint64 marker = tck_info(t, "marker");
        const TckCore *core;

        tck_do(t, "mark %#" G_GINT64_MODIFIER "x", (guint64) MARK);
        panic(t);
        core = take_page(t, marker, FALSE);
        if (core)
                tck_expect_number(t, "bytes of memory,", total_length(core), PAGE);
        expect_mark(t, core, marker);
        go_on(t);
        tck_do(t, "mark 0");
}

/* The number of bytes from begin that the segments contain without a gap, up to end. */
static guint64 covered(const TckCore *core, guint64 begin, guint64 end) {
        guint64 at = begin;

        for (guint i = 0; i < core->segment_count && at < end; i++) {
                const TckCoreSegment *segment = &core->segments[i];

                if (at >= segment->physical && at - segment->physical < segment->length) {
                        at = segment->physical + segment->length;
                        i = G_MAXUINT; /* start again with the first segment */
                }
        }
        return MIN(at, end) - begin;
}

/* On a PC, the range between 640 KiB and 1 MiB need not be RAM. */
static void all_ram_is_there(Tck *t) {
        guint64 begin = ram(t), first = begin + 0xa0000, then = begin + (1 << 20), end = begin + tck_ram(t);
        const TckCore *core;

        panic(t);
        core = tck_take_core(t, &(TckCoreOptions){0});
        if (core) {
                tck_expect_number(t, "bytes of the first RAM,", covered(core, begin, first), first - begin);
                tck_expect_number(t, "bytes of the RAM from 1 MiB,", covered(core, then, end), end - then);
        }
        go_on(t);
}

/* A probe maps physical memory at the same virtual addresses. */
static void virtual_addresses_are_the_guests(Tck *t) {
        guint64 marker = tck_info(t, "marker"), value = 0;
        GError *error = NULL;
        const TckCore *core;

        tck_do(t, "mark %#" G_GINT64_MODIFIER "x", (guint64) MARK);
        panic(t);
        core = take_page(t, marker, TRUE);
        go_on(t);
        tck_do(t, "mark 0");
        tck_expect_no_event(t);
        if (core && !tck_core_read_virtual(core, marker, &value, sizeof value, &error))
                tck_fail(t, "a segment with the virtual address of the marker",
                         "%s; the first one is at 0x%" G_GINT64_MODIFIER "x", error->message,
                         core->segment_count ? core->segments[0].virtual : 0);
        tck_expect_number(t, "at the virtual address of the marker", GUINT64_FROM_LE(value), MARK);
        g_clear_error(&error);
}

/* ---- kdump ---- */

static guint compression(TckCoreFormat format) {
        static const guint of_format[TCK_CORE_FORMATS] = {
                [TCK_CORE_KDUMP_ZLIB] = TCK_KDUMP_ZLIB,     [TCK_CORE_KDUMP_LZO] = TCK_KDUMP_LZO,
                [TCK_CORE_KDUMP_SNAPPY] = TCK_KDUMP_SNAPPY, [TCK_CORE_KDUMP_RAW_ZLIB] = TCK_KDUMP_ZLIB,
                [TCK_CORE_KDUMP_RAW_LZO] = TCK_KDUMP_LZO,   [TCK_CORE_KDUMP_RAW_SNAPPY] = TCK_KDUMP_SNAPPY,
        };

        return of_format[format];
}

static void check_kdump(Tck *t, const TckCore *core, TckCoreFormat format) {
        const TckKdump *header = core->kdump;

        if (!header) {
                tck_fail(t, "a kdump core", "an ELF core");
                return;
        }
        tck_expect_number(t, "a flattened file:", (guint64) header->flattened, format < TCK_CORE_KDUMP_RAW_ZLIB);
        tck_expect_number(t, "header version", header->version, 6);
        tck_expect_number(t, "block size", header->block_size, tck_arch(t)->page_size ? tck_arch(t)->page_size : PAGE);
        tck_expect_number(t, "the number of CPUs in the header", header->cpus, 1);
        tck_expect_number(t, "the compression, as a flag of status,", header->status, compression(format));
        tck_expect_number(t, "NT_PRSTATUS notes,", core->cpu_count, 1);
}

static void is_a_kdump_core(Tck *t) {
        TckCoreFormat format = (TckCoreFormat) tck_argument(t);
        guint64 marker = tck_info(t, "marker");
        const TckCore *core;

        tck_do(t, "mark %#" G_GINT64_MODIFIER "x", (guint64) MARK);
        panic(t);
        core = tck_take_core(t, &(TckCoreOptions){.format = format});
        if (core)
                check_kdump(t, core, format);
        expect_mark(t, core, marker);
        go_on(t);
        tck_do(t, "mark 0");
}

/* ---- VMCOREINFO ---- */

static void expect_vmcoreinfo(Tck *t, const TckCore *core, const char *text) {
        const char *seen = core ? core->vmcoreinfo : NULL;
        g_autofree char *expected =
                text ? g_strdup_printf("a note VMCOREINFO with %s", text) : g_strdup("no note VMCOREINFO");

        if (core && g_strcmp0(seen, text) != 0)
                tck_fail(t, expected, "%s", seen ? seen : "none");
}

static void vmcoreinfo_is_in_the_core(Tck *t) {
        TckCoreFormat format = (TckCoreFormat) tck_argument(t);
        g_autofree char *text = g_strdup_printf("OSRELEASE=pvpanic-tck\nSYMBOL(marker)=%" G_GINT64_MODIFIER "x\n",
                                                tck_info(t, "marker"));
        g_autofree char *words = g_strdelimit(g_strdup(text), "\n", ' ');

        tck_do(t, "vmcoreinfo %s", words);
        panic(t);
        expect_vmcoreinfo(t,
                          format == TCK_CORE_ELF ? take_page(t, ram(t), FALSE)
                                                 : tck_take_core(t, &(TckCoreOptions){.format = format}),
                          text);
        go_on(t);
}

/* Format 0 withdraws the note: a kernel writes it before another kernel takes over the memory. */
static void vmcoreinfo_is_taken_back(Tck *t) {
        tck_do(t, "vmcoreinfo OSRELEASE=pvpanic-tck");
        tck_do(t, "fw-cfg-write etc/vmcoreinfo 0 00000000000000000000000000000000");
        panic(t);
        expect_vmcoreinfo(t, take_page(t, ram(t), FALSE), NULL);
        go_on(t);
}

/* ---- the guest ---- */

static void stays_panicked(Tck *t) {
        panic(t);
        tck_take_core(t, &(TckCoreOptions){0});
        tck_expect_no_event(t);
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
        go_on(t);
        tck_expect_no_event(t);
}

#define KDUMP_CASE(which, constant)                                                                                    \
        {                                                                                                              \
                .name = "core/kdump/" which, .clause = "core.kdump",                                                   \
                .summary = "a core of the format kdump-" which " has that format, and contains what the guest stored", \
                .run = is_a_kdump_core, .argument = constant, .any_channel = TRUE, .needs = {                          \
                        .core = "kdump-" which                                                                         \
                }                                                                                                      \
        }

TCK_CASES({.name = "core/elf/header",
           .clause = "core.elf.header",
           .summary = "the ELF header has the right e_ehsize",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = header_is_as_long_as_it_says},
          {.name = "core/elf/notes-per-cpu",
           .clause = "core.notes",
           .summary = "a virtual CPU has its registers in the core",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = each_cpu_has_notes},
          {.name = "core/elf/notes-per-cpu-of-two",
           .clause = "core.notes",
           .summary = "each of two virtual CPUs has its registers in the core",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = each_cpu_has_notes,
           .vm = {.cpus = 2}},
          {.name = "core/elf/rip-in-the-panic",
           .clause = "core.registers",
           .summary = "RIP is where the guest wrote the port",
           .run = rip_is_in_the_panic},
          {.name = "core/elf/psw",
           .clause = "core.registers",
           .summary = "the PSW is the one that the CPU waits with",
           .needs = {.core = "elf"},
           .run = psw_is_the_last_one,
           .vm = {.devices = {"disabled-wait"}}},
          {.name = "core/elf/marker",
           .clause = "core.memory",
           .summary = "what the guest stored is in the core, at its address",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = memory_is_as_the_guest_left_it},
          {.name = "core/elf/filter",
           .clause = "core.filter",
           .summary = "begin and length select the memory in the core",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = only_what_was_asked_for},
          {.name = "core/elf/size",
           .clause = "core.size",
           .summary = "all RAM is in the core",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = all_ram_is_there},
          {.name = "core/elf/paging",
           .clause = "core.paging",
           .summary = "with paging, segments have the guest's virtual addresses",
           .run = virtual_addresses_are_the_guests},
          KDUMP_CASE("zlib", TCK_CORE_KDUMP_ZLIB), KDUMP_CASE("lzo", TCK_CORE_KDUMP_LZO),
          KDUMP_CASE("snappy", TCK_CORE_KDUMP_SNAPPY), KDUMP_CASE("raw-zlib", TCK_CORE_KDUMP_RAW_ZLIB),
          KDUMP_CASE("raw-lzo", TCK_CORE_KDUMP_RAW_LZO), KDUMP_CASE("raw-snappy", TCK_CORE_KDUMP_RAW_SNAPPY),
          {.name = "core/vmcoreinfo/note",
           .clause = "core.vmcoreinfo",
           .summary = "the note that the guest wrote to the device vmcoreinfo is in the ELF core",
           .run = vmcoreinfo_is_in_the_core,
           .vm = {.vmcoreinfo = TRUE},
           .needs = {.core = "elf"},
           .argument = TCK_CORE_ELF},
          {.name = "core/vmcoreinfo/kdump-note",
           .clause = "core.vmcoreinfo",
           .summary = "the note that the guest wrote to the device vmcoreinfo is in the sub-header of the kdump core",
           .run = vmcoreinfo_is_in_the_core,
           .vm = {.vmcoreinfo = TRUE},
           .needs = {.core = "kdump-zlib"},
           .argument = TCK_CORE_KDUMP_ZLIB},
          {.name = "core/vmcoreinfo/taken-back",
           .clause = "core.vmcoreinfo.none",
           .summary = "a note that the guest withdraws is not in the core",
           .run = vmcoreinfo_is_taken_back,
           .vm = {.vmcoreinfo = TRUE}},
          {.name = "core/state/stays-panicked",
           .clause = "core.state",
           .summary = "taking a core leaves the guest in guest-panicked, and it can be continued",
           .any_channel = TRUE,
           .needs = {.core = "elf"},
           .run = stays_panicked})
