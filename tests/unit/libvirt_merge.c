/* SPDX-License-Identifier: BSD-2-Clause */
/* Elements that are added to a domain's XML, and the changes as a diff. */
#include "libvirt_merge.h"

#include <string.h>

#include "diff.h"

#define WANTED                                                                                              \
        "<features><hyperv><relaxed state='on'/><spinlocks state='on' retries='8191'/></hyperv></features>" \
        "<clock><timer name='hypervclock' present='yes'/></clock>"

static void check(const char *xml, const char *wanted, const char *expected) {
        g_autofree char *merged = tck_xml_merge(xml, wanted);

        g_test_message("%s", xml);
        g_assert_cmpstr(merged, ==, expected);
        if (merged) {
                g_autofree char *again = tck_xml_merge(merged, wanted);

                /* A second merge finds everything there. */
                g_assert_null(again);
        }
}

static void test_merge(void) {
        check("<domain>\n  <name>a</name>\n</domain>\n", WANTED,
              "<domain>\n  <name>a</name>\n  <features>\n    <hyperv>\n      <relaxed state='on'/>\n"
              "      <spinlocks state='on' retries='8191'/>\n    </hyperv>\n  </features>\n  <clock>\n"
              "    <timer name='hypervclock' present='yes'/>\n  </clock>\n</domain>\n");
        /* Comments, quotes and blanks do not change. */
        check("<?xml version=\"1.0\"?>\n<!-- <features/> -->\n<domain  type=\"kvm\">\n  <features>\n    <acpi/>\n    "
              "<hyperv mode='custom'>\n"
              "      <relaxed state=\"off\"/>\n    </hyperv>\n  </features>\n  <clock offset='localtime'>\n"
              "    <timer name='rtc' tickpolicy='catchup'/>\n  </clock>\n</domain>",
              WANTED,
              "<?xml version=\"1.0\"?>\n<!-- <features/> -->\n<domain  type=\"kvm\">\n  <features>\n    <acpi/>\n    "
              "<hyperv mode='custom'>\n"
              "      <relaxed state='on'/>\n      <spinlocks state='on' retries='8191'/>\n    </hyperv>\n  "
              "</features>\n"
              "  <clock offset='localtime'>\n    <timer name='rtc' tickpolicy='catchup'/>\n"
              "    <timer name='hypervclock' present='yes'/>\n  </clock>\n</domain>");
        check("<domain>\n  <features>\n    <hyperv/>\n  </features>\n</domain>",
              "<features><hyperv><relaxed state='on'/></hyperv></features>",
              "<domain>\n  <features>\n    <hyperv>\n      <relaxed state='on'/>\n    </hyperv>\n  "
              "</features>\n</domain>");
        /* All on one line. */
        check("<domain><features><acpi/></features></domain>",
              "<features><hyperv><relaxed state='on'/></hyperv></features>",
              "<domain><features><acpi/><hyperv><relaxed state='on'/></hyperv></features></domain>");
        check("<domain><cpu mode='custom' match='exact'/></domain>", "<cpu mode='host-passthrough'/>",
              "<domain><cpu mode='host-passthrough' match='exact'/></domain>");
        check("<domain><vcpu>\xc3\xa4</vcpu><cpu/></domain>", "<cpu mode='a'/>",
              "<domain><vcpu>\xc3\xa4</vcpu><cpu mode='a'/></domain>");
}

static void test_refused(void) {
        check("<domain><features><hyperv><relaxed state='on'/></hyperv></features></domain>",
              "<features><hyperv><relaxed state='on'/></hyperv></features>", NULL);
        check("<network/>", WANTED, NULL);
        check("<domain>", WANTED, NULL);
        check("", WANTED, NULL);
        check("<!DOCTYPE domain [<!ENTITY e '<features/>'>]><domain>&e;</domain>", WANTED, NULL);
}

static void test_diff(void) {
        g_autofree char *same = tck_diff("a\nb\n", "a\nb\n", "x");
        g_autofree char *added = tck_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\nnew\n6\n7\n8\n9\n", "x");
        g_autofree char *two = tck_diff("a\n2\n3\n4\n5\n6\n7\n8\n9\nb\n", "A\n2\n3\n4\n5\n6\n7\n8\n9\n", "x");
        g_autofree char *one = tck_diff("<a/>", "<b/>", "x");

        g_assert_null(same);
        g_assert_cmpstr(added, ==, "--- x\n+++ x\n@@ -3,6 +3,7 @@\n 3\n 4\n 5\n+new\n 6\n 7\n 8\n");
        g_assert_cmpstr(two, ==,
                        "--- x\n+++ x\n@@ -1,4 +1,4 @@\n-a\n+A\n 2\n 3\n 4\n@@ -7,4 +7,3 @@\n 7\n 8\n 9\n-b\n");
        g_assert_cmpstr(one, ==, "--- x\n+++ x\n@@ -1,1 +1,1 @@\n-<a/>\n+<b/>\n");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/libvirt-merge/merge", test_merge);
        g_test_add_func("/libvirt-merge/refused", test_refused);
        g_test_add_func("/libvirt-merge/diff", test_diff);
        return g_test_run();
}
