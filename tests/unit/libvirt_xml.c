/* SPDX-License-Identifier: BSD-2-Clause */
/* The XML of domains: it contains what was requested and nothing else, and it identifies its owner. */
#include "libvirt_xml.h"

#include <unistd.h>

static char *make_xml_of(const char *arch, const TckDomainSpec *spec) {
        return tck_domain_xml(&(TckDomainPlan){.spec = spec,
                                               .name = "pvpanic-tck-1-0",
                                               .machine = tck_find_arch(arch)->machines->name,
                                               .arch = tck_find_arch(arch),
                                               .accel = "tcg",
                                               .emulator = "/usr/bin/qemu & sons",
                                               .kernel = "/kernel",
                                               .wire = "/wire",
                                               .console = "/console",
                                               .monitor = spec->monitor ? "/monitor" : NULL});
}

static char *make_xml(const TckDomainSpec *spec) {
        return make_xml_of("x86_64", spec);
}

static void assert_string(const char *xml, const char *xpath, const char *expected) {
        g_autofree char *seen = tck_xml_string(xml, xpath);

        g_assert_cmpstr(seen, ==, expected);
}

static void test_plain(void) {
        const TckDomainSpec spec = {0};
        g_autofree char *xml = make_xml(&spec);

        assert_string(xml, "string(/domain/@type)", "qemu");
        assert_string(xml, "string(/domain/name)", "pvpanic-tck-1-0");
        assert_string(xml, "string(/domain/devices/emulator)", "/usr/bin/qemu & sons");
        assert_string(xml, "string(/domain/devices/serial[target/@port=1]/source/@path)", "/wire");
        g_assert_cmpuint(tck_xml_count(xml, "/domain/on_crash"), ==, 0);
        g_assert_cmpuint(tck_xml_count(xml, "/domain/features/hyperv"), ==, 0);
        g_assert_cmpuint(tck_xml_count(xml, "/domain/devices/panic"), ==, 0);
        g_assert_cmpuint(tck_xml_count(xml, "//*[local-name()='commandline']"), ==, 0);
}

static void test_asked_for(void) {
        const TckDomainSpec spec = {.panic = {{.model = ""}, {.model = "isa", .iobase = "0x606"}},
                                    .on_crash = "coredump-restart",
                                    .kvm = TRUE,
                                    .monitor = TRUE};
        g_autofree char *xml = make_xml(&spec);

        assert_string(xml, "string(/domain/@type)", "kvm");
        assert_string(xml, "string(/domain/on_crash)", "coredump-restart");
        g_assert_cmpuint(tck_xml_count(xml, "/domain/devices/panic"), ==, 2);
        g_assert_cmpuint(tck_xml_count(xml, "/domain/devices/panic[not(@model)][not(address)]"), ==, 1);
        assert_string(xml, "string(/domain/devices/panic[@model='isa']/address/@iobase)", "0x606");
        assert_string(xml, "string(//*[local-name()='arg'][2]/@value)", "unix:/monitor");
}

static void test_hyperv(void) {
        const TckDomainSpec spec = {.hyperv = "relaxed=on,vapic=off,stimer/direct=on,spinlocks=8191,vendor_id=a",
                                    .hyperv_mode = "custom",
                                    .hypervclock = TRUE};
        const TckDomainSpec passthrough = {.hyperv_mode = "passthrough"};
        g_autofree char *xml = make_xml(&spec), *other = make_xml(&passthrough);

        assert_string(xml, "string(/domain/features/hyperv/@mode)", "custom");
        g_assert_cmpuint(tck_xml_count(xml, "/domain/features/hyperv/*"), ==, 5);
        assert_string(xml, "string(/domain/features/hyperv/relaxed/@state)", "on");
        assert_string(xml, "string(/domain/features/hyperv/vapic/@state)", "off");
        assert_string(xml, "string(/domain/features/hyperv/stimer[@state='on']/direct/@state)", "on");
        assert_string(xml, "string(/domain/features/hyperv/spinlocks[@state='on']/@retries)", "8191");
        assert_string(xml, "string(/domain/features/hyperv/vendor_id[@state='on']/@value)", "a");
        assert_string(xml, "string(/domain/clock/timer[@name='hypervclock']/@present)", "yes");
        assert_string(other, "string(/domain/features/hyperv/@mode)", "passthrough");
        g_assert_cmpuint(tck_xml_count(other, "/domain/features/hyperv/* | /domain/clock"), ==, 0);
}

/* The boot method's options and memory, unless the machine's own firmware boots it; and the CPU that the machine type needs. */
static void test_architectures(void) {
        const TckDomainSpec spec = {.panic = TCK_USUAL_PANIC},
                            slow = {.panic = TCK_USUAL_PANIC, .own_firmware = TRUE, .monitor = TRUE};
        g_autofree char *ppc64 = make_xml_of("ppc64", &spec), *slof = make_xml_of("ppc64", &slow),
                        *aarch64 = make_xml_of("aarch64", &spec), *x86_64 = make_xml_of("x86_64", &spec);

        assert_string(ppc64, "string(/domain/os/type/@arch)", "ppc64");
        assert_string(ppc64, "string(/domain/memory)", "256");
        assert_string(ppc64, "string(//*[local-name()='arg'][1]/@value)", "-machine");
        assert_string(ppc64, "string(//*[local-name()='arg'][2]/@value)", "x-vof=on");
        assert_string(ppc64, "string(/domain/devices/panic/@model)", "pseries");
        assert_string(slof, "string(//*[local-name()='arg'][1]/@value)", "-qmp");
        assert_string(aarch64, "string(/domain/cpu/model)", "cortex-a57");
        assert_string(aarch64, "string(/domain/devices/panic/@model)", "pvpanic");
        assert_string(x86_64, "string(/domain/memory)", "64");
        g_assert_cmpuint(tck_xml_count(x86_64, "/domain/cpu"), ==, 0);
}

/* ---- the owner ---- */

static void assert_orphan(gboolean expected, const char *pid, const char *began) {
        g_autofree char *metadata = g_strdup_printf("<domain pid='%s' began='%s'/>", pid, began);

        g_assert_cmpint(tck_domain_is_orphan(metadata), ==, expected);
}

static void test_mark(void) {
        const TckDomainSpec spec = {0};
        g_autofree char *xml = make_xml(&spec);
        g_autofree char *pid = tck_xml_string(xml, "string(/domain/metadata/*/@pid)");
        g_autofree char *began = tck_xml_string(xml, "string(/domain/metadata/*/@began)");

        g_assert_cmpint((int) g_ascii_strtoll(pid, NULL, 10), ==, getpid());
        assert_orphan(FALSE, pid, began);
        assert_orphan(TRUE, pid, "1"); /* another process had this PID */
        assert_orphan(TRUE, "4194305", began);
        assert_orphan(FALSE, "0", began); /* not a PID */
        assert_orphan(FALSE, "18446744073709551615", began);
}

/* PIDs of another namespace mean nothing here. */
static void test_elsewhere(void) {
        const TckDomainSpec spec = {0};
        g_autofree char *xml = make_xml(&spec);
        g_autofree char *namespace = tck_xml_string(xml, "string(/domain/metadata/*/@namespace)");
        g_autofree char *here = g_strdup_printf("<domain pid='4194305' began='1' namespace='%s'/>", namespace);

        g_assert_nonnull(namespace);
        g_assert_true(tck_domain_is_orphan(here));
        g_assert_false(tck_domain_is_orphan("<domain pid='4194305' began='1' namespace='pid:[1]'/>"));
}

static void test_no_mark(void) {
        static const char *const texts[] = {"",        "<domain/>", "<domain pid='1'/>", "<domain began='1'/>",
                                            "<domain", "text"};

        for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
                g_assert_false(tck_domain_is_orphan(texts[i]));
        g_assert_false(tck_domain_is_orphan(NULL));
        g_assert_false(tck_domain_is_marked("<domain/>"));
        g_assert_true(tck_domain_is_marked("<domain pid='1'/>"));
}

/* ---- XML from others ---- */

static void test_reading(void) {
        static const char xml[] = "<a><b>1</b><b>2</b><c x='3'/></a>";
        g_auto(GStrv) found = tck_xml_strings(xml, "/a/b");

        g_assert_cmpuint(g_strv_length(found), ==, 2);
        g_assert_cmpstr(found[1], ==, "2");
        assert_string(xml, "string(/a/c/@x)", "3");
        assert_string(xml, "string(/a/d)", NULL);
        assert_string("<a><b></a>", "string(/a)", NULL);
}

/* A hundred thousand consoles, which must not take quadratic time, and elements that nest without end. */
static void test_reading_too_much(void) {
        g_autoptr(GString) wide = g_string_new("<domain><name>a</name><devices>");
        g_autoptr(GString) deep = g_string_new(NULL);

        for (guint i = 0; i < 100000; i++) {
                g_string_append(wide, "<serial type='file'><source path='a'/><log file='b'/></serial>");
                g_string_append(deep, "<a>");
        }
        g_string_append(wide, "</devices></domain>");
        g_assert_null(tck_xml_console(wide->str));
        g_assert_null(tck_xml_string(deep->str, "string(/a)"));
        g_assert_null(tck_xml_console(""));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/libvirt-xml/plain", test_plain);
        g_test_add_func("/libvirt-xml/asked-for", test_asked_for);
        g_test_add_func("/libvirt-xml/hyperv", test_hyperv);
        g_test_add_func("/libvirt-xml/architectures", test_architectures);
        g_test_add_func("/libvirt-xml/mark", test_mark);
        g_test_add_func("/libvirt-xml/elsewhere", test_elsewhere);
        g_test_add_func("/libvirt-xml/no-mark", test_no_mark);
        g_test_add_func("/libvirt-xml/reading", test_reading);
        g_test_add_func("/libvirt-xml/reading-too-much", test_reading_too_much);
        return g_test_run();
}
