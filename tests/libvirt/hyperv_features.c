/* SPDX-License-Identifier: BSD-2-Clause */
/* What a domain's <hyperv> provides to the guest: each of its elements, its modes, and the clock's hypervclock. */
#include "check_hyperv.h"
#include "check_libvirt.h"
#include "enlightenment.h"
#include "kvm.h"

#define CASE "libvirt/hyperv/feature/"
#define VENDOR "pvpanic-test"

enum { RETRIES = 8191 };

/* ---- elements and QEMU's properties ---- */

/* QEMU's property for an element or, with a slash, for one in it: "hv-stimer-direct" for "stimer/direct". Free with g_free(). */
static char *property_of(const char *element) {
        static const struct {
                const char *element, *property;
        } others[] = {{"hypervclock", "hv-time"}, {"tlbflush/extended", "hv-tlbflush-ext"}};

        for (guint i = 0; i < G_N_ELEMENTS(others); i++)
                if (g_str_equal(element, others[i].element))
                        return g_strdup(others[i].property);
        return g_strdelimit(g_strconcat("hv-", element, NULL), "_/", '-');
}

static void add_asked(GString *asked, const char *element) {
        g_autofree char *property = property_of(element);

        g_string_append_printf(asked, "%s%s=on", asked->len ? "," : "", property);
}

/* The elements that the domain enables, as QEMU's properties: "hv-vpindex=on,hv-synic=on". Free with g_free(). */
static char *asked_of(const TckDomainSpec *spec) {
        g_auto(GStrv) words = g_strsplit(spec->hyperv ? spec->hyperv : "", ",", -1);
        g_autoptr(GString) asked = g_string_new(NULL);

        for (char **word = words; *word; word++) {
                g_auto(GStrv) parts = g_strsplit(*word, "=", 2), path = g_strsplit(parts[0], "/", 2);
                gboolean off = g_str_equal(parts[1], "off");

                if (path[1] || !off)
                        add_asked(asked, path[0]);
                if (path[1] && !off)
                        add_asked(asked, parts[0]);
        }
        if (spec->hypervclock)
                add_asked(asked, "hypervclock");
        return g_strdup(asked->str);
}

/* ---- mode custom ---- */

/* "custom: set exactly the specified features" */
static void expect_no_other(Tck *t) {
        g_autofree char *asked = asked_of(tck_dom_spec(t));

        tck_expect_no_other_enlightenment(t, asked);
}

/* The element in the case's name is provided, and those that the domain does not enable are not. */
static void is_there(Tck *t) {
        g_autofree char *property = property_of(tck_name(t) + strlen(CASE));

        tck_dom_start(t);
        tck_expect_enlightenment(t, property);
        expect_no_other(t);
}

static void attempts_are_told(Tck *t) {
        tck_dom_start(t);
        tck_expect_number(t, "the number of spinlock attempts", tck_cpuid(t, HYPERV_CPUID_RECOMMENDATIONS, TCK_EBX),
                          RETRIES);
        expect_no_other(t);
}

static void vendor_is_told(Tck *t) {
        tck_dom_start(t);
        tck_expect_vendor(t, VENDOR);
        expect_no_other(t);
}

/* One element is on; all others are off or omitted. */
static void others_are_not(Tck *t) {
        tck_dom_start(t);
        tck_expect_enlightenment(t, "hv-relaxed");
        expect_no_other(t);
}

static void none_are_there(Tck *t) {
        tck_dom_start(t);
        if (tck_cpuid(t, HYPERV_CPUID_INTERFACE, TCK_EAX) == HYPERV_INTERFACE)
                tck_fail(t, "a guest without Hyper-V's interface", "Hv#1");
}

/* ---- mode passthrough ---- */

/* TRUE if KVM offers all bits of an enlightenment. */
static gboolean is_offered(Tck *t, const TckEnlightenment *one) {
        for (guint i = 0; i < TCK_ENLIGHTENMENT_BITS_MAX && one->bits[i].bits; i++) {
                const TckCpuidBits *owed = &one->bits[i];
                g_autofree char *missing = NULL;
                g_autoptr(GError) error = NULL;
                guint32 offered[TCK_KVM_REGISTERS];

                if (!tck_kvm_hyperv_leaf(TCK_KVM_DEVICE, owed->place.leaf, offered, &missing, &error))
                        tck_give_up(t, "%s", error->message);
                else if (missing)
                        tck_skip(t, "%s", missing);
                if (tck_over(t) || (offered[owed->place.place] & owed->bits) != owed->bits)
                        return FALSE;
        }
        return TRUE;
}

/* Whether mode passthrough has to give the guest its bits. What KVM says of cores that are shared is about the host's threads, and QEMU leaves
 * it to an option of its own. */
static gboolean is_owed(Tck *t, const TckEnlightenment *one) {
        return !one->valued && !g_str_equal(one->property, "hv-no-nonarch-coresharing") && is_offered(t, one);
}

/* All that KVM offers is there, "even those that libvirt does not understand", and nothing else. Where avic is there, QEMU does not
 * recommend the APIC's MSRs of vapic, which bypass it; they are there all the same. */
static void passes_through(Tck *t) {
        gboolean avic = is_offered(t, tck_find_enlightenment("hv-avic"));
        g_autoptr(GString) offered = g_string_new("hv-no-nonarch-coresharing=on");

        tck_dom_start(t);
        for (const TckEnlightenment *one = tck_enlightenments(); one->property && !tck_over(t); one++) {
                if (!is_owed(t, one))
                        continue;
                g_string_append_printf(offered, ",%s=on", one->property);
                if (avic && g_str_equal(one->property, "hv-vapic"))
                        tck_read_msr(t, 0, one->msrs[0]);
                else
                        tck_expect_enlightenment(t, one->property);
        }
        tck_expect_no_other_enlightenment(t, offered->str);
}

/* ---- refused ---- */

static void is_refused(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* ---- all of them ---- */

static void all_are_known(Tck *t) {
        g_auto(GStrv) elements = tck_dom_enlightenments(t);
        g_autoptr(GString) unknown = g_string_new(NULL);

        if (!tck_over(t) && !elements)
                tck_skip(t, "this libvirt's capabilities do not list the elements of <hyperv>");
        for (char **element = elements; element && *element; element++) {
                g_autofree char *name = g_strconcat(CASE, *element, NULL);

                if (!tck_find_case(name))
                        g_string_append_printf(unknown, " %s", *element);
        }
        if (unknown->len)
                tck_give_up(t, "the kit has no case about these elements of this libvirt's <hyperv>:%s", unknown->str);
}

/* QEMU says "not supported by kernel", libvirt "host doesn't support". */
#define LACKS "*t support*"

#define FEATURE_CASE(name_, clause_, summary_, run_, needs_, ...)                                              \
        {                                                                                                      \
                .name = CASE name_, .clause = "libvirt.hyperv." clause_, .summary = summary_, .needs = needs_, \
                .run = run_, .domain = TCK_DOMAIN(__VA_ARGS__)                                                 \
        }
#define NEEDS(...) \
        { __VA_ARGS__ }
#define HYPERV .hyperv = TRUE
#define FEATURE(element_, since_, ...)                                                                               \
        FEATURE_CASE(element_, "feature", element_ " provides its CPUID bits and its MSRs, and no others", is_there, \
                     NEEDS(HYPERV, .since = since_), .kvm = TRUE, __VA_ARGS__)
#define LACKABLE(element_, since_, ...)                                                                              \
        FEATURE_CASE(element_, "feature", element_ " provides its CPUID bits and its MSRs, and no others", is_there, \
                     NEEDS(HYPERV, .kernel = LACKS, .since = since_), .kvm = TRUE, __VA_ARGS__)
#define OTHERS(name_, summary_, run_, ...) \
        FEATURE_CASE(name_, "feature", summary_, run_, NEEDS(HYPERV), .kvm = TRUE, __VA_ARGS__)
#define REFUSED(name_, summary_, hyperv_)                                                                            \
        FEATURE_CASE(name_ "/is-refused", "refused", summary_, is_refused, NEEDS(.since = NULL), .persistent = TRUE, \
                     .hyperv = hyperv_)

#define ALL_OFF                                                                                           \
        "vapic=off,spinlocks=off,vpindex=off,runtime=off,synic=off,stimer=off,reset=off,frequencies=off," \
        "reenlightenment=off,tlbflush=off,ipi=off,evmcs=off,avic=off"

/* The versions are those of libvirt's documentation, for elements that are newer than the oldest libvirt with a profile. */
TCK_CASES(FEATURE("relaxed", NULL, .hyperv = "relaxed=on"), FEATURE("vapic", NULL, .hyperv = "vapic=on"),
          FEATURE("vpindex", NULL, .hyperv = "vpindex=on"), FEATURE("runtime", NULL, .hyperv = "runtime=on"),
          FEATURE("synic", NULL, .hyperv = "vpindex=on,synic=on"),
          FEATURE("stimer", NULL, .hyperv = "vpindex=on,synic=on,stimer=on", .hypervclock = TRUE),
          FEATURE("stimer/direct", NULL, .hyperv = "vpindex=on,synic=on,stimer/direct=on", .hypervclock = TRUE),
          FEATURE("reset", NULL, .hyperv = "reset=on"), FEATURE("frequencies", NULL, .hyperv = "frequencies=on"),
          FEATURE("reenlightenment", NULL, .hyperv = "reenlightenment=on"),
          FEATURE("tlbflush", NULL, .hyperv = "vpindex=on,tlbflush=on"),
          LACKABLE("tlbflush/direct", "11.0", .hyperv = "vapic=on,vpindex=on,tlbflush/direct=on"),
          LACKABLE("tlbflush/extended", "11.0", .hyperv = "vpindex=on,tlbflush/extended=on"),
          FEATURE("ipi", NULL, .hyperv = "vpindex=on,ipi=on"), LACKABLE("evmcs", NULL, .hyperv = "vapic=on,evmcs=on"),
          FEATURE("avic", NULL, .hyperv = "avic=on"), FEATURE("emsr_bitmap", "10.7", .hyperv = "emsr_bitmap=on"),
          FEATURE("xmm_input", "10.7", .hyperv = "xmm_input=on"), FEATURE("hypervclock", NULL, .hypervclock = TRUE),
          FEATURE_CASE("spinlocks", "value", "the guest sees the retries of spinlocks", attempts_are_told,
                       NEEDS(HYPERV), .kvm = TRUE, .hyperv = "spinlocks=8191"),
          FEATURE_CASE("vendor_id", "value", "with another element, the guest sees the value of vendor_id",
                       vendor_is_told, NEEDS(HYPERV), .kvm = TRUE, .hyperv = "relaxed=on,vendor_id=" VENDOR),
          OTHERS("off", "elements whose state is off are not provided", others_are_not,
                 .hyperv = "relaxed=on," ALL_OFF),
          OTHERS("direct-off", "a stimer whose direct is off has no direct mode", others_are_not,
                 .hyperv = "relaxed=on,vpindex=on,synic=on,stimer/direct=off", .hypervclock = TRUE),
          OTHERS("none", "without <hyperv> a guest does not find Hyper-V's interface", none_are_there, .hyperv = NULL),
          OTHERS("custom", "mode custom is the default mode", others_are_not, .hyperv_mode = "custom",
                 .hyperv = "relaxed=on"),
          FEATURE_CASE("passthrough", "passthrough",
                       "mode passthrough gives the guest what KVM offers, and nothing else", passes_through,
                       NEEDS(HYPERV), .kvm = TRUE, .hyperv_mode = "passthrough"),
          REFUSED("spinlocks", "fewer than 4095 retries of spinlocks are refused", "spinlocks=4094"),
          REFUSED("vendor_id", "a vendor_id of 13 characters is refused", "vendor_id=pvpanic-tests"),
          REFUSED("unknown", "an unknown element is refused", "telepathy=on"),
          {.name = CASE "all-known",
           .clause = "libvirt.hyperv.feature",
           .summary = "there is a case about each element that libvirt's capabilities list",
           .needs = {.hyperv = TRUE},
           .run = all_are_known,
           .domain = TCK_DOMAIN(.kvm = TRUE)})
