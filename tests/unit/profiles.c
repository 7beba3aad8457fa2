/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles: which one applies to a hypervisor, and what it demands of bits and cases. A mistake in the table stops the
 * program with a message that says where.
 */
#include "profile.h"

#include "arch.h"
#include "common.h"

static void test_choice(void) {
        static const struct {
                TckLayer layer;
                guint version;
                const char *accel, *name;
        } table[] = {
                {TCK_LAYER_QEMU, 50199, "tcg", "none"},
                {TCK_LAYER_QEMU, 50200, "tcg", "qemu-5.2"},
                {TCK_LAYER_QEMU, 50299, "tcg", "qemu-5.2"},
                {TCK_LAYER_QEMU, 60000, "tcg", "qemu-6.0"},
                {TCK_LAYER_QEMU, 70022, "tcg", "qemu-6.0"},
                {TCK_LAYER_QEMU, 70222, "tcg", "qemu-7.1"},
                {TCK_LAYER_QEMU, 90002, "tcg", "qemu-7.1"},
                {TCK_LAYER_QEMU, 90100, "tcg", "qemu-9.1"},
                {TCK_LAYER_QEMU, 100102, "tcg", "qemu-9.1"},
                {TCK_LAYER_QEMU, 100200, "tcg", "qemu-10.2"},
                {TCK_LAYER_QEMU, 110103, "tcg", "qemu-10.2"},
                {TCK_LAYER_QEMU, 110103, "nitro", "none"},
                {TCK_LAYER_QEMU, 70222, "kvm", "qemu-7.1-kvm"},
                {TCK_LAYER_QEMU, 110103, "kvm", "qemu-10.2-kvm"},
                {TCK_LAYER_QEMU, 50200, "kvm", "none"},
                {TCK_LAYER_LIBVIRT, 80000, "tcg", "none"},
                {TCK_LAYER_LIBVIRT, 90000, "tcg", "libvirt-9.0"},
                {TCK_LAYER_LIBVIRT, 110300, "tcg", "libvirt-11.3"},
                {TCK_LAYER_LIBVIRT, 120599, "tcg", "libvirt-11.3"},
                {TCK_LAYER_LIBVIRT, 120800, "tcg", "libvirt-12.6"},
                {TCK_LAYER_LIBVIRT, 90000, "kvm", "none"},
        };

        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                const TckProfile *profile = tck_profile_for(table[i].layer, table[i].version, table[i].accel);

                g_assert_cmpstr(profile->name, ==, table[i].name);
                g_assert_true(tck_profile_concerns(profile, table[i].layer));
                g_assert_true(tck_find_profile(table[i].name) == profile);
        }
        g_assert_null(tck_find_profile("qemu-0.1"));
        g_assert_false(tck_profile_concerns(tck_find_profile("qemu-9.1"), TCK_LAYER_LIBVIRT));
}

static void test_bits(void) {
        static const struct {
                const char *profile;
                const char *channel;
                const char *machine_type;
                int bits; /* -1: the profile does not say */
        } table[] = {
                {"qemu-5.2", "isa", "pc", 3},
                {"qemu-5.2", "pci", "pc", -1},
                {"qemu-6.0", "pci", "q35", 3},
                {"qemu-7.1", "isa", "q35", 3},
                {"qemu-7.1", "isa", "pc-i440fx-5.1", 1},
                {"qemu-7.1", "isa", "pc-q35-2.4.1", 1},
                {"qemu-7.1", "isa", "pc-i440fx-5.2", 3},
                {"qemu-7.1", "pci", "pc-i440fx-2.0", 3},
                {"qemu-9.1", "isa", "pc", 7},
                {"qemu-9.1", "isa", "microvm", 7},
                {"qemu-9.1", "isa", "pc-i440fx-9.0", 7},
                {"qemu-9.1", "isa", "pc-i440fx-4.2", 1},
                {"qemu-9.1", "pci", "pc-q35-4.2", 7},
                {"none", "isa", "pc", -1},
        };

        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                guint bits = 0;
                gboolean said = tck_profile_bits(tck_find_profile(table[i].profile), table[i].channel,
                                                 table[i].machine_type, &bits);

                g_assert_cmpint(said ? (int) bits : -1, ==, table[i].bits);
        }
}

/* ---- what must pass ---- */

static void test_demands(void) {
        static const struct {
                const char *profile, *name, *vm, *channel;
        } table[] = {
                {"qemu-7.1", "isa/read/stable", "pc-multiboot", "isa"},
                {"qemu-7.1", "fw-cfg/port/default", "q35-efi", "isa"},
                {"qemu-7.1", "pci/bar/one-byte", "pc-multiboot-pci", "pci"},
                {"qemu-7.1", "acpi/wrpt/panicked-pauses", "microvm-multiboot", "acpi"},
                {"qemu-7.1", "core/elf/header", "pc-multiboot", "host"},
                {"qemu-7.1", "core/kdump/zlib", "pc-multiboot", "host"},
                {"qemu-7.1", "core/kdump/snappy", "pc-multiboot", NULL},
                {"qemu-7.1", "core/kdump/raw-zlib", "pc-multiboot", NULL},
                {"qemu-9.1", "core/kdump/raw-zlib", "pc-multiboot", "host"},
                {"qemu-7.1", "isa/events/4/advertised", "pc-multiboot-events-4-panic-none", NULL},
                {"qemu-9.1", "isa/events/4/advertised", "pc-multiboot-events-4-panic-none", "isa"},
                {"qemu-7.1", "isa/write/shutdown-ends", "pc-multiboot", NULL},
                {"qemu-9.1", "isa/write/shutdown-ends", "pc-multiboot", "isa"},
                {"qemu-9.1", "isa/write/shutdown-ends", "old-multiboot", NULL},
                {"qemu-7.1", "acpi/off/with-the-device", "pc-multiboot-no-acpi", "acpi"},
                {"qemu-7.1", "acpi/off/with-the-device", "pc-efi-no-acpi", NULL},
                {"qemu-7.1", "acpi/off/with-the-device", "q35-efi-no-acpi", "acpi"},
                {"qemu-7.1", "cpu/first/pauses", "pc-multiboot-cpus-2", "isa"},
                {"qemu-7.1", "cpu/first/pauses", "isapc-multiboot-cpus-2", NULL},
                {"qemu-5.2", "isa/read/stable", "pc-multiboot", "isa"},
                {"qemu-5.2", "pci/bar/one-byte", "pc-multiboot-pci", NULL},
                {"qemu-5.2", "isa/row/2", "pc-multiboot-panic-none", NULL},
                {"qemu-5.2", "state/reset/with-no-reboot-ends", "pc-multiboot-no-reboot", NULL},
                {"qemu-7.1", "state/reset/with-no-reboot-ends", "pc-multiboot-no-reboot", "host"},
                {"qemu-6.0", "isa/row/2", "pc-multiboot-panic-none", "isa"},
                {"qemu-6.0", "action/exit-failure/exits-with-failure", "pc-multiboot-panic-exit-failure", NULL},
                {"qemu-7.1", "action/exit-failure/exits-with-failure", "pc-multiboot-panic-exit-failure", "host"},
                {"qemu-7.1", "mode/all/nmi-waits", "pc-multiboot", "isa"},
                {"qemu-7.1-kvm", "mode/all/nmi-waits", "pc-multiboot", NULL},
                {"libvirt-9.0", "libvirt/on-crash/destroy/state", "pc-multiboot", "host"},
                {"libvirt-9.0", "libvirt/hooks/destroy", "pc-multiboot", NULL},
                {"libvirt-9.0", "libvirt/model/pvpanic/crashes", "pc-multiboot", NULL},
                {"libvirt-11.3", "libvirt/model/pvpanic/crashes", "pc-multiboot", "host"},
                {"libvirt-9.0", "libvirt/raw/panicked", "ppc64-pseries-vof-os-term", "host"},
                {"libvirt-9.0", "libvirt/raw/panicked", "aarch64-virt-kernel-pci", NULL},
                {"libvirt-9.0", "libvirt/model/pvpanic/aarch64/isa-is-refused", "aarch64-virt-kernel-pci", "host"},
                {"libvirt-11.3", "libvirt/raw/panicked", "aarch64-virt-kernel-pci", "host"},
                {"libvirt-11.3", "libvirt/on-crash/preserve-running/events", "pc-multiboot", NULL},
                {"libvirt-11.3", "libvirt/on-crash/preserve-running/refused-if-unknown", "pc-multiboot", "host"},
                {"libvirt-12.6", "libvirt/model/pvpanic/crashes", "pc-multiboot", "host"},
                {"libvirt-12.6", "libvirt/on-crash/preserve-running/events", "pc-multiboot", "host"},
                {"libvirt-12.6", "libvirt/on-crash/preserve-running/refused-if-unknown", "pc-multiboot", NULL},
                {"none", "isa/read/stable", "pc-multiboot", NULL},
        };

        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                g_test_message("%s: %s on %s", table[i].profile, table[i].name, table[i].vm);
                g_assert_cmpstr(tck_profile_demands(tck_find_profile(table[i].profile), table[i].name, table[i].vm), ==,
                                table[i].channel);
        }
}

/* A pattern that matches no case is a mistake in the table. */
static void check_pattern(const TckProfile *profile, const char *pattern, gpointer data) {
        const GPtrArray *cases = tck_all_cases();

        (void) data;
        for (guint i = 0; i < cases->len; i++)
                if (tck_case_matches(((const TckCase *) cases->pdata[i])->name, pattern))
                        return;
        g_error("[%s]: no case matches %s", profile->name, pattern);
}

static void test_patterns(void) {
        tck_profiles_foreach_pattern(check_pattern, NULL);
}

/* Each case is demanded by some profile, except those that depend on the host. */
static void test_nothing_forgotten(void) {
        static const char *const free[] = {"core/kdump/*",
                                           "libvirt/hooks/*",
                                           "libvirt/core/full-disk/*",
                                           "libvirt/hyperv/*",
                                           "libvirt/model/hyperv/crashes",
                                           "libvirt/shutdown/pv-shutdown",
                                           "libvirt/model/pvpanic/refused-if-not-offered",
                                           NULL};
        const GPtrArray *cases = tck_all_cases(), *profiles = tck_all_profiles();

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];
                const TckVmConfig config = {.spec = tested->vm, .machine = "q35", .boot = tck_default_arch()->boots};
                g_autofree char *vm = tck_vm_config_name(&config);
                gboolean found = FALSE;

                for (guint p = 0; p < profiles->len; p++)
                        found |= tck_profile_demands(profiles->pdata[p], tested->name, vm) != NULL;
                for (guint f = 0; free[f]; f++)
                        found |= g_pattern_match_simple(free[f], tested->name);
                if (!found)
                        g_error("%s is demanded by no profile", tested->name);
        }
}

static void test_machines(void) {
        const TckProfile *profile = tck_find_profile("qemu-9.1");

        g_assert_true(tck_profile_needs_machine(profile, "q35"));
        g_assert_false(tck_profile_needs_machine(profile, "isapc"));
        g_assert_false(tck_profile_needs_machine(tck_find_profile("none"), "pc"));
        g_assert_true(tck_profile_is_old(profile, "pc-i440fx-5.1"));
        g_assert_false(tck_profile_is_old(profile, "pc-i440fx-5.2"));
        g_assert_false(tck_profile_is_old(profile, "pc"));
        g_assert_false(tck_profile_is_old(tck_find_profile("none"), "pc-i440fx-5.1"));
}

static void test_words(void) {
        static const struct {
                const char *profile, *about;
        } table[] = {
                {"qemu-5.2", "QEMU 5.2, tcg"},
                {"qemu-7.1", "QEMU from 7.1 to 9.0, tcg"},
                {"qemu-9.1-kvm", "QEMU from 9.1 to 10.1, kvm"},
                {"qemu-10.2-kvm", "QEMU from 10.2 on, kvm"},
                {"libvirt-9.0", "libvirt from 9.0 to 11.2, tcg"},
                {"none", "any hypervisor; it demands nothing"},
        };
        g_autofree char *names = tck_profile_names(TCK_LAYER_LIBVIRT);

        g_assert_cmpstr(names, ==, "libvirt-9.0, libvirt-11.3, libvirt-12.6, none");
        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autofree char *about = tck_profile_about(tck_find_profile(table[i].profile));

                g_assert_cmpstr(about, ==, table[i].about);
        }
}

/* ---- mistakes ---- */

#define A "[a]\nhypervisor=qemu\naccel=tcg\nfirst=1.0\n"

static const struct {
        const char *name, *text, *complaint;
} mistakes[] = {
        {"no-group", "hypervisor=qemu\n", "*docs/profiles.ini: *"},
        {"no-first", "[a]\nhypervisor=qemu\naccel=tcg\n", "*docs/profiles.ini, [a]: the key first is missing*"},
        {"key", A "must-pass-usb=usb\n", "*docs/profiles.ini, [a]: there is no key must-pass-usb*"},
        {"empty", A "isa-bits=\n", "*docs/profiles.ini, [a]: the value of isa-bits is empty*"},
        {"hypervisor", "[a]\nhypervisor=xen\naccel=tcg\nfirst=1.0\n", "*[a]: there is no hypervisor xen*"},
        {"version", "[a]\nhypervisor=qemu\naccel=tcg\nfirst=one\n", "*[a]: this is not a version: one*"},
        {"backwards", A "last=0.9\n", "*[a]: last is before first*"},
        {"bits", A "isa-bits=8\n", "*[a]: these are not bits: 8*"},
        {"compat", A "isa-bits=7\ncompat-last=5.1\n", "*[a]: compat-CHANNEL-bits and compat-last go together*"},
        {"base", A "base=b\n", "*[a]: no profile above it has the name b*"},
        {"pattern", A "must-pass-isa=isa;!\n", "*[a]: this is not a pattern: !*"},
        {"vm-pattern", A "must-pass-isa=isa@\n", "*[a]: this is not a pattern: isa@*"},
        {"none", "[none]\nhypervisor=qemu\naccel=tcg\nfirst=1.0\n", "*[none]: this name is reserved*"},
        {"twice", A A, "*docs/profiles.ini, line 5: [a] is a duplicate*"},
        {"key-twice", A "accel = kvm\n", "*docs/profiles.ini, line 5: accel is a duplicate*"},
};

/* Runs in a separate process, in which GLib replaces the built-in file. */
static void test_mistake(gconstpointer data) {
        guint number = GPOINTER_TO_UINT(data);
        g_autofree char *overlay = NULL;
        char *path;

        if (g_test_subprocess()) {
                tck_all_profiles();
                return;
        }
        path = make_scratch("profiles.ini");
        overlay = g_strdup_printf("/pvpanic-tck/profiles.ini=%s", path);
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
        g_test_add_func("/profiles/choice", test_choice);
        g_test_add_func("/profiles/bits", test_bits);
        g_test_add_func("/profiles/demands", test_demands);
        g_test_add_func("/profiles/patterns", test_patterns);
        g_test_add_func("/profiles/nothing-forgotten", test_nothing_forgotten);
        g_test_add_func("/profiles/machines", test_machines);
        g_test_add_func("/profiles/words", test_words);
        for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
                g_autofree char *path = g_strdup_printf("/profiles/mistake/%s", mistakes[i].name);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_mistake);
        }
        return g_test_run();
}
