/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles: which one a hypervisor gets, what it says of bits and cases, and that a mistake in the table stops the program and
 * says where it is.
 */
#include "profile.h"

#include "common.h"

static void test_choice(void) {
        static const struct {
                TckLayer layer;
                guint version;
                const char *accel, *name;
        } table[] = {
                {TCK_LAYER_QEMU, 50199, "tcg", "none"},      {TCK_LAYER_QEMU, 50200, "tcg", "qemu-5.2"},
                {TCK_LAYER_QEMU, 50299, "tcg", "qemu-5.2"},  {TCK_LAYER_QEMU, 60000, "tcg", "qemu-6.0"},
                {TCK_LAYER_QEMU, 70022, "tcg", "qemu-6.0"},  {TCK_LAYER_QEMU, 70222, "tcg", "qemu-7.1"},
                {TCK_LAYER_QEMU, 90002, "tcg", "qemu-7.1"},  {TCK_LAYER_QEMU, 90100, "tcg", "qemu-9.1"},
                {TCK_LAYER_QEMU, 110103, "tcg", "qemu-9.1"}, {TCK_LAYER_QEMU, 110103, "nitro", "none"},
                {TCK_LAYER_LIBVIRT, 1000, "tcg", "none"},
        };

        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                const TckProfile *profile = tck_profile_for(table[i].layer, table[i].version, table[i].accel);

                g_assert_cmpstr(tck_profile_name(profile), ==, table[i].name);
                g_assert_true(tck_profile_concerns(profile, table[i].layer));
                g_assert_cmpint(tck_profile_is_none(profile), ==, g_str_equal(table[i].name, "none"));
                g_assert_true(tck_find_profile(table[i].name) == profile);
        }
        g_assert_null(tck_find_profile("qemu-0.1"));
        g_assert_false(tck_profile_concerns(tck_find_profile("qemu-9.1"), TCK_LAYER_LIBVIRT));
}

static void test_bits(void) {
        static const struct {
                const char *profile;
                TckDevice device;
                const char *machine_type;
                int bits; /* -1: nothing is said of it */
        } table[] = {
                {"qemu-5.2", TCK_DEVICE_ISA, "pc", 3},
                {"qemu-5.2", TCK_DEVICE_PCI, "pc", -1},
                {"qemu-6.0", TCK_DEVICE_PCI, "q35", 3},
                {"qemu-7.1", TCK_DEVICE_ISA, "q35", 3},
                {"qemu-7.1", TCK_DEVICE_ISA, "pc-i440fx-5.1", 1},
                {"qemu-7.1", TCK_DEVICE_ISA, "pc-q35-2.4.1", 1},
                {"qemu-7.1", TCK_DEVICE_ISA, "pc-i440fx-5.2", 3},
                {"qemu-7.1", TCK_DEVICE_PCI, "pc-i440fx-2.0", 3},
                {"qemu-9.1", TCK_DEVICE_ISA, "pc", 7},
                {"qemu-9.1", TCK_DEVICE_ISA, "microvm", 7},
                {"qemu-9.1", TCK_DEVICE_ISA, "pc-i440fx-9.0", 7},
                {"qemu-9.1", TCK_DEVICE_ISA, "pc-i440fx-4.2", 1},
                {"qemu-9.1", TCK_DEVICE_PCI, "pc-q35-4.2", 7},
                {"none", TCK_DEVICE_ISA, "pc", -1},
        };

        for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
                guint bits = 0;
                gboolean said = tck_profile_bits(tck_find_profile(table[i].profile), table[i].device,
                                                 table[i].machine_type, &bits);

                g_assert_cmpint(said ? (int) bits : -1, ==, table[i].bits);
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
        {"version", "[a]\nhypervisor=qemu\naccel=tcg\nfirst=one\n", "*[a]: this is no version: one*"},
        {"backwards", A "last=0.9\n", "*[a]: last is before first*"},
        {"bits", A "isa-bits=8\n", "*[a]: these are no bits: 8*"},
        {"compat", A "isa-bits=7\ncompat-last=5.1\n", "*[a]: compat-isa-bits and compat-last go together*"},
        {"base", A "base=b\n", "*[a]: above it there is no profile b*"},
        {"pattern", A "must-pass-isa=isa;!\n", "*[a]: this is no pattern: !*"},
        {"vm-pattern", A "must-pass-isa=isa@\n", "*[a]: this is no pattern: isa@*"},
        {"none", "[none]\nhypervisor=qemu\naccel=tcg\nfirst=1.0\n", "*[none]: this name is taken*"},
        {"twice", A A, "*docs/profiles.ini, line 5: [a] was there before*"},
        {"key-twice", A "accel = kvm\n", "*docs/profiles.ini, line 5: accel was there before*"},
};

/* In a process of its own, for which GLib puts another file in the place of the one built in. */
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
        for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
                g_autofree char *path = g_strdup_printf("/profiles/mistake/%s", mistakes[i].name);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_mistake);
        }
        return g_test_run();
}
