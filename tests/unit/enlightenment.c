/* SPDX-License-Identifier: BSD-2-Clause */
/* The bits and MSRs that Hyper-V's enlightenments owe a guest, according to its CPU's properties. */
#include "enlightenment.h"

#include "case.h"
#include "common.h"
#include "hyperv.h"

enum { EAX, EBX, ECX, EDX };

static const TckCpuidPlace privileges = {HYPERV_CPUID_FEATURES, EAX}, features = {HYPERV_CPUID_FEATURES, EDX},
                           recommendations = {HYPERV_CPUID_RECOMMENDATIONS, EAX}, nested = {HYPERV_CPUID_NESTED, EAX};

static void test_owed(void) {
        static const struct {
                const char *asked;
                guint32 privileges, features, recommendations, nested;
        } examples[] = {{NULL, 0, 0, 0, 0},
                        {"hv-enforce-cpuid=on", 0, 0, 0, 0},
                        {"hv-crash=on", 0, 0x400, 0, 0},
                        {"hv-crash=off", 0, 0, 0, 0},
                        {"hv-relaxed=on", 0, 0, 0x20, 0},
                        {"hv-time=on", 0x202, 0, 0, 0},
                        {"hv-vpindex=on,hv-synic=on", 0x44, 0, 0, 0},
                        {"hv-frequencies=on,hv-relaxed=on", 0x800, 0x100, 0x20, 0},
                        {"hv-vpindex=on,hv-ipi=on,hv-tlbflush=on", 0x40, 0, 0xc04, 0},
                        {"hv-emsr-bitmap=on", 0, 0, 0, 0x80000},
                        {"hv-stimer-direct=on", 0, 0x80000, 0, 0}};

        for (gsize i = 0; i < G_N_ELEMENTS(examples); i++) {
                g_assert_cmphex(tck_owed_bits(privileges, examples[i].asked), ==, examples[i].privileges);
                g_assert_cmphex(tck_owed_bits(features, examples[i].asked), ==, examples[i].features);
                g_assert_cmphex(tck_owed_bits(recommendations, examples[i].asked), ==, examples[i].recommendations);
                g_assert_cmphex(tck_owed_bits(nested, examples[i].asked), ==, examples[i].nested);
        }
}

static void test_asked(void) {
        g_assert_true(tck_is_asked("hv-stimer-direct=on,hv-stimer=on", "hv-stimer"));
        g_assert_false(tck_is_asked("hv-stimer-direct=on", "hv-stimer"));
        g_assert_false(tck_is_asked("hv-stimer=off", "hv-stimer"));
        g_assert_false(tck_is_asked(NULL, "hv-stimer"));
}

static void test_bits(void) {
        g_assert_cmpstr(tck_enlightenment_of_bits(features, HYPERV_FEATURE_CRASH), ==, "hv-crash");
        g_assert_cmpstr(tck_enlightenment_of_bits(privileges, HYPERV_FEATURE_CRASH), ==, NULL);
        g_assert_null(tck_find_enlightenment("hv-none"));
        for (const TckCpuidPlace *place = tck_enlightened_places(); place->leaf; place++)
                g_assert_cmphex(tck_enlightened_bits(*place), !=, 0);
        g_assert_cmphex(tck_enlightened_bits((TckCpuidPlace){HYPERV_CPUID_FEATURES, ECX}), ==, 0);
}

/* No two properties own the same bit, except those that are aliases, and bits that two of them need. */
static void test_no_bit_twice(void) {
        const guint32 shared = 1u << 11; /* masks of more than 64 CPUs, for tlbflush and ipi */

        for (const TckEnlightenment *one = tck_enlightenments(); one->property; one++)
                for (const TckEnlightenment *other = tck_enlightenments(); other != one; other++) {
                        g_autofree char *asked = g_strdup_printf("%s=on", one->property);
                        g_autofree char *others = g_strdup_printf("%s=on", other->property);

                        g_assert_cmpstr(one->property, !=, other->property);
                        if (g_str_equal(one->property, "hv-apicv") || g_str_equal(other->property, "hv-apicv"))
                                continue;
                        g_assert_cmphex(tck_owed_bits(privileges, asked) & tck_owed_bits(privileges, others), ==, 0);
                        g_assert_cmphex(tck_owed_bits(features, asked) & tck_owed_bits(features, others), ==, 0);
                        g_assert_cmphex(tck_owed_bits(nested, asked) & tck_owed_bits(nested, others), ==, 0);
                        g_assert_cmphex(tck_owed_bits(recommendations, asked) & tck_owed_bits(recommendations, others) &
                                                ~shared,
                                        ==, 0);
                }
}

/* Each enlightenment has a case that enables it, and what it requires. */
static void test_cases(void) {
        for (const TckEnlightenment *one = tck_enlightenments(); one->property; one++) {
                g_autofree char *name = g_strdup_printf("hyperv/flag/%s", one->property);
                const TckCase *tested = tck_find_case(name);
                g_auto(GStrv) required = g_strsplit(one->requires ? one->requires : "", " ", -1);

                if (one->valued)
                        continue;
                if (!tested || !tck_is_asked(tested->vm.cpu, one->property))
                        g_error("no case enables %s", one->property);
                for (char **other = required; *other; other++)
                        if (!tck_is_asked(tested->vm.cpu, *other))
                                g_error("%s does not enable %s", name, *other);
        }
}

/* Cases that need Hyper-V's interface of KVM run under KVM. */
static void test_vms(void) {
        const GPtrArray *cases = tck_all_cases();

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];

                /* Another architecture's KVM is not this machine's. */
                if (!tested->domain && tck_vm_spec_has(&tested->vm, "disabled-wait"))
                        continue;
                if (tested->needs.hyperv != (tested->domain ? tested->domain->kvm : tested->vm.kvm))
                        g_error("%s: needs.hyperv and kvm of its VM or domain go together", tested->name);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/enlightenment/owed", test_owed);
        g_test_add_func("/enlightenment/asked", test_asked);
        g_test_add_func("/enlightenment/bits", test_bits);
        g_test_add_func("/enlightenment/no-bit-twice", test_no_bit_twice);
        g_test_add_func("/enlightenment/cases", test_cases);
        g_test_add_func("/enlightenment/vms", test_vms);
        return g_test_run();
}
