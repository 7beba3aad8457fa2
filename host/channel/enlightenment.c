/* SPDX-License-Identifier: BSD-2-Clause */
#include "enlightenment.h"

#include <string.h>

#include "hyperv.h"

enum { EAX, EBX, ECX, EDX };

/* TLFS, "Hypervisor CPUID Leaf Range": partition privileges in EAX and EBX, features in EDX. */
#define PRIVILEGES(bit) \
        { {HYPERV_CPUID_FEATURES, EAX}, 1u << (bit) }
#define FEATURES(bit) \
        { {HYPERV_CPUID_FEATURES, EDX}, 1u << (bit) }
#define RECOMMENDATIONS(bit) \
        { {HYPERV_CPUID_RECOMMENDATIONS, EAX}, 1u << (bit) }
#define NESTED(bit) \
        { {HYPERV_CPUID_NESTED, EAX}, 1u << (bit) }

static const TckEnlightenment all[] = {
        {.property = "hv-relaxed", .bits = {RECOMMENDATIONS(5)}},
        {.property = "hv-vapic", .bits = {PRIVILEGES(4), RECOMMENDATIONS(3)}, .msrs = {0x40000073}},
        {.property = "hv-spinlocks", .valued = TRUE},
        {.property = "hv-vpindex", .bits = {PRIVILEGES(6)}, .msrs = {0x40000002}},
        {.property = "hv-runtime", .bits = {PRIVILEGES(0)}, .msrs = {0x40000010}},
        {.property = "hv-crash", .bits = {FEATURES(10)}, .msrs = {HYPERV_CRASH_P0, HYPERV_CRASH_CONTROL}},
        {.property = "hv-time", .bits = {PRIVILEGES(1), PRIVILEGES(9)}, .msrs = {0x40000020, 0x40000021}},
        {.property = "hv-synic", .requires = "hv-vpindex", .bits = {PRIVILEGES(2)}, .msrs = {0x40000080, 0x40000090}},
        {.property = "hv-stimer",
         .requires = "hv-vpindex hv-synic hv-time",
         .bits = {PRIVILEGES(3)},
         .msrs = {0x400000b0, 0x400000b7}},
        {.property = "hv-stimer-direct", .requires = "hv-vpindex hv-synic hv-time hv-stimer", .bits = {FEATURES(19)}},
        {.property = "hv-tlbflush", .requires = "hv-vpindex", .bits = {RECOMMENDATIONS(2), RECOMMENDATIONS(11)}},
        {.property = "hv-tlbflush-ext", .requires = "hv-vpindex hv-tlbflush", .bits = {FEATURES(14)}},
        {.property = "hv-tlbflush-direct", .requires = "hv-vapic", .bits = {NESTED(17)}},
        {.property = "hv-ipi", .requires = "hv-vpindex", .bits = {RECOMMENDATIONS(10), RECOMMENDATIONS(11)}},
        {.property = "hv-reset", .bits = {PRIVILEGES(7)}, .msrs = {0x40000003}},
        {.property = "hv-frequencies", .bits = {PRIVILEGES(11), FEATURES(8)}, .msrs = {0x40000022, 0x40000023}},
        {.property = "hv-reenlightenment", .bits = {PRIVILEGES(13)}, .msrs = {0x40000106, 0x40000107}},
        {.property = "hv-evmcs", .requires = "hv-vapic", .bits = {RECOMMENDATIONS(14)}},
        {.property = "hv-avic", .bits = {RECOMMENDATIONS(9)}},
        {.property = "hv-apicv", .bits = {RECOMMENDATIONS(9)}},
        {.property = "hv-no-nonarch-coresharing", .bits = {RECOMMENDATIONS(18)}},
        {.property = "hv-emsr-bitmap", .bits = {NESTED(19)}},
        {.property = "hv-xmm-input", .bits = {FEATURES(4)}},
        {.property = "hv-syndbg",
         .requires = "hv-relaxed hv-time hv-vapic hv-vpindex hv-synic hv-runtime hv-stimer",
         .bits = {FEATURES(11)}},
        {.property = "hv-vendor-id", .valued = TRUE},
        {.property = "hv-version-id-build", .valued = TRUE},
        {.property = "hv-version-id-major", .valued = TRUE},
        {.property = "hv-version-id-minor", .valued = TRUE},
        {.property = "hv-version-id-spack", .valued = TRUE},
        {.property = "hv-version-id-sbranch", .valued = TRUE},
        {.property = "hv-version-id-snumber", .valued = TRUE},
        {.property = "hv-enforce-cpuid", .valued = TRUE},
        {.property = "hv-passthrough", .valued = TRUE},
        {0},
};

const TckEnlightenment *tck_enlightenments(void) {
        return all;
}

const TckEnlightenment *tck_find_enlightenment(const char *property) {
        for (const TckEnlightenment *one = all; one->property; one++)
                if (g_str_equal(one->property, property))
                        return one;
        return NULL;
}

const TckCpuidPlace *tck_enlightened_places(void) {
        static const TckCpuidPlace places[] = {{HYPERV_CPUID_FEATURES, EAX},
                                               {HYPERV_CPUID_FEATURES, EDX},
                                               {HYPERV_CPUID_RECOMMENDATIONS, EAX},
                                               {HYPERV_CPUID_NESTED, EAX},
                                               {0}};

        return places;
}

static guint32 bits_of(const TckEnlightenment *one, TckCpuidPlace place) {
        guint32 bits = 0;

        for (guint i = 0; i < TCK_ENLIGHTENMENT_BITS_MAX && one->bits[i].bits; i++)
                if (one->bits[i].place.leaf == place.leaf && one->bits[i].place.place == place.place)
                        bits |= one->bits[i].bits;
        return bits;
}

guint32 tck_enlightened_bits(TckCpuidPlace place) {
        guint32 bits = 0;

        for (const TckEnlightenment *one = all; one->property; one++)
                bits |= bits_of(one, place);
        return bits;
}

gboolean tck_is_asked(const char *asked, const char *property) {
        g_autofree char *on = g_strdup_printf("%s=on", property);
        g_auto(GStrv) properties = g_strsplit(asked ? asked : "", ",", -1);

        return g_strv_contains((const char *const *) properties, on);
}

guint32 tck_owed_bits(TckCpuidPlace place, const char *asked) {
        guint32 bits = 0;

        for (const TckEnlightenment *one = all; one->property; one++)
                if (tck_is_asked(asked, one->property))
                        bits |= bits_of(one, place);
        return bits;
}

const char *tck_enlightenment_of_bits(TckCpuidPlace place, guint32 bits) {
        for (const TckEnlightenment *one = all; one->property; one++)
                if (bits_of(one, place) & bits)
                        return one->property;
        return NULL;
}
