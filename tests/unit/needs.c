/* SPDX-License-Identifier: BSD-2-Clause */
/* The texts for the declared needs of a case: each need is named. */
#include "case.h"

#include "common.h"
#include "pvpanic.h"

static void assert_needs(const TckCase *tested, const char *expected) {
        g_autofree char *text = tck_case_needs_text(tested);

        g_assert_cmpstr(text, ==, expected);
}

static void test_qemu(void) {
        assert_needs(&(TckCase){.name = "a"}, "qemu, device isa");
        assert_needs(&(TckCase){.vm = {.devices = {TCK_NO_DEVICE}}, .needs = {.acpi = TRUE}}, "qemu, ACPI");
        assert_needs(&(TckCase){.vm = {.devices = {"isa", "pci"}}}, "qemu, device isa, device pci, PCI");
        assert_needs(&(TckCase){.vm = {.no_acpi = TRUE, .cpus = 2, .events = "4", .vmcoreinfo = TRUE}},
                     "qemu, device isa, events=4, 2 CPUs, device vmcoreinfo, ACPI");
        assert_needs(&(TckCase){.vm = {.no_medium = TRUE}}, "qemu, device isa, nothing to boot");
        assert_needs(&(TckCase){.vm = {.panic = "none", .shutdown = "pause", .reboot = "shutdown"}},
                     "qemu, device isa, -action panic=none, -action shutdown=pause, -action reboot=shutdown");
        assert_needs(
                &(TckCase){.needs = {.bits = PVPANIC_PANICKED | PVPANIC_SHUTDOWN,
                                     .command = "set-action",
                                     .core = "kdump-lzo",
                                     .hyperv = TRUE,
                                     .kernel = "*",
                                     .since = "7.1",
                                     .before = "9.1",
                                     .untouched = TRUE}},
                "qemu, device isa, bits PANICKED and SHUTDOWN, command set-action, a KVM with Hyper-V's interface, "
                "a kernel that has what the CPU is asked for, "
                "cores of format kdump-lzo, "
                "since 7.1, "
                "before 9.1, an untouched VM");
}

static void test_libvirt(void) {
        static const TckDomainSpec simple = {.on_crash = "preserve"},
                                   full = {.panic = {{.model = "isa"}, {.model = ""}},
                                           .on_crash = "coredump-destroy",
                                           .hyperv = "relaxed=on",
                                           .hyperv_mode = "custom",
                                           .hypervclock = TRUE,
                                           .kvm = TRUE,
                                           .daemon = TRUE,
                                           .small_disk = TRUE};

        assert_needs(&(TckCase){.domain = &simple}, "libvirt, on_crash preserve");
        assert_needs(&(TckCase){.domain = &full},
                     "libvirt, panic model isa, panic model by default, on_crash coredump-destroy, "
                     "hyperv relaxed=on, hyperv mode custom, hypervclock, KVM, libvirt_iohelper, a daemon, a daemon of "
                     "the kit's own, a small file system");
        assert_needs(&(TckCase){.domain = &simple,
                                .needs = {.model = "pvpanic",
                                          .lacks = "hyperv",
                                          .hooks = TRUE,
                                          .virsh = TRUE,
                                          .validator = TRUE,
                                          .log = TRUE,
                                          .cores = TRUE}},
                     "libvirt, on_crash preserve, capability model pvpanic, no capability model hyperv, hooks, virsh, "
                     "virt-xml-validate, the domain's log, libvirt's cores");
}

/* There is a text for the needs of every case. */
static void test_all(void) {
        const GPtrArray *cases = tck_all_cases();

        g_assert_cmpuint(cases->len, >, 200);
        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];
                g_autofree char *text = tck_case_needs_text(tested);

                g_assert_true(g_str_has_prefix(text, tck_layer_name(tck_case_layer(tested))));
                g_assert_null(strchr(text, '\n'));
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/needs/qemu", test_qemu);
        g_test_add_func("/needs/libvirt", test_libvirt);
        g_test_add_func("/needs/all", test_all);
        return g_test_run();
}
