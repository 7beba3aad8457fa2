/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known deviations: a failure is known only if it is the recorded one, in a recorded version. A mistake in the table
 * stops the program with a message that says where.
 */
#include "known.h"

#include "case.h"
#include "common.h"

#define PANICKED "GUEST_PANICKED {\"action\":\"run\"}"
#define IGNORED "expected no event of bits that are not advertised, saw "
#define VALUES "expected the effect of each value's bits, and nothing else, saw "
#define CRASH_LOADED "GUEST_CRASHLOADED {\"action\":\"run\"}"
#define PAGING                                                                                                 \
        "expected a segment with the virtual address of the marker, saw no segment holds the virtual address " \
        "0x1683e0; "

#define ABSENT "expected QEMU to refuse hv-crash=on, or a guest with the feature bit of the crash MSRs, saw a guest "
#define NO_SHUTDOWN "expected the event SHUTDOWN with guest=true reason=guest-shutdown, saw "
#define STAYS_IN_BIOS \
        "expected the machine to boot again, saw that its BIOS still works after 9.8 s: CPU 0 runs, at 0xf0107"
#define NO_LINE                                                                                                      \
        "expected a line with \"panic hyper-v: arg1='0x1', arg2='0x2', arg3='0x3', arg4='0x4', arg5='0x5'\" in the " \
        "domain's log"

static const TckVersions qemu_5_2 = {TCK_LAYER_QEMU, 50200, 0, "tcg", NULL},
                         qemu_7_2 = {TCK_LAYER_QEMU, 70222, 0, "tcg", NULL},
                         qemu_7_2_kvm = {TCK_LAYER_QEMU, 70222, 0, "kvm", NULL},
                         qemu_7_2_other = {TCK_LAYER_QEMU, 70222, 0, NULL, NULL},
                         qemu_7_2_u_boot = {TCK_LAYER_QEMU, 70222, 0, "tcg", "u-boot"},
                         qemu_7_2_edk2 = {TCK_LAYER_QEMU, 70222, 0, "tcg", "edk2"},
                         qemu_11_1 = {TCK_LAYER_QEMU, 110103, 0, "tcg", NULL},
                         libvirt_9_0 = {TCK_LAYER_LIBVIRT, 90000, 70222, "tcg", NULL},
                         libvirt_9_0_on_11_1 = {TCK_LAYER_LIBVIRT, 90000, 110103, "kvm", NULL},
                         libvirt_8_0 = {TCK_LAYER_LIBVIRT, 80000, 70222, "tcg", NULL};

/* ---- what is on record ---- */

static void test_failures(void) {
        const struct {
                const char *name, *vm;
                TckVersions versions;
                const char *failure;
                gboolean known;
        } table[] = {
                {"isa/events/0/unadvertised-are-ignored", "pc-multiboot", qemu_7_2,
                 IGNORED PANICKED " of 0x1; " CRASH_LOADED " of 0x2", TRUE},
                {"isa/events/0/unadvertised-are-ignored", "pc-multiboot", qemu_11_1,
                 IGNORED PANICKED " of 0x1; " CRASH_LOADED " of 0x2", FALSE},
                {"isa/events/0/unadvertised-are-ignored", "pc-multiboot", qemu_11_1,
                 IGNORED PANICKED " of 0x1; " CRASH_LOADED " of 0x2; GUEST_PVSHUTDOWN, SHUTDOWN of 0x4", TRUE},
                {"isa/events/0/unadvertised-are-ignored", "pc-multiboot", qemu_7_2, IGNORED PANICKED " of 0x1", FALSE},
                {"isa/events/0/unadvertised-are-ignored", "pc-multiboot", qemu_7_2, IGNORED PANICKED " of 0x1 0x2",
                 FALSE},
                {"isa/events/2/unadvertised-are-ignored", "pc-multiboot", qemu_7_2, IGNORED PANICKED " of 0x1", TRUE},
                {"isa/events/2/unadvertised-are-ignored", "pc-multiboot", qemu_7_2,
                 IGNORED "GUEST_PANICKED {\"action\":\"pause\"} of 0x1", FALSE},
                {"isa/events/2/unadvertised-are-ignored", "pc-multiboot", qemu_7_2,
                 IGNORED "GUEST_PANICKED {\"action\":\"run\",\"info\":{}} of 0x1", FALSE},
                {"isa/events/1/unadvertised-are-ignored", "pc-multiboot", qemu_7_2, IGNORED CRASH_LOADED " of 0x2",
                 TRUE},
                {"isa/events/1/unadvertised-are-ignored", "pc-multiboot", qemu_7_2, IGNORED PANICKED " of 0x2", FALSE},
                {"isa/events/3/unadvertised-are-ignored", "pc-multiboot", qemu_11_1, IGNORED "GUEST_PVSHUTDOWN of 0x4",
                 TRUE},
                {"isa/events/3/unadvertised-are-ignored", "pc-multiboot", qemu_7_2, IGNORED "GUEST_PVSHUTDOWN of 0x4",
                 FALSE},
                {"isa/values/0x40-0x7f", "old-multiboot-panic-none", qemu_7_2, VALUES CRASH_LOADED " of 0x42 0x46 0x4a",
                 TRUE},
                {"isa/values/0x40-0x7f", "old-multiboot-panic-none", qemu_7_2,
                 VALUES CRASH_LOADED " of 0x40 0x42 0x46 0x4a", FALSE},
                {"isa/values/0x40-0x7f", "pc-multiboot-panic-none", qemu_7_2, VALUES CRASH_LOADED " of 0x42 0x46 0x4a",
                 FALSE},
                {"isa/values/0x40-0x7f", "old-multiboot-panic-none", qemu_11_1,
                 VALUES CRASH_LOADED " of 0x42 0x46 0x4a", FALSE},
                {"pci/bar/one-byte", "pc-multiboot-pci", qemu_7_2, "expected a BAR 0 of length 0x1, saw 0x2", TRUE},
                {"pci/bar/one-byte", "pc-multiboot-pci", qemu_7_2, "expected a BAR 0 of length 0x1, saw 0x1000", FALSE},
                {"pci/bar/one-byte", "pc-multiboot-pci", qemu_7_2, "expected a BAR 0 of length 0x1, saw 0x20", FALSE},
                {"pci/bar/one-byte", "pc-multiboot-pci", qemu_5_2, "expected a BAR 0 of length 0x1, saw 0x2", FALSE},
                {"pci/bar/assigned-by-firmware", "q35-efi-pci", qemu_7_2,
                 "expected an address in BAR 0, saw none, under firmware of EDK II", TRUE},
                {"pci/bar/assigned-by-firmware", "q35-efi-pci", qemu_7_2,
                 "expected an address in BAR 0, saw none, under firmware of Debian distribution of EDK II", TRUE},
                {"pci/bar/assigned-by-firmware", "q35-efi-pci", qemu_7_2,
                 "expected an address in BAR 0, saw none, under firmware of Das U-Boot", FALSE},
                {"pci/bar/assigned-by-firmware", "q35-multiboot-pci", qemu_7_2,
                 "expected an address in BAR 0, saw none, under firmware of a BIOS", FALSE},
                {"core/elf/header", "pc-multiboot", qemu_7_2, "expected e_ehsize 0x40, saw 0x8", TRUE},
                {"core/elf/header", "pc-multiboot", qemu_7_2, "expected e_ehsize 0x40, saw 0x0", FALSE},
                {"core/elf/header", "pc-multiboot", qemu_5_2, "expected e_ehsize 0x40, saw 0x8", FALSE},
                {"state/reset/boots-anew", "q35-multiboot", qemu_5_2, STAYS_IN_BIOS, TRUE},
                {"state/reset/boots-anew", "pc-multiboot", qemu_5_2, STAYS_IN_BIOS, FALSE},
                {"state/reset/boots-anew", "q35-multiboot", qemu_7_2, STAYS_IN_BIOS, FALSE},
                {"core/elf/header", "pc-multiboot", qemu_7_2,
                 "expected dump-guest-memory to succeed, saw that QEMU refused it: not today", FALSE},
                {"core/elf/paging", "pc-multiboot", qemu_7_2, PAGING "the first one is at 0xffff000100168000", TRUE},
                {"core/elf/paging", "pc-multiboot", qemu_7_2, PAGING "the first one is at 0x200168000", FALSE},
                {"core/elf/paging", "pc-multiboot", qemu_7_2, PAGING "the first one is at 0x0", FALSE},
                {"libvirt/core/full-disk/restart", "pc-multiboot", libvirt_9_0,
                 "expected the lifecycle event Resumed/Unpaused, saw none: there were Resumed/Unpaused, "
                 "Started/Booted, "
                 "Suspended/Paused, Crashed/Panicked, and the domain is crashed (panicked)",
                 TRUE},
                {"libvirt/core/full-disk/restart", "pc-multiboot", libvirt_9_0,
                 "expected the lifecycle event Resumed/Unpaused, saw none: there were Resumed/Unpaused, "
                 "Started/Booted, "
                 "Crashed/Panicked, and the domain is running (crashed)",
                 FALSE},
                {"libvirt/core/full-disk/destroy", "pc-multiboot", libvirt_9_0,
                 "expected the domain's state to be \"shut off (crashed)\", saw \"crashed (panicked)\"", TRUE},
                {"libvirt/core/full-disk/destroy", "pc-multiboot", libvirt_8_0,
                 "expected the domain's state to be \"shut off (crashed)\", saw \"crashed (panicked)\"", FALSE},
                {"libvirt/core/full-disk/destroy", "pc-multiboot", libvirt_9_0,
                 "expected the domain's state to be \"shut off (crashed)\", saw \"running (booted)\"", FALSE},
                {"hyperv/feature/refused-or-there", "pc-multiboot", qemu_7_2,
                 ABSENT "without the CPUID leaf of features", TRUE},
                {"hyperv/feature/refused-or-there", "pc-multiboot", qemu_7_2_kvm,
                 ABSENT "without the CPUID leaf of features", TRUE},
                {"hyperv/feature/refused-or-there", "pc-multiboot", qemu_7_2, ABSENT "without its bit", FALSE},
                {"hyperv/feature/refused-or-there", "pc-multiboot", qemu_7_2_other,
                 ABSENT "without the CPUID leaf of features", FALSE},
                {"no-panic/power-off/is-a-shutdown", "q35-efi", qemu_7_2_u_boot,
                 NO_SHUTDOWN "no event, and a monitor that answers", TRUE},
                {"no-panic/power-off/is-a-shutdown", "q35-efi", qemu_7_2_edk2,
                 NO_SHUTDOWN "no event, and a monitor that answers", FALSE},
                {"no-panic/power-off/is-a-shutdown", "q35-efi", qemu_7_2,
                 NO_SHUTDOWN "no event, and a monitor that answers", FALSE},
                {"no-panic/power-off/is-a-shutdown", "aarch64-virt-efi", qemu_7_2_u_boot,
                 NO_SHUTDOWN "no event, and a monitor that answers", FALSE},
                {"no-panic/power-off/is-a-shutdown", "q35-efi", qemu_7_2_u_boot, NO_SHUTDOWN "GUEST_PANICKED", FALSE},
                {"libvirt/hyperv/log", "pc-multiboot", libvirt_9_0_on_11_1, NO_LINE ", saw none", TRUE},
                {"libvirt/hyperv/log", "pc-multiboot", libvirt_9_0_on_11_1, NO_LINE ", saw two", FALSE},
                {"libvirt/hyperv/log", "pc-multiboot", libvirt_9_0, NO_LINE ", saw none", FALSE},
        };

        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                const TckKnown *known = tck_known_find(table[i].name, table[i].vm, table[i].versions, table[i].failure);

                g_test_message("%s: %s", table[i].name, table[i].failure);
                g_assert_cmpint(known != NULL, ==, table[i].known);
        }
}

/* A recorded case that passes is reported, whatever symptom is recorded. */
static void test_on_record(void) {
        g_assert_nonnull(tck_known_find("core/elf/header", "pc-multiboot", qemu_7_2, NULL));
        g_assert_null(tck_known_find("core/elf/header", "pc-multiboot", qemu_5_2, NULL));
        g_assert_null(tck_known_find("isa/read/stable", "pc-multiboot", qemu_7_2, NULL));
        /* On KVM it depends on the host. */
        g_assert_nonnull(tck_known_find("hyperv/feature/refused-or-there", "pc-multiboot", qemu_7_2, NULL));
        g_assert_null(tck_known_find("hyperv/feature/refused-or-there", "pc-multiboot", qemu_7_2_kvm, NULL));
}

/* What a race decides is told from what a configuration decides: the case may pass with either. */
static void test_race(void) {
        const TckKnown *race =
                tck_known_find("action/exit-failure/exits-with-failure", "s390x-s390-ccw-virtio-kernel", qemu_7_2,
                               "expected the event SHUTDOWN with guest=true reason=guest-panic, saw STOP");
        const TckKnown *lasting = tck_known_find("state/reset/boots-anew", "q35-multiboot", qemu_5_2, STAYS_IN_BIOS);

        g_assert_true(race->race);
        g_assert_false(lasting->race);
        g_assert_null(tck_known_find("action/exit-failure/exits-with-failure", "s390x-s390-ccw-virtio-kernel", qemu_7_2,
                                     NULL));
}

static void check_entry(const TckKnown *known, const char *pattern, gpointer data) {
        const GPtrArray *cases = tck_all_cases();
        const char *open = strrchr(known->reason, '('), *close = strrchr(known->reason, ')');
        g_autofree char *finding = open && close > open ? g_strndup(open + 1, (gsize) (close - open - 1)) : NULL;
        g_autofree char *path = g_build_filename(TCK_SOURCE_DIRECTORY, finding ? finding : "-", NULL);
        gboolean found = FALSE;

        (void) data;
        for (guint i = 0; i < cases->len; i++)
                found |= tck_case_matches(((const TckCase *) cases->pdata[i])->name, pattern);
        if (!found)
                g_error("[%s]: no case matches %s", known->name, pattern);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
                g_error("[%s]: the finding %s does not exist", known->name, path);
}

/* Each entry names an existing case and an existing page in docs/findings. */
static void test_table(void) {
        tck_known_foreach(check_entry, NULL);
}

#define SUBSYSTEM "expected the hardware ID \"VEN_1B36&DEV_0011&SUBSYS_11001AF4&REV_01\", saw "

/* Of a hypervisor that registers itself, whose number is known at run time only. */
static void test_other_hypervisor(void) {
        TckVersions versions = {.version = 500000, .accel = "kvm"};
        const char *zero = SUBSYSTEM "\"VEN_1B36&DEV_0011&SUBSYS_00000000&REV_01\"",
                   *other = SUBSYSTEM "\"VEN_1B36&DEV_0011&SUBSYS_00FF00FF&REV_01\"";

        g_assert_true(tck_find_layer("cloud-hypervisor", &versions.layer));
        g_assert_nonnull(tck_known_find("pci/subsystem/hardware-id", "cloud-hypervisor-pvh-pci", versions, zero));
        g_assert_null(tck_known_find("pci/subsystem/hardware-id", "cloud-hypervisor-pvh-pci", versions, other));
        g_assert_null(tck_known_find("pci/subsystem/hardware-id", "pc-multiboot-pci", qemu_11_1, zero));
        versions.version = 400000;
        g_assert_null(tck_known_find("pci/subsystem/hardware-id", "cloud-hypervisor-pvh-pci", versions, zero));
}

/* ---- mistakes ---- */

#define A "[a]\ncases=isa\nof=qemu\nreason=r\n"
#define SEEN "seen=expected x, saw y\n"

static const struct {
        const char *name, *text, *complaint;
} mistakes[] = {
        {"no-group", "cases=isa\n", "*docs/known.ini: *"},
        {"no-cases", "[a]\nof=qemu\nfirst=1.0\nreason=r\n" SEEN, "*docs/known.ini, [a]: the key cases is missing*"},
        {"no-seen", A "first=1.0\n", "*docs/known.ini, [a]: the key seen is missing*"},
        {"no-reason", "[a]\ncases=isa\nof=qemu\nfirst=1.0\n" SEEN, "*[a]: the key reason is missing*"},
        {"no-first", A SEEN, "*docs/known.ini, [a]: first is of each entry*"},
        {"key", A SEEN "first=1.0\nversion=7.2\n", "*docs/known.ini, [a]: there is no key version*"},
        {"of", "[a]\ncases=isa\nof=xen\nfirst=1.0\nreason=r\n" SEEN,
         "*[a]: this is neither a layer nor firmware: xen*"},
        {"firmware", "[a]\ncases=isa\nof=firmware\nfirst=1.0\nreason=r\n" SEEN, "*[a]: first is of no firmware*"},
        {"accel", A SEEN "first=1.0\naccel=xen\n", "*docs/known.ini, [a]: accel is tcg or kvm, not xen*"},
        {"firmware-name", A SEEN "first=1.0\nfirmware=seabios\n",
         "*docs/known.ini, [a]: firmware is edk2 or u-boot, not seabios*"},
        {"version", A SEEN "first=7.x\n", "*[a]: this is not a version: 7.x*"},
        {"backwards", A SEEN "first=7.2\nlast=7.1\n", "*[a]: last is before first*"},
        {"half", A "first=1.0\nseen=expected x\n", "*[a]: seen has to have the form * not expected x*"},
        {"all", A "first=1.0\nseen=*\n", "*[a]: seen has to have the form * not ?\n*"},
        {"any-expected", A "first=1.0\nseen=expected *, saw y\n", "*[a]: both values in seen have to begin with text*"},
        {"any-seen", A "first=1.0\nseen=expected x, saw *\n", "*[a]: both values in seen have to begin with text*"},
        {"twice", A SEEN "first=1.0\n" A, "*docs/known.ini, line 7: [a] is a duplicate*"},
};

/* Runs in a separate process, in which GLib replaces the built-in file. */
static void test_mistake(gconstpointer data) {
        guint number = GPOINTER_TO_UINT(data);
        g_autofree char *overlay = NULL;
        char *path;

        if (g_test_subprocess()) {
                tck_known_find("isa", "pc", qemu_7_2, NULL);
                return;
        }
        path = make_scratch("known.ini");
        overlay = g_strdup_printf("/pvpanic-tck/known.ini=%s", path);
        g_assert_true(g_file_set_contents(path, mistakes[number].text, -1, NULL));
        g_setenv("G_RESOURCE_OVERLAYS", overlay, TRUE);
        g_test_trap_subprocess(NULL, 0, 0);
        g_unsetenv("G_RESOURCE_OVERLAYS");
        remove_scratch(path);
        g_test_trap_assert_failed();
        g_test_trap_assert_stderr(mistakes[number].complaint);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/known/failures", test_failures);
        g_test_add_func("/known/on-record", test_on_record);
        g_test_add_func("/known/other-hypervisor", test_other_hypervisor);
        g_test_add_func("/known/race", test_race);
        g_test_add_func("/known/table", test_table);
        for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
                g_autofree char *path = g_strdup_printf("/known/mistake/%s", mistakes[i].name);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_mistake);
        }
        return g_test_run();
}
